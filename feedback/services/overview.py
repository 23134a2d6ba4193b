"""The officers' overview of a quarter: counts alone, of what the reader may know of.

What safeguarding holds back is not counted for those who may not know of it (R4-25). For a role that reads no
comments (`least` above 0) a smaller count is None, and a share with fewer on either side (R4-35).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy.orm import Session

from analysis.reports.counts import WHO
from analysis.reports.snapshot import QuarterSnapshot, Reach
from analysis.stats.intervals import wilson
from analysis.stats.pace import Pace, pace
from feedback.domain.codes import SERVICES
from feedback.domain.digest import monday_of
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import Construct
from feedback.services.closed_days import closed_days
from feedback.services.codebook import codebook_in_use
from feedback.services.count_versions import CORE, WHO_THEY_ARE
from feedback.services.count_workers import FELT, WORKER_LABELS
from feedback.services.freeze_quarter import ANSWERS
from feedback.services.quarter_context import list_reports
from feedback.services.runtime import Runtime
from feedback.storage.queries import overview as queries
from feedback.storage.queries.lundy import count_read_days
from feedback.working_days import count_working_days

LEAST_WITHOUT_COMMENTS = 10
"""A role that reads no comments sees no smaller count. Source: R4-30, R4-35."""
WEEKS, QUARTERS, EARLIER = 13, 2, 3
AGES: dict[str, tuple[str, int | None]] = {
    "1": ("Up to 1 working day", 1),
    "5": ("2 to 5 working days", 5),
    "10": ("6 to 10 working days", 10),
    "more": ("More than 10 working days", None),
}
"""Code -> label, and the most working days."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many responses came in a week; None where the reader may not know."""

    monday: date
    count: int | None


@dataclass(frozen=True, slots=True)
class Listened:
    """Of those who spoke of a service, how many felt listened to fully or partly, with the 95 % interval.

    Args:
        hits, low, high: None where the reader may not know, or too few answered for a share.
    """

    service: str
    label: str
    total: int | None
    hits: int | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ByWorkers:
    """Of those who had so many workers in 12 months, how they felt listened to (A10).

    Args:
        parts: answer on listening -> how many; None where the reader may not know all of them.
        total: all who answered both questions; None where the reader may not know.
        share: who felt listened to fully or partly, with its 95 % interval; None as `parts`, or where nobody answered.
    """

    code: str
    label: str
    parts: Mapping[str, int] | None
    total: int | None
    share: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A group: how many of it answered, and what the reports of earlier quarters printed, the newest first."""

    code: str
    label: str
    count: int | None
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A quarter at one look.

    Args:
        weeks: the last 13, whatever the quarter, the oldest first. waiting: (code of AGES, how many) of what is unread.
        clock: received to read, in working days; None where too few came for the reader.
        earlier: the quarters of which `heard` says what was printed.
        reach, reach_of: who lives here beside who answered, as the newest report printed it, and of which quarter.
    """

    weeks: tuple[Week, ...]
    waiting: tuple[tuple[str, int | None], ...]
    clock: Pace | None
    listened: tuple[Listened, ...]
    by_workers: tuple[ByWorkers, ...]
    heard: tuple[Heard, ...]
    earlier: tuple[str, ...]
    reach: tuple[Reach, ...]
    reach_of: str


@dataclass(frozen=True, slots=True)
class ThemeMix:
    """In how many comments people found a theme: criticised, neither, praised. None where one may not be known."""

    quarter: Quarter
    parts: tuple[int, int, int] | None
    total: int | None


@dataclass(frozen=True, slots=True)
class ThemeOverTime:
    """A theme and its mix, the newest quarter first."""

    theme: str
    label: str
    quarters: tuple[ThemeMix, ...]


def read_overview(
    session: Session, runtime: Runtime, quarter: Quarter, *, sees_held: bool, least: int = 0
) -> Overview:
    """Return the overview in at most thirteen statements, however much is stored."""
    reports = list_reports(session, [quarter.shifted(-n) for n in range(EARLIER + 1)])
    past = [report for report in reports if report.quarter != str(quarter)]
    beside = next((report for report in reports if report.reach), None)
    closed = closed_days(session, runtime)
    return Overview(
        weeks=_weeks(session, runtime, sees_held=sees_held, least=least),
        waiting=_waiting(session, runtime, closed, sees_held=sees_held, least=least),
        clock=_clock(session, runtime, quarter, closed, sees_held=sees_held, least=least),
        listened=_listened(session, quarter, sees_held=sees_held, least=least),
        by_workers=_by_workers(session, quarter, sees_held=sees_held, least=least),
        heard=_heard(session, quarter, past, sees_held=sees_held, least=least),
        earlier=tuple(snapshot.label for snapshot in past),
        reach=beside.reach if beside else (),
        reach_of=beside.label if beside else "",
    )


def quarter_to_open(session: Session, runtime: Runtime, *, sees_held: bool) -> Quarter:
    """Return the quarter that now is or, while nobody has answered in it, the newest one with answers."""
    today = Quarter.containing(runtime.clock.today())
    newest = queries.newest_quarter(session, sees_held=sees_held)
    return today if newest is None else min(today, Quarter.parse(newest))


def days_of_age(session: Session, runtime: Runtime, code: str) -> tuple[date | None, date | None]:
    """Return the first and the last day on which what has waited so long came; None where that end is open.

    Args:
        code: of AGES.
    """
    today, closed, codes = runtime.clock.today(), closed_days(session, runtime), list(AGES)
    newer = codes.index(code) - 1
    most = AGES[code][1]
    first = None if most is None else _earliest(today, most, closed)
    if newer < 0:
        return first, None
    return first, _earliest(today, AGES[codes[newer]][1] or 0, closed) - timedelta(days=1)


def _earliest(today: date, most: int, closed: frozenset[date]) -> date:
    """Return the earliest day that lies at most so many working days back."""
    day = today
    while count_working_days(day - timedelta(days=1), today, closed) <= most:
        day -= timedelta(days=1)
    return day


def answers_that_felt(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the answers, and the audiences on whose scale, that count as `yes`, `no` or `said` (either)."""
    answers = tuple(
        said for said, felt in FELT.items() if code == "said" or felt is (code == "yes")
    )
    return answers, CORE.audiences


def read_themes(
    session: Session, runtime: Runtime, quarter: Quarter, *, sees_held: bool, least: int = 0
) -> tuple[ThemeOverTime, ...]:
    """Return every theme that people found in these quarters, the most spoken of first."""
    over = [quarter.shifted(-n) for n in range(QUARTERS)]
    found = queries.count_decided(session, [str(one) for one in over], sees_held=sees_held)
    labels = {t.id: t.label for t in codebook_in_use(session, runtime).by_id.values()}
    spoken = {theme: 0 for _quarter, theme, _how in found if theme in labels}
    for (_quarter, theme, _how), count in found.items():
        if theme in spoken:
            spoken[theme] += count
    return tuple(
        ThemeOverTime(theme, labels[theme], tuple(_mix(found, theme, one, least) for one in over))
        for theme, _count in sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _mix(
    found: Mapping[tuple[str, str, str], int], theme: str, quarter: Quarter, least: int
) -> ThemeMix:
    negative, neither, positive = (
        found.get((str(quarter), theme, how), 0) for how in ("negative", "neutral", "positive")
    )
    parts, total = (negative, neither, positive), negative + neither + positive
    known = all(part >= least for part in parts)
    return ThemeMix(quarter, parts if known else None, _shown(total, least))


def _shown(count: int, least: int) -> int | None:
    return count if count >= least else None


def _weeks(session: Session, runtime: Runtime, *, sees_held: bool, least: int) -> tuple[Week, ...]:
    newest = monday_of(runtime.clock.today())
    mondays = [newest - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    counted = dict.fromkeys(mondays, 0)
    for day, count in queries.count_days(session, mondays[0], sees_held=sees_held).items():
        # A day that lies ahead was typed in wrongly somewhere; it belongs to no week that has begun.
        if monday_of(day) in counted:
            counted[monday_of(day)] += count
    return tuple(Week(monday, _shown(count, least)) for monday, count in counted.items())


def _waiting(
    session: Session, runtime: Runtime, closed: frozenset[date], *, sees_held: bool, least: int
) -> tuple[tuple[str, int | None], ...]:
    today, counted = runtime.clock.today(), dict.fromkeys(AGES, 0)
    for day, count in queries.count_unread_days(session, sees_held=sees_held).items():
        age = count_working_days(day, today, closed)
        counted[next(code for code, (_label, to) in AGES.items() if to is None or age <= to)] += (
            count
        )
    return tuple((code, _shown(count, least)) for code, count in counted.items())


def _clock(
    session: Session, runtime: Runtime, quarter: Quarter, closed: frozenset[date], *, sees_held: bool,
    least: int,
) -> Pace | None:  # fmt: skip
    today = runtime.clock.today()
    working = cache(lambda start, end: max(0, count_working_days(start, end, closed)))
    done: list[int] = []
    waiting: list[int] = []
    for came, day, count in count_read_days(session, str(quarter), sees_held=sees_held):
        (done if day else waiting).extend([working(came, day or today)] * count)
    if len(done) < least or 0 < len(waiting) < least:
        return None
    return pace(done, waiting)


def _listened(
    session: Session, quarter: Quarter, *, sees_held: bool, least: int
) -> tuple[Listened, ...]:
    found = queries.count_listened(session, str(quarter), CORE.audiences, sees_held=sees_held)
    return tuple(
        _share(service.code, service.label, hits, hits + others, least)
        for service in SERVICES
        for hits, others in [
            tuple(sum(found.get((service.code, said), 0) for said in FELT if FELT[said] is felt)
                  for felt in (True, False))
        ]
        if hits + others
    )  # fmt: skip


def _by_workers(
    session: Session, quarter: Quarter, *, sees_held: bool, least: int
) -> tuple[ByWorkers, ...]:
    """Return a row for each number of workers; nothing where nobody answered both questions."""
    found = queries.count_listened(
        session, str(quarter), CORE.audiences, sees_held=sees_held, by=Construct.WORKER_COUNT
    )
    rows = [
        (code, label, {said: found.get((code, said), 0) for said in FELT})
        for code, label in WORKER_LABELS.items()
    ]
    return tuple(_of_workers(*row, least) for row in rows) if any(found.values()) else ()


def _of_workers(code: str, label: str, parts: Mapping[str, int], least: int) -> ByWorkers:
    total, hits = sum(parts.values()), sum(n for said, n in parts.items() if FELT[said])
    if any(part < least for part in parts.values()):
        return ByWorkers(code, label, None, _shown(total, least), None)
    share = (hits / total, *wilson(hits, total)) if total else None
    return ByWorkers(code, label, parts, total, share)


def _share(service: str, label: str, hits: int, total: int, least: int) -> Listened:
    if hits < least or total - hits < least:
        return Listened(service, label, _shown(total, least), None)
    return Listened(service, label, total, hits, *wilson(hits, total))


def _heard(
    session: Session, quarter: Quarter, past: list[QuarterSnapshot], *, sees_held: bool, least: int
) -> tuple[Heard, ...]:
    said = queries.count_who(session, str(quarter), sees_held=sees_held)
    versions = queries.count_audiences(session, str(quarter), sees_held=sees_held)
    rows = []
    for code, label in ANSWERS["who"][1].items():
        by_version = sum(versions.get(audience, 0) for audience in WHO_THEY_ARE.get(code, ()))
        earlier = tuple(_printed(snapshot, label) for snapshot in past)
        rows.append(Heard(code, label, _shown(said.get(code, 0) + by_version, least), earlier))
    return tuple(rows)


def _printed(snapshot: QuarterSnapshot, label: str) -> str:
    table = next((table for table in snapshot.tables if table.title == WHO), None)
    rows = table.rows if table else ()
    return next((row.count_words for row in rows if row.label == label), "0")
