"""Key considerations: what families said, in the order in which members read it. Sentences say what figures carry."""

from collections.abc import Sequence

from analysis.reports.beside import complaints_beside, measures_beside, to_copy
from analysis.reports.blocks import (
    Block,
    Bullets,
    Dot,
    DotChart,
    Grid,
    Heading,
    MixBar,
    MixChart,
    Paragraph,
)
from analysis.reports.council import suggested_topics
from analysis.reports.counts import AGREED, BROUGHT_IN, CHANNEL
from analysis.reports.figures import HIDDEN, NOT_AVAILABLE
from analysis.reports.snapshot import (
    GroupVoice,
    QuarterSnapshot,
    Share,
    Table,
    ThemeRow,
    Told,
    TrendPoint,
)
from analysis.reports.trend import comparable
from analysis.reports.workers import workers_sentences
from analysis.stats.intervals import wilson

MOST_REWORDINGS = 4
"""More would push the figures off their pages."""
MOST_BARS = 8
SHOWN_MIX = "whose praise and criticism can be shown"
"""Which themes a claim over all of them is of, where the mix of one is hidden: it might be the one (R5-11)."""
MOST_TOLD = 6
MOST_TITLE_WORDS = 7
"""A chart's title has ten words at most, with the three that are ours."""
TREND = "Listened to, even when they disagreed, quarter by quarter"


def key_considerations(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the section's parts (5.2); nothing says rose or fell without a test behind it (R5-11)."""
    return (
        *_three_questions(s),
        *_headline(s),
        *workers_sentences(s),
        *_trend(s),
        *_themes(s),
        *_strengths(s),
        *_quotes(s),
        *_done(s),
        *measures_beside(s),
        *complaints_beside(s),
        *_groups(s),
        *_limits(s),
        *_topics(s),
    )


def table_of(s: QuarterSnapshot, title: str) -> Table:
    """Return the table of that title, or one that nobody answered."""
    return next((t for t in s.tables if t.title == title), Table(title, (), 0))


def number(count: int | None) -> str:
    """Return the count, or its marker."""
    return HIDDEN if count is None else f"{count:,}"


def _three_questions(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the answers to the three questions, in 120 words at most (R2-08)."""
    most = [t for t in s.themes if t.comments is not None][:3]
    names = ", ".join(t.label.lower() for t in most) or "no theme that can be shown"
    return (
        Heading(3, "Three questions"),
        Paragraph(
            f"What do we know? {number(s.responses)} responses and {number(s.comments)} comments came from "
            f"{s.label}. Most spoken of: {names}."
        ),
        Paragraph(
            f"How do we know it? From families’ own answers. {_brought_in(s)}{_decided(s.decided_percent)}"
        ),
        Paragraph(f"What will we do? {_will_do(s)}"),
    )


def _will_do(s: QuarterSnapshot) -> str:
    if not s.actions:
        return "No action is recorded for this quarter yet."
    open_ = sum(1 for action in s.actions if not action.state.startswith(("Done", "Dropped")))
    many = "1 action is" if len(s.actions) == 1 else f"{len(s.actions):,} actions are"
    return f"{many} in the tracker, {open_:,} of them still to be done; each has an owner and a day (appendix 3)."


def _brought_in(s: QuarterSnapshot) -> str:
    brought = sum(r.count or 0 for r in table_of(s, CHANNEL).rows if r.label == BROUGHT_IN)
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
    heading = Heading(3, "Listened to, even when they disagreed")
    if not table_of(s, AGREED).answered:
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


def _gap(disagreed: Share, agreed: Share) -> str:
    if disagreed.percent is None or agreed.percent is None:
        return "The gap between the two cannot be reported this quarter."
    return (
        f"The gap between the two is {abs(agreed.percent - disagreed.percent)} percentage points."
    )


def _trend(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the headline over the quarters that were frozen; a break stands where the wording changed (R2-16)."""
    if len(s.trend) < 2:
        return ()
    rows = tuple(
        (
            point.label,
            *_share_words(point),
            point.change,
        )
        for point in s.trend
    )
    head = ("Quarter", "Felt listened to", "95% interval", "Who disagreed", "Since the quarter before")  # fmt: skip
    pairs = zip((None, *s.trend), s.trend, strict=False)
    dots = tuple(_point(before, now) for before, now in pairs)
    return (
        DotChart(
            _trend_title(s.trend[-1]),
            "Share who felt listened to among those who did not or only partly agreed with a decision, with its 95% "
            f"interval, {s.trend[0].label} to {s.trend[-1].label}",
            dots,
        ),
        Grid(TREND, head, rows),
    )


def _share_words(point: TrendPoint) -> tuple[str, str, str]:
    """Return the share, its interval and of how many, or the sign that says why they are not shown."""
    share = point.share
    if share.percent is None:
        return point.mark, point.mark, point.mark
    return f"{share.percent}%", f"{share.low}% to {share.high}%", number(share.total)


def _trend_title(last: TrendPoint) -> str:
    """Return the chart's message in ten words or fewer, no more than the test carries."""
    words = {
        "rose": "More felt listened to than the quarter before",
        "fell": "Fewer felt listened to than the quarter before",
        "no clear change": "Feeling listened to: no clear change since last quarter",
    }
    return words.get(last.change, "Feeling listened to, quarter by quarter")


def _point(before: TrendPoint | None, now: TrendPoint) -> Dot:
    share = now.share
    joined = before is not None and comparable(before.wording, now.wording)
    if share.percent is None:
        why = {
            HIDDEN: "too few, or a small count beside it",
            NOT_AVAILABLE: "nobody was asked, or nobody answered",
        }
        return Dot(now.label, None, None, None, f"{now.mark} {why[now.mark]}", joined)
    return Dot(now.label, share.percent, share.low, share.high, f"{share.percent}%", joined)


def _themes(s: QuarterSnapshot) -> tuple[Block, ...]:
    heading = Heading(3, "What families spoke of")
    if not s.themes:
        return (heading, Paragraph("No comment spoke of a theme in this quarter."))
    largest = s.themes[:MOST_BARS]
    first = largest[0]
    short = bool(first.comments) and len(first.label.split()) <= MOST_TITLE_WORDS
    alone = len(largest) == 1 or largest[1].comments != first.comments
    title = f"{first.label}: spoken of most" if short and alone else "What families spoke of"
    return (
        heading,
        Paragraph(
            "One comment can speak of several themes. Shares are of all comments of the quarter; the full table, with "
            "the assurance area of each theme, is in appendix 1. How people write is read as praise, criticism, both "
            "or neither; irony and polite understatement are the hardest to read."
        ),
        MixChart(
            title,
            f"Comments that spoke of each theme, {s.label}, {number(s.comments)} comments",
            tuple(_bar(theme) for theme in largest),
        ),
        Grid(
            "The themes most spoken of",
            ("Theme", "Comments", "Share", "Praise", "Criticism", "Since last quarter"),
            tuple((t.label, *t.words, t.change) for t in largest),
        ),
        *_whose(s),
    )


def _bar(theme: ThemeRow) -> MixBar:
    if theme.comments is None:
        return MixBar(
            theme.label,
            None,
            None,
            theme.words[0] if theme.words[0] != HIDDEN else "[c] confidential",
        )
    if theme.other is None:
        return MixBar(theme.label, None, theme.comments, f"{theme.comments:,}, mix [c]")
    parts = theme.negative or 0, theme.other, theme.positive or 0
    return MixBar(theme.label, parts, theme.comments, f"{theme.comments:,}")


def _whose(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return which themes are not the council's alone to put right (R1-01)."""
    partners = [
        t.label.lower() for t in s.themes if t.whose == "Partners" and t.comments is not None
    ]
    if not partners:
        return ()
    return (
        Paragraph(
            f"Led by partners, so ours to lobby for: {', '.join(partners)}. The other themes are ours to put right, "
            "alone or with others."
        ),
    )


def _strengths(s: QuarterSnapshot) -> tuple[Block, ...]:
    return (
        Heading(3, "Strengths"),
        leading(s, praise=True, none="No theme{} was clearly praised more often than not."),
        *to_copy(s),
        Heading(3, "What families criticised"),
        leading(s, praise=False, none="No theme{} was clearly criticised more often than not."),
    )


def leading(s: QuarterSnapshot, *, praise: bool, none: str) -> Bullets | Paragraph:
    """Return the three themes that were praised, or criticised, most clearly; or the words that say there is none.

    Args:
        none: those words; {} in them is where a theme whose figures are hidden is left out.
    """
    verb = "praised" if praise else "criticised"
    counted = [(t, t.positive if praise else t.negative) for t in s.themes]
    largest = sorted((pair for pair in counted if _mostly(*pair)), key=lambda pair: -(pair[1] or 0))
    items = tuple(
        f"{t.label}: {verb} in {number(count)} comments of {number(t.comments)}."
        for t, count in largest[:3]
    )
    hidden = any(t.other is None for t in s.themes)
    return Bullets(items) if items else Paragraph(none.format(f" {SHOWN_MIX}" if hidden else ""))


def _mostly(theme: ThemeRow, count: int | None) -> bool:
    """Return whether more than half of the theme's comments say so, by more than chance (95%)."""
    return bool(count and theme.comments) and wilson(count or 0, theme.comments or 0)[0] > 0.5


def _quotes(s: QuarterSnapshot) -> tuple[Block, ...]:
    heading = Heading(3, "In their words")
    if not s.quotes:
        words = "No quotes this quarter: none was allowed by its writer, read by a person and safe to use."
        return (heading, Paragraph(words))
    note = "Chosen by lot from those who allowed it. Names and places were replaced by words in square brackets."
    return (
        heading,
        Paragraph(note),
        Bullets(tuple(f"{label}: “{words}”" for label, words in s.quotes)),
    )


def _done(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what changed because of families, what did not and why, and what came back (R1-14)."""
    changed = [t for t in s.told if t.done][:MOST_TOLD]
    not_ = [t for t in s.told if not t.done][:MOST_TOLD]
    back = (
        f"Returned after action: {', '.join(s.returned).lower()}. Their share of comments was not clearly lower in the "
        "two quarters after the action was done."
        if s.returned
        else "No theme is known to have returned after an action on it was done."
    )
    return (
        Heading(3, "What changed because of families"),
        told(changed, "Nothing that changed was published to families in this quarter."),
        Heading(3, "What did not change, and why"),
        told(not_, "No “we cannot” or “passed on” was published to families in this quarter."),
        Paragraph(back),
    )


def told(lines: Sequence[Told], none: str) -> Bullets | Paragraph:
    """Return what families were told, or the words that say there was nothing."""
    return Bullets(tuple(f"{t.about}: {t.words}" for t in lines)) if lines else Paragraph(none)


def _groups(s: QuarterSnapshot) -> tuple[Block, ...]:
    heading = Heading(3, "What groups told us")
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
        Heading(3, "How to read this, and its limits"),
        Bullets(
            (
                "People chose to answer, and not everybody answered every question. These figures describe those "
                "who did, not all families.",
                f"Shares of fewer than 10 people are not shown; of fewer than 30 only {_of_few(s)}.",
                "An interval of 95% says how far chance alone may have moved a share.",
                "Rose or fell is said only where a test finds it, allowing for how many figures are compared; "
                "under 30 comments nothing is said.",
                *_reworded(s),
                f"Period: {s.label}. Signs such as {HIDDEN} are explained in appendix 4.",
            )
        ),
    )


def _of_few(s: QuarterSnapshot) -> str:
    return (
        "the headline and listening by number of workers are" if s.by_workers else "the headline is"
    )


def _reworded(s: QuarterSnapshot) -> tuple[str, ...]:
    """Return, as one line, which questions were asked in other words than before; none is no line (R2-16)."""
    found = s.extras.rewordings if s.extras else ()
    if not found:
        return ()
    said = [
        f"{r.questionnaire}: “{r.after}” (before: “{r.before}”)"
        if r.before != r.after
        else f"{r.questionnaire}: “{r.after}” (other answers to choose from)"
        for r in found[:MOST_REWORDINGS]
    ]
    more = len(found) - len(said)
    more_words = f"; and {more} more" if more else ""
    return (
        "Asked in other words than the quarter before, so the answers are not compared: "
        f"{'; '.join(said)}{more_words}.",
    )


def _topics(s: QuarterSnapshot) -> tuple[Block, ...]:
    topics = suggested_topics(s)
    none = Paragraph("No rule suggests a topic this quarter.")
    return (Heading(3, "Suggested topics for scrutiny"), Bullets(topics) if topics else none)
