"""The parts of a report that say who answered, who did not, and what the signs in its tables mean."""

from analysis.reports.blocks import Block, Bullets, Grid, Heading, Paragraph
from analysis.reports.counts import WHO
from analysis.reports.figures import FEW, HIDDEN, MARKERS
from analysis.reports.snapshot import QuarterSnapshot, Table

SEVERAL = {
    "Parent": "parents",
    "Carer": "carers",
    "Kinship carer": "kinship carers",
    "Foster carer": "foster carers",
    "Child or young person": "children or young people",
    "Care leaver": "care leavers",
    "Other family": "other family",
    "Somebody helping the family": "people who help a family",
}
"""A group as the table of answers names it -> as a sentence does."""


def unheard(s: QuarterSnapshot) -> list[str]:
    """Return the groups of whom nobody, or too few for a figure, answered, as a sentence names them."""
    table = next((t for t in s.tables if t.title == WHO and t.answered), None)
    rows = table.rows if table else ()
    return [SEVERAL.get(r.label, r.label.lower()) for r in rows if r.count_words in ("0", HIDDEN)]


def who_is_missing(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return who was not heard, and who answered beside the whole population (R5-10)."""
    table = next((t for t in s.tables if t.title == WHO and t.answered), None)
    hidden = unheard(s)
    if table is None:
        words = "Nobody said who they are, so this cannot be said."
    elif not hidden:
        words = "Every group that we ask about answered often enough for a figure to be printed."
    else:
        words = (
            f"Not heard from, or not often enough for a figure to be printed safely: {', '.join(hidden)}. "
            "No steps to reach them are recorded."
        )
    return (
        Heading(3, "Who we have not heard from"),
        Paragraph(words),
        *(block for reach in s.reach for block in _beside(s, reach.title)),
    )


def _beside(s: QuarterSnapshot, title: str) -> tuple[Block, ...]:
    reach = next(r for r in s.reach if r.title == title)
    head = ("Group", "Of all who live here", "Of those who answered", "Answers", "Steps to reach them")  # fmt: skip
    rows = tuple((r.label, r.population, r.respondents, r.people, r.steps) for r in reach.rows)
    return (
        Grid(f"{title}: who answered and who lives here", head, rows),
        Paragraph(f"Population: {reach.source}"),
    )


def how_many_answered(s: QuarterSnapshot) -> Grid:
    """Return how many answered each question, so that nobody reads silence as an answer."""
    return Grid(
        "How many answered each question",
        ("Question", "Answered", "Of all responses"),
        tuple((t.title, *_answered(t, s.responses)) for t in s.tables),
    )


def _answered(table: Table, responses: int | None) -> tuple[str, str]:
    if table.total is None:
        return HIDDEN, HIDDEN
    if not responses or responses < FEW:
        return f"{table.total:,}", "[u]" if responses else "[z]"
    return f"{table.total:,}", f"{round(100 * table.total / responses)}%"


def signs(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what each sign means (R4-34), with the threshold of this report."""
    listed = [f"{mark} {words}." for mark, words in MARKERS.items()]
    small = (
        f"Small is under {s.threshold}; what is hidden cannot be worked out, from this report or the ones before it, "
        f"to within less than {s.threshold}."
    )
    rounded = "Counts are rounded to the nearest 5, and shares are made from the rounded counts."
    return (
        Heading(3, "Signs in the tables"),
        Bullets((*listed, small, *([rounded] if s.rounded else []))),
    )
