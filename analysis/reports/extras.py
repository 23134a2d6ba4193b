"""What the committee keeps beside the figures, as a quarter's report prints it: aims, requests, risks and the like.

Everything is in words that officers wrote for everybody to read, or in counts that are safe to print. What hangs on
the figures of a theme is put beside them from the snapshot itself, so that no second set of figures exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, get_args, get_type_hints

COMPLAINTS_CAUTION = (
    "More or fewer complaints do not show that trust fell or rose: read them beside how many people answered, and "
    "beside the compliments."
)
"""Stands beside every count of complaints. Source: R2-15."""
NOT_DONE = "not done"
"""What a blank of the Lundy page says (R2-01)."""
NO_RESOURCE = "None recorded"
"""What stands where an aim has neither posts, hours nor pounds."""
NOT_COUNTED = "not counted for this report"
"""What stands where a report, of a year or from before it was counted, holds no measure of an element."""
OVER_THE_YEAR = ("activities", "consultations", "offer", "practice", "rewordings")
"""Parts of which each quarter holds its own; the others stand in the last quarter as they stand for the year."""


@dataclass(frozen=True, slots=True)
class AimLine:
    """One aim of the Participation Strategy; it stands here without evidence too (R1-08)."""

    reference: str
    aim: str
    owner: str
    resource: str
    measure: str
    target: str
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class LundyLine:
    """One of Lundy's four elements with what was measured; a blank says that it was not done (R2-01)."""

    element: str
    measure: str
    words: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One time that families took part, its rung of Hart's ladder, and what is warned of (R2-02)."""

    what: str
    on: str
    who: str
    rung: str
    outcome: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """One consultation (R2-03)."""

    what: str
    decided_by: str
    open: str
    considered: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One comment on the Local Offer and the answer to it (R2-09)."""

    about: str
    comment: str
    response: str
    action: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One statutory measure with its source and day (R1-06)."""

    measure: str
    value: str
    target: str
    period: str
    source: str
    taken_on: str


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """Our value beside another's, never one alone (R1-11)."""

    indicator: str
    definition: str
    ours: str
    theirs: str
    council: str
    period: str
    source: str
    retrieved_on: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One entry of the risk register and the label of the theme that bears on it (R1-10); no title, no words."""

    risk_id: str
    rating: str
    direction: str
    theme: str


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """How many themes were shared with a partner, how many it has answered, and how long that took (R1-22)."""

    partner: str
    shared: int
    unanswered: int
    median: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One information request (R1-17)."""

    reference: str
    asked_for: str
    asked_by: str
    owner: str
    due: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """Something that could be copied (R1-15); how often the theme was praised stands in the snapshot."""

    what: str
    service: str
    theme: str
    copied_by: str


@dataclass(frozen=True, slots=True)
class ForumLine:
    """What a forum said of the draft, unedited, and the council's answer (R5-18)."""

    forum: str
    sent_on: str
    comment: str
    response: str


@dataclass(frozen=True, slots=True)
class RewordingLine:
    """A question that was asked in other words than in the quarter before, so that no series runs over it (R2-16).

    Args:
        before, after: the question; the same where only its answers read otherwise.
    """

    questionnaire: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count in words: the number, `none` or `[c]`."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class CommitteeExtras:
    """All of it for one quarter. An empty part means that nothing is recorded; say so, and leave nothing out.

    Args:
        flags: flags by outcome where they are enough, and how far their clocks were kept (R4-29).
        complaints, compliments: always printed together, with COMPLAINTS_CAUTION (R2-14, R2-15).
    """

    aims: tuple[AimLine, ...] = ()
    lundy: tuple[LundyLine, ...] = ()
    activities: tuple[ActivityLine, ...] = ()
    consultations: tuple[ConsultationLine, ...] = ()
    offer: tuple[OfferLine, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    comparisons: tuple[ComparisonLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    partners: tuple[PartnerLine, ...] = ()
    requests: tuple[RequestLine, ...] = ()
    practice: tuple[PracticeLine, ...] = ()
    forums: tuple[ForumLine, ...] = ()
    complaints: tuple[CountLine, ...] = ()
    compliments: tuple[CountLine, ...] = ()
    flags: tuple[CountLine, ...] = ()
    rewordings: tuple[RewordingLine, ...] = ()


def extras_of_year(quarters: Sequence[CommitteeExtras | None]) -> CommitteeExtras | None:
    """Return what a year's report prints of its quarters', in order; counts are made of what they printed.

    Args:
        quarters: oldest first; None of one that was frozen before these were kept.
    """
    known = [one for one in quarters if one is not None]
    if not known:
        return None
    gathered = {
        # In the words of the newest quarter, each once.
        name: tuple(dict.fromkeys(line for one in known for line in getattr(one, name)))
        for name in OVER_THE_YEAR
    }
    counted: dict[str, Any] = {
        name: _add_up([getattr(one, name) if one else () for one in quarters])
        for name in ("complaints", "compliments")
    }
    lundy = _lundy_of_year([one.lundy if one else () for one in quarters])
    # Clocks of a quarter's flags are shares and bands, which do not add up; its report has them.
    return replace(known[-1], lundy=lundy, flags=(), **counted, **gathered)


def _add_up(quarters: Sequence[tuple[CountLine, ...]]) -> tuple[CountLine, ...]:
    """Return the first count of each quarter added up, where every quarter printed it; and what each printed.

    The first line counts them all. The others are shares, or themes that some quarters put with others. Privacy:
    nothing but what the quarters printed goes in, so the year gives nothing away (R4-33).
    """
    first = next((lines[0] for lines in quarters if lines), None)
    if first is None:
        return ()
    printed = [lines[0].words if lines else NOT_COUNTED for lines in quarters]
    numbers = [_number(words) for words in printed]
    known = [number for number in numbers if number is not None]
    total = (
        f"{sum(known):,}" if len(known) == len(numbers) else "[c]" if "[c]" in printed else "[x]"
    )
    return (CountLine(first.label, f"{total} (by quarter: {', '.join(printed)})"),)


def _number(words: str) -> int | None:
    if words == "none":
        return 0
    plain = words.replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _lundy_of_year(quarters: Sequence[tuple[LundyLine, ...]]) -> tuple[LundyLine, ...]:
    """Return each measure with what the quarters printed of it, in order: shares of quarters do not add up."""
    measures = dict.fromkeys((line.element, line.measure) for lines in quarters for line in lines)
    found = [{(line.element, line.measure): line.words for line in lines} for lines in quarters]
    return tuple(
        LundyLine(
            element,
            measure,
            f"by quarter: {', '.join(of.get((element, measure), NOT_COUNTED) for of in found)}",
        )
        for element, measure in measures
    )


def extras_from(written: dict[str, Any] | None) -> CommitteeExtras | None:
    """Return what was frozen; None for a snapshot that was frozen before these were kept."""
    if written is None:
        return None
    hints = get_type_hints(CommitteeExtras)
    parts = {
        field.name: tuple(_line(get_args(hints[field.name])[0], line) for line in written[field.name])
        for field in fields(CommitteeExtras)
        if field.name in written
    }  # fmt: skip
    return CommitteeExtras(**parts)


def _line(kind: Any, written: dict[str, Any]) -> Any:
    """Return one line; lists of words are read back as tuples."""
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in written.items()})
