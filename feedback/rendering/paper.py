"""How a report lies on paper, in PDF and in Word: which pages lie on their side, and how wide each column is.

No word runs into the next column, and no sentence stands on edge.
"""

from collections.abc import Sequence

from analysis.reports.blocks import Block, Grid, Heading

WIDE, TALL = 482.0, 728.0
"""Between the margins of an A4 page, and of one that lies on its side, in points."""
MOST_LARGE = 5
"""Columns up to which a table's letters are nearly as large as those around it."""
MOST_FIGURE = 14
"""Letters up to which a cell is a figure or its heading, and no sentence."""
MOST_SENTENCES = 6
"""Columns of sentences that fit beside each other on a page that stands."""
MOST_LINE = 80
"""Letters of a sentence from which its column is not wider still, so that a long one leaves room for others."""
MOST_WORD = 20
"""Letters of the longest word that a column makes room for; an address of a page is broken."""
WORD, LINE = 0.62, 0.56
"""Width of a letter, in sizes of the letters: in a word that must fit, bold or not, and on average in a line.
Source: measured on the font that ships with us; Arial is narrower."""


def column_widths(grid: Grid, *, room: float, gap: float) -> tuple[float, ...]:
    """Return each column's width, in points; together they are `room`, unless the longest words need more.

    Figures keep their line where the sentences beside them then need three at most; else the room goes where most
    lines stand above each other. What is left when every cell has its line goes to the sentences.

    Args:
        room: what there is, in points. gap: left and right of a cell's words together.
    """
    letters, line = _longest_cells(grid), LINE * size_of(grid)
    least = [word * WORD * size_of(grid) + gap for word in _longest_words(grid)]
    full = [max(n * line + gap, one) for n, one in zip(letters, least, strict=True)]
    if (left := room - sum(full)) >= 0:
        growing = [n if n > MOST_FIGURE else 0 for n in letters]
        growing = growing if any(growing) else [1, *(0 for _ in letters[1:])]
        return tuple(w + left * n / sum(growing) for w, n in zip(full, growing, strict=True))
    kept = [
        width if n <= MOST_FIGURE else one
        for n, width, one in zip(letters, full, least, strict=True)
    ]
    for start, fewest in ((kept, line / 3), (least, 0.0)):
        widths = _level(start, letters, gap=gap, room=room, most=line)
        if all(width - gap >= n * fewest for width, n in zip(widths, letters, strict=True)):
            break
    return tuple(widths)


def _level(
    least: Sequence[float], letters: Sequence[int], *, gap: float, room: float, most: float
) -> list[float]:
    """Return widths of at least `least` that leave every cell as many lines as the others, as far as there is room."""
    low, high = 0.0, most
    for _ in range(30):
        middle = (low + high) / 2
        widths = [max(one, n * middle + gap) for one, n in zip(least, letters, strict=True)]
        low, high = (middle, high) if sum(widths) <= room else (low, middle)
    return [max(one, n * low + gap) for one, n in zip(least, letters, strict=True)]


def split_parts(blocks: Sequence[Block]) -> list[tuple[bool, list[Block]]]:
    """Return (whether its pages lie on their side, its blocks) for each heading that the contents name."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            parts.append([])
        parts[-1].append(block)
    return [(any(isinstance(b, Grid) and _is_crowded(b) for b in part), part) for part in parts]


def size_of(grid: Grid) -> float:
    """Return the size of the table's letters, in points."""
    return 11 if len(grid.header) <= MOST_LARGE else 9


def _is_crowded(grid: Grid) -> bool:
    """Tell whether so many columns hold sentences that each would stand on edge on a page that stands."""
    return sum(n > MOST_FIGURE for n in _longest_cells(grid)) > MOST_SENTENCES


def _longest_cells(grid: Grid) -> list[int]:
    columns = zip(grid.header, *grid.rows, strict=True)
    return [min(max(len(cell) for cell in column), MOST_LINE) for column in columns]


def _longest_words(grid: Grid) -> list[int]:
    columns = zip(grid.header, *grid.rows, strict=True)
    return [
        min(max(len(word) for cell in column for word in cell.split() or [""]), MOST_WORD)
        for column in columns
    ]
