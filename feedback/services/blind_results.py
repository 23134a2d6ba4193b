"""What blind samples say: of the machine, of how far two people agree, and how both move (R5-14)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.stats.agreement import (
    ThemeAgreement,
    cohen_kappa,
    drift,
    krippendorff_alpha,
    micro_f1,
    theme_agreement,
)
from feedback.domain.errors import Conflict
from feedback.services.blind import NOT_YET, Progress, get_progress, list_coded
from feedback.services.codebook import codebook_in_use
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.services.trusted import measure
from feedback.storage.queries.blind import Codes, list_agreed, list_coders, list_suggested
from feedback.storage.queries.decided import count_agreement, list_comparisons

Interval = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Differing:
    """A comment that the two coded differently: its words, and (name, what they said) of each."""

    comment_id: UUID
    masked: str
    construct: str
    said: tuple[tuple[str, Codes], ...]
    agreed: Codes | None


@dataclass(frozen=True, slots=True)
class SampleResults:
    """What came of a sample that two people have coded.

    Args:
        alike: comments that both coded alike. to_take: those of them that nobody has taken yet.
        between: how far the two agree on each theme that either used.
        kappa, alpha: over all themes and comments together; None where nothing varies.
        differing: the others, but for those that the reader may not see.
    """

    progress: Progress
    comments: int
    alike: int
    to_take: int
    between: tuple[ThemeAgreement, ...]
    kappa: float | None
    alpha: float | None
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """What the closed samples of one quarter say.

    Args:
        f1: of the machine against what people agreed, all themes together, with its 95 % interval.
        moved: themes whose F1 moved since the quarter before it that was measured: theme -> by how much.
        changed: of so many suggestions that people decided on, so many were refused; None where none was.
    """

    quarter: str
    comments: int
    f1: Interval
    moved: dict[str, float]
    changed: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One time that a model was learned and compared on comments put aside."""

    on: date
    blind: int
    before: float | None
    now: float | None
    adopted: bool


def show_results(
    session: Session, runtime: Runtime, sample_id: UUID, *, staff_id: UUID
) -> SampleResults:
    """Return what two people said of a sample.

    Raises: NotFound when there is no such sample; Conflict while somebody still codes: what the other one said
        would be seen.
    """
    progress = get_progress(session, runtime, sample_id, staff_id=staff_id)
    if not progress.finished:
        raise Conflict(NOT_YET)
    rows, coders = list_coded(session, sample_id), list_coders(session, sample_id)
    (first, _), (second, _) = coders
    ones, others = ([frozenset(row.codes[who]) for row in rows] for who in (first, second))
    themes = codebook_in_use(session, runtime).ids
    used = [t for t in themes if any(t in a or t in b for a, b in zip(ones, others, strict=True))]
    votes = [
        (str(theme in a), str(theme in b))
        for a, b in zip(ones, others, strict=True)
        for theme in used
    ]
    differ = [row for row in rows if row.codes[first] != row.codes[second]]
    barred = find_barred(session, runtime, {row.response_id for row in differ}, staff_id=staff_id)
    return SampleResults(
        progress,
        len(rows),
        len(rows) - len(differ),
        sum(row.agreed is None for row in rows) - sum(row.agreed is None for row in differ),
        theme_agreement(ones, others, used),
        cohen_kappa([a for a, _b in votes], [b for _a, b in votes]),
        krippendorff_alpha(votes),
        tuple(
            Differing(
                row.id, row.masked, row.construct,
                tuple((name, row.codes[who]) for who, name in coders), row.agreed,
            )
            for row in differ
            if row.response_id not in barred
        ),
    )  # fmt: skip


def list_quarters(session: Session, runtime: Runtime) -> tuple[QuarterFigures, ...]:
    """Return the quarters that were measured or decided on, the newest first."""
    agreed, suggested = list_agreed(session), list_suggested(session)
    themes = codebook_in_use(session, runtime).ids
    changed = _changed(session)
    measured = sorted({quarter for quarter, _id, _said in agreed})
    found, earlier = [], dict[str, float]()
    for quarter in sorted({*measured, *changed}):
        own = [one for one in agreed if one[0] == quarter]
        f1s = {m.theme: m.f1 for m in measure(own, suggested, themes) if m.f1 is not None}
        moved = drift(earlier, f1s)
        earlier |= f1s
        truth = [said for _quarter, _id, said in own]
        machine = [suggested.get(id_, frozenset()) for _quarter, id_, _said in own]
        f1 = micro_f1(truth, machine)
        found.append(QuarterFigures(quarter, len(own), f1, moved, changed.get(quarter)))
    return tuple(reversed(found))


def show_comparisons(session: Session, *, most: int = 5) -> tuple[Comparison, ...]:
    """Return the newest times that a model was learned from decisions and compared, the newest first."""
    return tuple(_comparison(day, detail) for day, detail in list_comparisons(session, limit=most))


def _changed(session: Session) -> dict[str, tuple[int, int]]:
    """Return quarter -> (suggestions that people refused, suggestions that people decided on)."""
    counts: dict[str, tuple[int, int]] = {}
    for (_theme, quarter), (kept, refused, _added) in count_agreement(session).items():
        no, all_ = counts.get(quarter, (0, 0))
        counts[quarter] = no + refused, all_ + kept + refused
    return {quarter: pair for quarter, pair in counts.items() if pair[1]}


def _comparison(day: date, detail: dict[str, Any]) -> Comparison:
    return Comparison(
        day, int(detail.get("blind", 0)), detail.get("f1_before"), detail.get("f1_now"),
        bool(detail.get("adopted")),
    )  # fmt: skip
