"""The report as headings, sentences and tables, made from a snapshot alone. Every format draws this."""

from analysis.reports.blocks import BarChart, Block, Bullets, Grid, Heading, Paragraph
from analysis.reports.counts import AGREED, BROUGHT_IN, CHANNEL
from analysis.reports.figures import FEW, HIDDEN, NOT_APPLICABLE
from analysis.reports.questions import members_questions
from analysis.reports.reach import how_many_answered, signs, who_is_missing
from analysis.reports.snapshot import GroupVoice, QuarterSnapshot, Share, Table, ThemeRow
from analysis.stats.intervals import wilson

__all__ = [
    "BarChart",
    "Block",
    "Bullets",
    "Grid",
    "Heading",
    "Paragraph",
    "build_document",
    "title_of",
]
MOST_BARS = 10


def title_of(snapshot: QuarterSnapshot) -> str:
    """Return the report's title."""
    return f"What children and families told us, {snapshot.label}"


def build_document(snapshot: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the report's blocks in order. No sentence says rose or fell without a test behind it (R5-11)."""
    return (
        *_three_questions(snapshot),
        *_headline(snapshot),
        *_trend(snapshot),
        *_themes(snapshot),
        *_strengths(snapshot),
        *_quotes(snapshot),
        *_groups(snapshot),
        *who_is_missing(snapshot),
        *members_questions(snapshot),
        *_limits(snapshot),
        *_tables(snapshot),
    )


def _table_of(s: QuarterSnapshot, title: str) -> Table:
    return next((t for t in s.tables if t.title == title), Table(title, (), 0))


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
            f"How do we know it? From families’ own answers. {_brought_in(s)}{_decided(s.decided_percent)}"
        ),
        Paragraph("What will we do? No action is recorded for this quarter yet."),
    )


def _brought_in(s: QuarterSnapshot) -> str:
    brought = sum(r.count or 0 for r in _table_of(s, CHANNEL).rows if r.label == BROUGHT_IN)
    if not brought:
        return ""
    return f"{brought:,} of the responses were brought in from another system, which asked other questions than ours. "


def _decided(percent: int) -> str:
    if percent == 0:
        return "No person has checked the theme tags yet: they are suggestions of a machine whose accuracy is measured."
    if percent == 100:
        return "A person decided every theme tag."
    return (
        f"A person decided {percent}% of the theme tags; the rest are suggestions of a machine whose accuracy is "
        "measured."
    )


def _headline(s: QuarterSnapshot) -> tuple[Block, ...]:
    heading = Heading(2, "Listened to, even when they disagreed")
    if not _table_of(s, AGREED).answered:
        words = "Nobody was asked, or nobody said, whether they agreed with a decision, so this cannot be said."
        return (heading, Paragraph(words))
    return (
        heading,
        Paragraph(
            "Of those who did not or only partly agreed with a decision, the share who felt listened to fully or "
            f"partly: {s.listened_disagreed.words}. Against the quarter before: {s.listened_change}."
        ),
        Paragraph(f"Of those who agreed with the decision: {s.listened_agreed.words}."),
        Paragraph(_gap(s.listened_disagreed, s.listened_agreed)),
    )


def _trend(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the headline over the quarters that were frozen; a break stands where the wording changed (R2-16)."""
    if len(s.trend) < 2:
        return ()
    rows = tuple(
        (
            point.label,
            HIDDEN if point.share.percent is None else f"{point.share.percent}%",
            HIDDEN if point.share.percent is None else f"{point.share.low}% to {point.share.high}%",
            _number(point.share.total),
            point.change,
        )
        for point in s.trend
    )
    head = (
        "Quarter",
        "Felt listened to",
        "95% interval",
        "Who disagreed",
        "Since the quarter before",
    )
    return (Grid("Listened to, even when they disagreed, quarter by quarter", head, rows),)


def _gap(disagreed: Share, agreed: Share) -> str:
    if disagreed.percent is None or agreed.percent is None:
        return "The gap between the two cannot be reported this quarter."
    return (
        f"The gap between the two is {abs(agreed.percent - disagreed.percent)} percentage points."
    )


def _themes(s: QuarterSnapshot) -> tuple[Block, ...]:
    rows = tuple((t.label, t.area, *t.words, t.change) for t in s.themes)
    if not rows:
        return (
            Heading(2, "What families spoke of"),
            Paragraph("No comment spoke of a theme in this quarter."),
        )
    bars = tuple((t.label, t.comments, t.words[0]) for t in s.themes[:MOST_BARS])
    first = s.themes[0]
    most = f"{first.label} was spoken of most" if first.comments else "What families spoke of"
    return (
        Heading(2, "What families spoke of"),
        Paragraph(
            "One comment can speak of several themes. Shares are of all comments of the quarter."
        ),
        BarChart(
            most,
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
    praised = [(t, t.positive) for t in s.themes if _mostly(t, t.positive)]
    blamed = [(t, t.negative) for t in s.themes if _mostly(t, t.negative)]
    return (
        Heading(2, "Strengths"),
        _leading(praised, "praised", "No theme was clearly praised more often than not."),
        Heading(2, "What families criticised"),
        _leading(blamed, "criticised", "No theme was clearly criticised more often than not."),
    )


def _mostly(theme: ThemeRow, count: int | None) -> bool:
    """Return whether more than half of the theme's comments say so, by more than chance (95%)."""
    return bool(count and theme.comments) and wilson(count or 0, theme.comments or 0)[0] > 0.5


def _leading(themes: list[tuple[ThemeRow, int | None]], verb: str, none: str) -> Block:
    largest = sorted(themes, key=lambda pair: -(pair[1] or 0))[:3]
    items = tuple(
        f"{t.label}: {verb} in {_number(count)} comments of {_number(t.comments)}."
        for t, count in largest
    )
    return Bullets(items) if items else Paragraph(none)


def _quotes(s: QuarterSnapshot) -> tuple[Block, ...]:
    if not s.quotes:
        return (
            Heading(2, "In their words"),
            Paragraph(
                "No quotes this quarter: none was allowed by its writer, read by a person and safe to use."
            ),
        )
    note = "Chosen by lot from those who allowed it. Names and places were replaced by words in square brackets."
    return (
        Heading(2, "In their words"),
        Paragraph(note),
        Bullets(tuple(f"{label}: “{words}”" for label, words in s.quotes)),
    )


def _groups(s: QuarterSnapshot) -> tuple[Block, ...]:
    heading = Heading(2, "What groups told us")
    if not s.groups:
        return (heading, Paragraph("No group sent a submission this quarter."))
    note = (
        "A submission says what a group of families said together. It counts once, as a submission, and is in no "
        "figure of people in this report. How many it represents is what the group says."
    )
    return (heading, Paragraph(note), Bullets(tuple(_group(group) for group in s.groups)))


def _group(group: GroupVoice) -> str:
    many = "1 submission" if group.submissions == 1 else f"{group.submissions:,} submissions"
    said = f"said to represent {group.represents:,} people" if group.represents else ""
    unsaid = f"{group.unsaid:,} did not say how many" if group.unsaid else ""
    spoke = f" Spoken of: {'; '.join(group.themes)}." if group.themes else ""
    return f"{group.forum}: {', '.join(filter(None, (many, said, unsaid)))}.{spoke}"


def _limits(s: QuarterSnapshot) -> tuple[Block, ...]:
    return (
        Heading(2, "How to read this, and its limits"),
        Bullets(
            (
                "People chose to answer, and not everybody answered every question. These figures describe those "
                "who did, not all families.",
                "Shares of fewer than 10 people are not shown; of fewer than 30 only the headline is.",
                "A version for an age, Easy Read or answers beside a worker has tables of its own only where 10 or "
                "more answered: scales that differ are never added up.",
                "An interval of 95% says how far chance alone may have moved a share.",
                "Rose or fell is said only where a test finds it, allowing for how many figures are compared; "
                "under 30 comments nothing is said.",
                "A theme that the machine finds with an F1 under 0.6 counts only where a person decided.",
                f"Period: {s.label}. Tagged by: {'; '.join(s.versions) or 'nobody yet'}.",
            )
        ),
        *signs(s),
    )


def _tables(s: QuarterSnapshot) -> tuple[Block, ...]:
    unasked = [t.title[0].lower() + t.title[1:] for t in s.tables if not t.answered]
    words = f"Nobody was asked, or nobody answered: {'; '.join(unasked)}."
    return (
        Heading(2, "Tables"),
        *([Paragraph(words)] if unasked else []),
        how_many_answered(s),
        *(_grid(table) for table in s.tables if table.answered),
    )


def _grid(table: Table) -> Grid:
    rows = tuple((row.label, row.count_words, row.percent_words) for row in table.rows)
    share = NOT_APPLICABLE if not table.total or table.total < FEW else "100%"
    everyone = ("Everybody who answered", _number(table.total), share)
    return Grid(table.title, ("Answer", "Responses", "Share"), (*rows, everyone))
