"""What a report is made of, whatever draws it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lettered:
    """A list whose items are called by their letters: (a), (b) and so on. The letters are not in the words."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first column names the row. Every cell is text; none is blank."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MixBar:
    """One theme: comments that criticise, that do neither or both, and that praise.

    Args:
        parts: the three counts; None where a reader may not know all of them.
        total: all comments of the theme; None where it is hidden.
        words: what stands beside the bar.
    """

    label: str
    parts: tuple[int, int, int] | None
    total: int | None
    words: str


@dataclass(frozen=True, slots=True)
class MixChart:
    """Stacked bars of the grid that follows."""

    title: str
    subtitle: str
    bars: tuple[MixBar, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A percentage with its interval; all None where it may not be shown, and `words` says why.

    Args:
        joined: whether a line may run to it from the point before (R2-16).
    """

    label: str
    percent: int | None
    low: int | None
    high: int | None
    words: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class DotChart:
    """Percentages from 0 to 100 with their intervals, of the grid that follows, the first on top."""

    title: str
    subtitle: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One count; None where it may not be shown, and `words` says so."""

    label: str
    count: int | None
    words: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Counts from zero on one scale, the first on top, of the table that follows."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


Chart = MixChart | DotChart
Block = Heading | Paragraph | Bullets | Lettered | Grid | MixChart | DotChart
