"""What measuring pages show, in words: shares, intervals, and whether a theme is counted unread."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from analysis.stats.agreement import ThemeAgreement
from analysis.stats.intervals import wilson
from feedback.domain.quarters import Quarter
from feedback.services.blind import Progress
from feedback.services.blind_results import Comparison, Interval, QuarterFigures
from feedback.services.quarter_context import TRUSTED_F1
from feedback.services.trusted import LEAST_BLIND, ThemeTrust
from feedback.web.staff.words import count_of, say_day
from forms.staff.blind import SAYS

NOTHING = "–"
QUESTIONS = {
    "went_well": "What went well",
    "could_be_better": "What could be better",
    "anything_else": "Anything else",
}


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample in words; `mine` is None where this person may not code it."""

    id: UUID
    about: str
    coders: tuple[str, ...]
    mine: int | None
    finished: bool
    closed: str


@dataclass(frozen=True, slots=True)
class TrustView:
    """One theme: how well it is found, and what that means for reports."""

    label: str
    examples: str
    precision: str
    recall: str
    f1: str
    verdict: str
    counted: bool


def say_question(construct: str) -> str:
    """Return what was asked, in a few words."""
    return QUESTIONS.get(construct, construct.replace("_", " ").capitalize())


def say_codes(codes: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return what somebody said of a comment."""
    said = [
        f"{labels.get(theme, theme)}: {SAYS[how].lower()}" for theme, how in sorted(codes.items())
    ]
    return "; ".join(said) or "No theme fits"


def say_f1(found: Interval) -> str:
    """Return a figure between 0 and 1 with its interval, as people write it."""
    value, low, high = found
    if value is None or low is None or high is None:
        return NOTHING
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def view_trust(trust: ThemeTrust, labels: Mapping[str, str]) -> TrustView:
    """Return one theme in words."""
    label, found = labels.get(trust.theme, trust.theme), trust.measured
    if found is None:
        f1 = NOTHING if trust.shipped is None else f"{trust.shipped:.2f}, before it came here"
        verdict = _say_counted(trust, below=trust.shipped is not None)
        return TrustView(label, NOTHING, NOTHING, NOTHING, f1, verdict, trust.counted)
    return TrustView(
        label,
        str(trust.examples),
        _say_share(found.both, found.both + found.second),
        _say_share(found.both, found.both + found.first),
        say_f1((found.f1, found.low, found.high)),
        _say_counted(trust, below=trust.examples >= LEAST_BLIND),
        trust.counted,
    )


def view_between(
    found: ThemeAgreement, labels: Mapping[str, str]
) -> tuple[str, int, int, int, str, str]:
    """Return (theme, both, one alone, the other alone, F1, kappa) of two people."""
    return (
        labels.get(found.theme, found.theme), found.both, found.first, found.second,
        say_f1((found.f1, found.low, found.high)), say_number(found.kappa),
    )  # fmt: skip


def view_quarter(found: QuarterFigures, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return (quarter, comments, F1, what moved, share of suggestions that people refused)."""
    moved = [
        f"{labels.get(theme, theme)} {by:+.2f}"
        for theme, by in sorted(found.moved.items(), key=lambda one: one[1])
        if abs(by) >= 0.1
    ]
    refused = NOTHING if found.changed is None else _say_share(*found.changed)
    return (
        Quarter.parse(found.quarter).label, str(found.comments or NOTHING), say_f1(found.f1),
        ", ".join(moved) or NOTHING, refused,
    )  # fmt: skip


def view_comparison(found: Comparison) -> tuple[str, str, str, str, str]:
    """Return (day, comments, F1 before, F1 of the new model, what came of it)."""
    came = "Taken up at the next start" if found.adopted else "Not surely better: the old one stays"
    return (
        say_day(found.on), str(found.blind), say_number(found.before), say_number(found.now), came
    )  # fmt: skip


def view_progress(progress: Progress) -> SampleView:
    """Return a sample in words."""
    sample = progress.sample
    return SampleView(
        sample.id,
        f"{sample.quarter}: {count_of(sample.comments, 'comment', 'comments')}, opened by {sample.opened_by}"
        f" on {say_day(sample.opened_utc.date())}",
        tuple(
            f"{name} has {f'{left} left' if left else 'finished'}" for name, left in progress.coders
        ),
        progress.mine,
        progress.finished,
        say_day(sample.closed_utc.date()) if sample.closed_utc else "",
    )


def say_number(value: float | None) -> str:
    """Return a figure between -1 and 1."""
    return NOTHING if value is None else f"{value:.2f}"


def _say_share(hits: int, total: int) -> str:
    if not total:
        return NOTHING
    low, high = wilson(hits, total)
    return f"{hits / total:.2f} ({low:.2f} to {high:.2f})"


def _say_counted(trust: ThemeTrust, *, below: bool) -> str:
    if trust.counted:
        return "Counted where nobody decided"
    if below:
        return f"Not counted automatically: F1 below {TRUSTED_F1}"
    return "Not counted automatically: too few to tell"
