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
class Grid:
    """A table: the first column names the row. Every cell is text; none is blank."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of the grid that follows it: (label, value, how it is written); value None is [c]."""

    title: str
    subtitle: str
    bars: tuple[tuple[str, int | None, str], ...]


Block = Heading | Paragraph | Bullets | Grid | BarChart
