"""Whether people agree with the machine's suggestions as they used to, theme by theme and quarter by quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from analysis.stats.intervals import holm, wilson

LEAST_TAGS = 10
"""With fewer tags in the newest quarter, or in all before it, a theme is shown and not tested."""


@dataclass(frozen=True, slots=True)
class Tags:
    """How often people and the machine said the same of one theme in one quarter.

    Args:
        kept: suggested, and a person kept it. refused: suggested, and a person said no.
        added: a person found it, the machine had not.
    """

    kept: int
    refused: int
    added: int

    @property
    def total(self) -> int:
        """Return the comments on which either said that the theme is there."""
        return self.kept + self.refused + self.added


@dataclass(frozen=True, slots=True)
class QuarterAgreement:
    """Agreement in one quarter: the share of `total` that was kept, and its 95 % interval (Wilson)."""

    quarter: str
    kept: int
    total: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ThemeDrift:
    """One theme's agreement by quarter, oldest first.

    Args:
        p: chance of so low a share in the newest quarter were it like those before; None where too few to tell.
        worse: it stands at 5 % when all themes are looked at together (Holm).
    """

    theme: str
    quarters: tuple[QuarterAgreement, ...]
    p: float | None
    worse: bool


def find_drift(counts: Mapping[tuple[str, str], Tags]) -> tuple[ThemeDrift, ...]:
    """Return every theme's agreement, in alphabetical order.

    The newest quarter is the newest of any theme: a theme without a tag in it is not tested.

    Args:
        counts: (theme, quarter) -> tags; quarters sort as they are written (`2026-Q3`).

    Source: Fisher 1935 (exact test, one-sided), Holm 1979; R5-12, R5-14.
    """
    counted = {key: tags for key, tags in counts.items() if tags.total}
    newest = max((quarter for _theme, quarter in counted), default="")
    themes = sorted({theme for theme, _quarter in counted})
    found = [_of_theme(theme, counted, newest) for theme in themes]
    tested = [i for i, (_quarters, p) in enumerate(found) if p is not None]
    stands = dict(zip(tested, holm([found[i][1] or 0.0 for i in tested]), strict=True))
    return tuple(
        ThemeDrift(theme, quarters, p, stands.get(i, False))
        for i, (theme, (quarters, p)) in enumerate(zip(themes, found, strict=True))
    )


def agreement(counts: Sequence[Tags]) -> tuple[float, float, float] | None:
    """Return the share of all these tags that was kept, with its interval; None where there are none."""
    kept, total = sum(c.kept for c in counts), sum(c.total for c in counts)
    return (kept / total, *wilson(kept, total)) if total else None


def lower_share_p(hits: int, total: int, hits_before: int, total_before: int) -> float:
    """Return the chance of `hits` or fewer of `total` were its share like the one before (Fisher, one-sided)."""
    good, both = hits + hits_before, total + total_before
    ways = sum(comb(good, k) * comb(both - good, total - k) for k in range(hits + 1))
    return ways / comb(both, total)


def _of_theme(
    theme: str, counts: Mapping[tuple[str, str], Tags], newest: str
) -> tuple[tuple[QuarterAgreement, ...], float | None]:
    own = sorted(
        ((quarter, tags) for (name, quarter), tags in counts.items() if name == theme),
        key=lambda pair: pair[0],
    )
    quarters = tuple(
        QuarterAgreement(q, t.kept, t.total, t.kept / t.total, *wilson(t.kept, t.total))
        for q, t in own
    )
    now, before = quarters[-1], quarters[:-1]
    earlier = sum(q.total for q in before)
    if now.quarter != newest or min(now.total, earlier) < LEAST_TAGS:
        return quarters, None
    return quarters, lower_share_p(now.kept, now.total, sum(q.kept for q in before), earlier)
