"""Which themes a report counts where nobody decided: only those that the machine has been seen to find (R5-14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.stats.agreement import ThemeAgreement, theme_agreement
from feedback.services.codebook import codebook_in_use
from feedback.services.quarter_context import TRUSTED_F1
from feedback.services.runtime import Runtime
from feedback.storage.queries.blind import list_agreed, list_suggested

LEAST_BLIND = 10
"""A theme that fewer comments of the blind samples have is not measured there."""


@dataclass(frozen=True, slots=True)
class ThemeTrust:
    """One theme, and whether a report counts it where nobody decided.

    Args:
        measured: the machine against what people agreed on blind samples; None where none was closed.
        shipped: F1 as measured before it shipped; None for a theme of the council's own.
    """

    theme: str
    counted: bool
    measured: ThemeAgreement | None
    shipped: float | None

    @property
    def examples(self) -> int:
        """Return how many comments of the blind samples have it."""
        return self.measured.both + self.measured.first if self.measured else 0


def measure_trust(session: Session, runtime: Runtime) -> tuple[ThemeTrust, ...]:
    """Return every theme in use, in the codebook's order.

    Once a blind sample is closed, the blind samples say what is counted. Until then what was measured before the
    model shipped does.
    """
    shipped = runtime.careful().quality
    themes = codebook_in_use(session, runtime).ids
    agreed = list_agreed(session)
    if not agreed:
        return tuple(
            ThemeTrust(t, shipped.get(t, 0.0) >= TRUSTED_F1, None, shipped.get(t)) for t in themes
        )
    measured = measure(agreed, list_suggested(session), themes)
    return tuple(
        ThemeTrust(found.theme, _has_earned_it(found), found, shipped.get(found.theme))
        for found in measured
    )


def trusted_themes(session: Session, runtime: Runtime) -> list[str]:
    """Return the themes that a report counts where nobody decided."""
    return [found.theme for found in measure_trust(session, runtime) if found.counted]


def measure(
    agreed: Sequence[tuple[str, UUID, frozenset[str]]],
    suggested: Mapping[UUID, frozenset[str]],
    themes: Sequence[str],
) -> tuple[ThemeAgreement, ...]:
    """Return how the machine (second) finds each theme that people agreed on (first)."""
    truth = [said for _quarter, _id, said in agreed]
    found = [suggested.get(id_, frozenset()) for _quarter, id_, _said in agreed]
    return theme_agreement(truth, found, themes)


def _has_earned_it(found: ThemeAgreement) -> bool:
    return found.both + found.first >= LEAST_BLIND and (found.f1 or 0.0) >= TRUSTED_F1
