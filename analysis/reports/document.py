"""The report as headings, sentences and tables, made from a snapshot alone. Every format draws this."""

from dataclasses import dataclass

from analysis.reports.snapshot import HIDDEN, QuarterSnapshot, Share, Table


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
MOST_BARS = 10


def title_of(snapshot: QuarterSnapshot) -> str:
    """Return the report's title."""
    return f"What children and families told us, {snapshot.label}"


def build_document(snapshot: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the report's blocks in order. No sentence says rose or fell without a test behind it (R5-11)."""
    return (
        *_three_questions(snapshot),
        *_headline(snapshot),
        *_themes(snapshot),
        *_strengths(snapshot),
        *_quotes(snapshot),
        *_who(snapshot),
        *_limits(snapshot),
        Heading(2, "Tables"),
        *(_grid(table) for table in snapshot.tables),
    )


def _number(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def _three_questions(s: QuarterSnapshot) -> tuple[Block, ...]:
    most = [t for t in s.themes if t.comments is not None][:3]
    names = ", ".join(t.label.lower() for t in most) or "no theme that can be shown"
    return (
        Heading(2, "Three questions"),
        Paragraph(
            f"What do we know? {_number(s.responses)} responses and {_number(s.comments)} comments came from "
            f"{s.label}. Most spoken of: {names}."
        ),
        Paragraph(
            f"How do we know it? From families’ own answers. A person decided {s.decided_percent}% of the theme "
            "tags; the rest are suggestions of a machine whose accuracy is measured."
        ),
        Paragraph("What will we do? No action is recorded for this quarter yet."),
    )


def _headline(s: QuarterSnapshot) -> tuple[Block, ...]:
    return (
        Heading(2, "Listened to, even when they disagreed"),
        Paragraph(
            "Of those who did not or only partly agreed with a decision, the share who felt listened to fully or "
            f"partly: {s.listened_disagreed.words}. Against the quarter before: {s.listened_change}."
        ),
        Paragraph(f"Of those who agreed with the decision: {s.listened_agreed.words}."),
        Paragraph(_gap(s.listened_disagreed, s.listened_agreed)),
    )


def _gap(disagreed: Share, agreed: Share) -> str:
    if disagreed.percent is None or agreed.percent is None:
        return "The gap between the two cannot be reported this quarter."
    return (
        f"The gap between the two is {abs(agreed.percent - disagreed.percent)} percentage points."
    )


def _themes(s: QuarterSnapshot) -> tuple[Block, ...]:
    rows = tuple(
        (
            t.label, t.area, _number(t.comments), HIDDEN if t.percent is None else f"{t.percent}%",
            _number(t.positive), _number(t.negative), t.change,
        )
        for t in s.themes
    )  # fmt: skip
    if not rows:
        return (
            Heading(2, "What families spoke of"),
            Paragraph("No comment spoke of a theme in this quarter."),
        )
    bars = tuple((t.label, t.comments, _number(t.comments)) for t in s.themes[:MOST_BARS])
    return (
        Heading(2, "What families spoke of"),
        Paragraph(
            "One comment can speak of several themes. Shares are of all comments of the quarter."
        ),
        BarChart(
            f"{s.themes[0].label} was spoken of most",
            f"Comments that spoke of each theme, {s.label}, {_number(s.comments)} comments",
            bars,
        ),
        Grid(
            "Themes",
            (
                "Theme",
                "Assurance area",
                "Comments",
                "Share",
                "Praise",
                "Criticism",
                "Since last quarter",
            ),
            rows,
        ),
    )


def _strengths(s: QuarterSnapshot) -> tuple[Block, ...]:
    praised = sorted((t for t in s.themes if t.positive), key=lambda t: -(t.positive or 0))[:3]
    items = tuple(
        f"{t.label}: praised in {_number(t.positive)} comments of {_number(t.comments)}."
        for t in praised
    )
    return (
        Heading(2, "Strengths"),
        Bullets(items) if items else Paragraph("No praise that can be counted safely."),
    )


def _quotes(s: QuarterSnapshot) -> tuple[Block, ...]:
    if not s.quotes:
        return (
            Heading(2, "In their words"),
            Paragraph("No quotes this quarter: none could be used safely."),
        )
    note = "Chosen by lot from those who allowed it. Names and places were replaced by words in square brackets."
    return (
        Heading(2, "In their words"),
        Paragraph(note),
        Bullets(tuple(f"{label}: “{words}”" for label, words in s.quotes)),
    )


def _who(s: QuarterSnapshot) -> tuple[Block, ...]:
    by_title = {table.title: table for table in s.tables}
    missing = [row.label for row in by_title["Who they are"].rows if row.count in (0, None)]
    if not missing:
        words = "Every group that we ask about answered at least as often as can be counted."
    else:
        words = f"Hardly or not heard this quarter: {', '.join(missing).lower()}. No steps to reach them are recorded."
    return (Heading(2, "Who we have not heard from"), Paragraph(words))


def _limits(s: QuarterSnapshot) -> tuple[Block, ...]:
    return (
        Heading(2, "How to read this, and its limits"),
        Bullets(
            (
                "People chose to answer. These figures describe them, not all families.",
                f"{HIDDEN} stands for a confidential count: from 1 to {s.threshold - 1}, or one that would give "
                "such a count away. Shares of fewer than 10 people are not shown.",
                "An interval of 95% says how far chance alone may have moved a share.",
                "Rose or fell is said only where a test finds it, allowing for how many figures are compared; "
                "under 30 comments nothing is said.",
                "A theme that the machine finds with an F1 under 0.6 counts only where a person decided.",
                f"Period: {s.label}. Tagged by: {'; '.join(s.versions) or 'nobody yet'}.",
            )
        ),
    )


def _grid(table: Table) -> Grid:
    rows = tuple((row.label, row.count_words, row.percent_words) for row in table.rows)
    everyone = ("All", _number(table.total), "100%" if table.total else HIDDEN)
    return Grid(table.title, ("Answer", "Responses", "Share"), (*rows, everyone))
