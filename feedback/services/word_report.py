"""Officers write under the headings of a report; its figures are locked in their places (R5-11, R5-16)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.reports.commentary import (
    Wrong,
    figures_for_words,
    fill_in,
    find_wrong,
    long_sentences,
    starter_of,
)
from analysis.reports.council import CouncilHeading, council_headings
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.domain.reports import LONGEST_WORDS
from feedback.services.audit import record
from feedback.services.draft_report import get_draft
from feedback.services.freeze_quarter import find_frozen
from feedback.services.runtime import Runtime
from feedback.storage.queries import report_words as queries

NO_PLACE = "The report has no such heading."
CHANGED = "Somebody else changed these words since you opened the page. Theirs stand below yours."
TOO_LONG = f"Write {LONGEST_WORDS:,} characters or fewer."
UNKNOWN = "A name in braces is not one of the figures below. Use the names as they stand there."
TYPED = (
    "A figure is typed by hand. Only days, years and places in a law or in this report may be; "
    "use the names in braces below for figures, or say it without one."
)
CLAIMS = (
    "Words such as rose or improved stand only where a test finds a change. "
    "Use {change}, or say it without comparing."
)


@dataclass(frozen=True, slots=True)
class Place:
    """One heading and what stands under it.

    Args:
        number: its place in the report, from 1. words: as they are kept, with figures' names; the starting sentences
            where nobody wrote. printed: with the figures; empty where nobody wrote.
        version: of what is kept; 0 where nobody wrote. long_sentences: how many are too long to be read aloud.
    """

    number: int
    title: str
    starter: str
    words: str
    version: int
    printed: str
    long_sentences: int


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote under a heading.

    Args:
        place: the heading's number. version: of the words that stood on their page; 0 where nobody had written.
    """

    place: int
    words: str
    version: int


def list_places(session: Session, quarter: Quarter) -> list[Place]:
    """Return every heading with its words, in the report's order; figures are as `list_figures` has them.

    Raises: NotFound as `list_figures`.
    """
    figures = list_figures(session, quarter)
    written = {row.place: row for row in queries.list_words(session, str(quarter))}
    return [
        _place(place, heading, written.get(heading.title), figures)
        for place, heading in enumerate(council_headings(), start=1)
    ]


def get_place(session: Session, quarter: Quarter, place: int) -> Place:
    """Return one heading with its words.

    Raises: NotFound where the report has no such heading, and as `list_figures`.
    """
    places = list_places(session, quarter)
    if not 1 <= place <= len(places):
        raise NotFound(NO_PLACE)
    return places[place - 1]


def list_figures(session: Session, quarter: Quarter) -> dict[str, str]:
    """Return name -> figure, as the draft has it; before there is one of a correction, as what was frozen has it.

    Raises: NotFound where there is no draft, and nothing was frozen.
    """
    try:
        snapshot = get_draft(session, quarter).snapshot
    except NotFound as no_draft:
        try:
            snapshot = find_frozen(session, quarter).snapshot
        except NotFound:
            raise no_draft from None
    return figures_for_words(snapshot)


def write_words(
    session: Session, runtime: Runtime, quarter: Quarter, written: Written, *, staff_id: UUID
) -> None:
    """Store words under a heading; none takes them away. The draft has them when it is made again.

    Raises: NotFound; Conflict where a figure is gone, unknown or typed by hand, a change is claimed by hand, the words
        are too long, or somebody else changed them.
    """
    at = get_place(session, quarter, written.place)
    before = queries.find_words(session, str(quarter), at.title)
    if (before.version if before else 0) != written.version:
        raise Conflict(CHANGED)
    if written.words:
        _see_that_figures_stand(written.words, at, list_figures(session, quarter))
        now = runtime.clock.now()
        queries.store_words(session, str(quarter), at.title, written.words, by=staff_id, at=now)
    else:
        queries.forget_words(session, str(quarter), at.title)
    record(session, runtime, AuditAction.REPORT_WORDED, subject=("quarter", str(quarter)), actor_id=staff_id,
           detail={"heading": written.place})  # fmt: skip


def _see_that_figures_stand(words: str, at: Place, figures: dict[str, str]) -> None:
    if len(words) > LONGEST_WORDS:
        raise Conflict(TOO_LONG)
    wrong = find_wrong(words, at.starter, figures)
    if wrong.is_anything:
        raise Conflict(" ".join(_say(wrong)))


def _say(wrong: Wrong) -> list[str]:
    said = []
    if wrong.missing:
        names = ", ".join(f"{{{name}}}" for name in wrong.missing)
        said.append(f"Keep every figure of the starting sentences. Missing: {names}.")
    said += [UNKNOWN] * bool(wrong.unknown) + [TYPED] * wrong.typed + [CLAIMS] * wrong.claims
    return said


def _place(
    number: int,
    heading: CouncilHeading,
    row: queries.WrittenRow | None,
    figures: dict[str, str],
) -> Place:
    starter = starter_of(heading)
    words = row.words if row else starter
    return Place(
        number, heading.title, starter, words, row.version if row else 0,
        fill_in(words, figures) if row else "", long_sentences(words) if row else 0,
    )  # fmt: skip
