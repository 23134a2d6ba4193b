"""Which list an officer is going through, as it stands in an address: filters, and a place in it.

Codes, days and ids only: nothing that a family wrote is ever part of an address (promise 9).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import g

from analysis.themes.codebook import Codebook
from feedback.domain.codes import AREAS, FORUMS, SERVICES
from feedback.domain.enums import Channel
from feedback.domain.quarters import Quarter
from feedback.services.codebook import codebook_in_use
from feedback.services.count_versions import WHO_THEY_ARE
from feedback.services.count_workers import WORKER_LABELS
from feedback.services.freeze_quarter import ANSWERS
from feedback.services.review_queue import CLAIMED, FREE, LONG_PAGE, MINE, QueueFilter, QueuePlace
from feedback.services.runtime import Runtime
from feedback.services.sign_in import Staff
from feedback.web.staff.figure_list import FIGURES, figure_of
from feedback.web.staff.guard import sees_held
from feedback.web.staff.words import CHANNELS, LANGUAGES

QUARTERS_OFFERED = 9
DESKS = {MINE: "Mine", CLAIMED: "Claimed by anybody", FREE: "Claimed by nobody"}
OF_SERVICE = "of_service"
READ, ALL, AT, AFTER, WEEK, PER = "read", "all", "at", "after", "week", "per"
_PLAIN_CHOICES = frozenset({("show", READ), ("show", ALL), (PER, str(LONG_PAGE))})


@dataclass(frozen=True, slots=True)
class FilterField:
    """One list to choose from; `chosen` is empty for all."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list that is being read: its filters as they stand in an address, and the place that was opened."""

    chosen: Mapping[str, Any]
    at: tuple[int, date] | None = None

    def address(self, place: QueuePlace | None = None) -> dict[str, Any]:
        """Return the arguments of a response's address in this list."""
        return {**self.chosen, **({AT: f"{place.rank}.{place.received_on}"} if place else {})}

    @property
    def written(self) -> str:
        """Return the list and the place as one hidden field holds them."""
        at = {AT: f"{self.at[0]}.{self.at[1]}"} if self.at else {}
        return urlencode({**self.chosen, **at})

    def place_of(self, response_id: UUID) -> QueuePlace | None:
        """Return where the response stood when it was opened from the list, or None."""
        return QueuePlace(*self.at, response_id) if self.at else None


def current_codebook(runtime: Runtime) -> Codebook:
    """Return the codebook that officers use today; one page asks for it several times and reads it once."""
    kept: Codebook | None = g.get("codebook")
    if kept is None:
        with runtime.database.reading() as session:
            kept = g.codebook = codebook_in_use(session, runtime)
    return kept


def options_of(runtime: Runtime) -> dict[str, tuple[str, dict[str, str]]]:
    """Return every filter with its label and its choices."""
    book = current_codebook(runtime)
    last = Quarter.containing(runtime.clock.today())
    quarters = [last.shifted(-back) for back in range(QUARTERS_OFFERED)]
    return {
        "forum": ("Forum", {forum.code: forum.name for forum in FORUMS}),
        "form": ("Questionnaire", {s: q.title for s, q in sorted(runtime.questionnaires.items())}),
        "service": ("Service", {service.code: service.label for service in SERVICES}),
        "theme": ("Theme", {theme.id: theme.label for theme in book.themes}),
        OF_SERVICE: ("Themes of a service", _with_themes(book)),
        "area": ("Assurance area", {area.numeral: area.name for area in AREAS}),
        "who": ("Who", dict(ANSWERS["who"][1])),
        "workers": ("Workers in 12 months", dict(WORKER_LABELS)),
        "language": ("Language", dict(sorted(LANGUAGES.items(), key=lambda pair: pair[1]))),
        "channel": ("How it came", {str(code): label for code, label in CHANNELS.items()}),
        "quarter": ("Quarter", {str(quarter): quarter.label for quarter in quarters}),
        "desk": ("Claimed", DESKS),
    }


def _with_themes(book: Codebook) -> dict[str, str]:
    """Return the services that any theme is said to be about."""
    about = {code for theme in book.themes for code in theme.services}
    return {service.code: service.label for service in SERVICES if service.code in about}


def figures_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what came with a figure that was followed: it is kept, said and taken away, and offered nowhere."""
    return {name: value for name, value in chosen.items() if name in FIGURES}


def fields_of_filter(runtime: Runtime, chosen: Mapping[str, str]) -> list[FilterField]:
    """Return the filters as the page offers them."""
    return [
        FilterField(name, label, tuple(options.items()), chosen.get(name, ""))
        for name, (label, options) in options_of(runtime).items()
        if options
    ]


def say_filter(runtime: Runtime, chosen: Mapping[str, str]) -> list[str]:
    """Return what is chosen, in words."""
    said = [
        f"{label}: {options[chosen[name]]}"
        for name, (label, options) in (options_of(runtime) | FIGURES).items()
        if name in chosen
    ]
    return said + ([f"Week of {chosen[WEEK]}"] if WEEK in chosen else [])


def read_choices(runtime: Runtime, given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the filters that are known; anything else in an address is left out."""
    options = options_of(runtime) | FIGURES
    found: dict[str, str] = {}
    for name, value in given:
        if (name in options and value in options[name][1]) or (name, value) in _PLAIN_CHOICES:
            found[name] = value
        elif name == WEEK and (day := _day(value)):
            found[name] = day.isoformat()
    return found


def read_list(runtime: Runtime, written: str) -> ReadingList:
    """Return the list that an address or a hidden field names; the whole queue where it names none."""
    given = parse_qsl(written[:1000])
    rank, _, day = dict(given).get(AT, "").partition(".")
    found = _day(day)
    at = (int(rank), found) if rank in {"0", "1", "2", "3", "4"} and found else None
    return ReadingList(read_choices(runtime, given), at)


def read_after(written: str) -> QueuePlace | None:
    """Return the place after which a page begins, or None."""
    parts = written.split(".")
    if len(parts) != 3 or parts[0] not in {"0", "1", "2", "3", "4"}:
        return None
    day = _day(parts[1])
    try:
        return QueuePlace(int(parts[0]), day, UUID(parts[2])) if day else None
    except ValueError:
        return None


def write_after(place: QueuePlace) -> str:
    """Return a place as it stands in an address."""
    return f"{place.rank}.{place.received_on}.{place.id}"


def filter_of(runtime: Runtime, chosen: Mapping[str, str], *, reader: Staff) -> QueueFilter:
    """Return the filter that the choices mean."""
    week = _day(chosen.get(WEEK, ""))
    channel = chosen.get("channel")
    return QueueFilter(
        reader=reader.id,
        sees_held=sees_held(reader),
        read=chosen.get("show") == READ,
        both=chosen.get("show") == ALL,
        forum=chosen.get("forum"),
        questionnaire=chosen.get("form"),
        service=chosen.get("service"),
        workers=chosen.get("workers"),
        themes=_themes(runtime, chosen),
        who=chosen.get("who"),
        who_versions=WHO_THEY_ARE.get(chosen.get("who", ""), ()),
        language=chosen.get("language"),
        channel=Channel(channel) if channel else None,
        quarter=chosen.get("quarter"),
        week=week - timedelta(days=week.weekday()) if week else None,
        desk=chosen.get("desk"),
        figure=figure_of(runtime, chosen),
    )


def _themes(runtime: Runtime, chosen: Mapping[str, str]) -> tuple[str, ...] | None:
    # Of a figure only what people found counts, and the figure itself asks for that.
    if "how" in chosen or not {"theme", "area", OF_SERVICE} & set(chosen):
        return None
    return tuple(
        theme.id
        for theme in current_codebook(runtime).themes
        if chosen.get("theme", theme.id) == theme.id
        and chosen.get("area", theme.area) == theme.area
        and (OF_SERVICE not in chosen or chosen[OF_SERVICE] in theme.services)
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
