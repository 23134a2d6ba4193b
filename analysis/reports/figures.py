"""How a count that may be shown is printed: as it is, as a band, or rounded; and what a reader takes from that."""

from dataclasses import dataclass

from analysis.stats.suppression import LEAST_GROUP, check_threshold

HIDDEN, NOT_AVAILABLE, NOT_APPLICABLE, ROUNDS_TO_ZERO, LOW_RELIABILITY = (
    "[c]", "[x]", "[z]", "[k]", "[u]",
)  # fmt: skip
MARKERS = {
    HIDDEN: "confidential: the figure is small, or would give a small one away",
    NOT_AVAILABLE: "not available: nobody was asked, or the figure is not known",
    NOT_APPLICABLE: "not applicable",
    ROUNDS_TO_ZERO: "more than none, but rounds to zero",
    LOW_RELIABILITY: "of low reliability: fewer than 30 people, so no share is given",
}
"""Source: R4-34; Analysis Function, "Symbols in tables" (2022)."""
FEW = 30
"""Under this many no share is given, and counts stand in bands. Source: R5-13."""
BAND = 5
ROUND_TO = 5
"""Source: R4-32."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it is printed: a number, or else a marker or a band in words."""

    number: int | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The rules of one report.

    Args:
        threshold: counts below it are hidden.
        rounded: counts are rounded to the nearest 5, and shares are made from the rounded counts (R4-32).
    """

    threshold: int
    rounded: bool = False

    def __post_init__(self) -> None:
        check_threshold(self.threshold)

    def total(self, value: int) -> int:
        """Return a total as it is printed."""
        return ROUND_TO * round(value / ROUND_TO) if self.rounded else value

    def rounded_interval(self, value: int) -> tuple[int, int] | None:
        """Return what a reader takes from a printed total; None for the count itself."""
        if not self.rounded:
            return None
        near = self.total(value)
        return max(near - 2, min(value, self.threshold), 0), near + 2

    def interval(self, value: int, base: int) -> tuple[int, int] | None:
        """Return what a reader takes from a printed row of a table of `base` people."""
        if self.rounded:
            return self.rounded_interval(value)
        if self._banded(base):
            return BAND * (value // BAND), BAND * (value // BAND) + BAND - 1
        return None

    def count(self, value: int, base: int, *, hidden: bool) -> Printed:
        """Return a row's count as it is printed."""
        if hidden:
            return Printed(None, HIDDEN)
        if not self.rounded and self._banded(base) and value:
            return Printed(None, f"{BAND * (value // BAND)} to {BAND * (value // BAND) + BAND - 1}")
        return Printed(self.total(value))

    def percent(self, value: int, base: int, *, hidden: bool) -> Printed:
        """Return a row's share, made of the printed counts alone."""
        if hidden or base < LEAST_GROUP:
            return Printed(None, HIDDEN)
        if base < FEW:
            return Printed(None, LOW_RELIABILITY)
        hits, total = self.total(value), self.total(base)
        if hits and 100 * hits < 0.5 * total:
            return Printed(None, ROUNDS_TO_ZERO)
        return Printed(round(100 * hits / total))

    @staticmethod
    def _banded(base: int) -> bool:
        return LEAST_GROUP <= base < FEW
