"""Lundy's four elements of taking part, for one quarter: what was done of each, and what was not (R2-01).

Source: L. Lundy, "Voice is not enough", British Educational Research Journal 33 (2007).
"""

from analysis.reports.counts import CHANNEL, VERSION
from analysis.reports.extras import NOT_COUNTED, NOT_DONE, LundyLine
from analysis.reports.figures import HIDDEN
from analysis.reports.reach import unheard
from analysis.reports.snapshot import QuarterSnapshot, Table

ELEMENTS = ("Space", "Voice", "Audience", "Influence")
MEANS = {
    "Space": "A safe chance to speak, for everybody.",
    "Voice": "Help to say it in one’s own way.",
    "Audience": "Somebody who can change things hears it.",
    "Influence": "It changes something, or people are told why not.",
}
HELPED = ("Phone", "In person", "Advocate", "Interpreter")
"""Ways in which somebody helped to say it."""


def lundy_page(s: QuarterSnapshot) -> tuple[LundyLine, ...]:
    """Return the page's lines, in the order of the elements; each element has one, and a blank says so."""
    counted = s.extras.lundy if s.extras else ()
    lines = (*_space(s), *_helped(s), *counted)
    found = {element: [line for line in lines if line.element == element] for element in ELEMENTS}
    return tuple(
        line
        for element in ELEMENTS
        for line in found[element] or [LundyLine(element, MEANS[element], NOT_COUNTED)]
    )


def _space(s: QuarterSnapshot) -> tuple[LundyLine, ...]:
    responses = HIDDEN if s.responses is None else f"{s.responses:,}" if s.responses else NOT_DONE
    missing = "; ".join(unheard(s)).capitalize()
    return (
        LundyLine("Space", "Responses", responses),
        LundyLine("Space", "Ways in that were used", _used(_table(s, CHANNEL))),
        LundyLine("Space", "Versions that were answered", _used(_table(s, VERSION))),
        LundyLine("Space", "Groups of whom nobody, or too few for a figure, answered", missing or "none"),
    )  # fmt: skip


def _helped(s: QuarterSnapshot) -> tuple[LundyLine, ...]:
    table = _table(s, CHANNEL)
    rows = [row for row in table.rows if row.label in HELPED] if table else []
    words = ", ".join(f"{row.label.lower()} {row.count_words}" for row in rows)
    return (LundyLine("Voice", "Answered with somebody’s help", words or NOT_DONE),)


def _table(s: QuarterSnapshot, title: str) -> Table | None:
    return next((t for t in s.tables if t.title == title and t.answered), None)


def _used(table: Table | None) -> str:
    """Return the rows with a printed count above none; those that are hidden are not told apart from none."""
    rows = table.rows if table else ()
    shown = [row for row in rows if row.count_words not in ("0", HIDDEN)]
    return "; ".join(f"{row.label.lower()}: {row.count_words}" for row in shown) or NOT_DONE
