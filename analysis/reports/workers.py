"""Who felt listened to, by how many workers they had in 12 months: a sentence, and a table of shares (A10).

The answers have an order and are never averaged (R2-18): each number of workers has its own share.
"""

from analysis.reports.blocks import Block, Dot, DotChart, Grid, Heading, Paragraph
from analysis.reports.counts import WORKERS
from analysis.reports.figures import HIDDEN
from analysis.reports.snapshot import QuarterSnapshot, Share
from analysis.stats.change import FELL, ROSE, TOO_FEW, changes

TITLE = "Felt listened to, by how many workers they had"
SAID: dict[str, str] = {
    "None": "no worker", "1": "1 worker", "2": "2 workers", "3": "3 workers", "4 or more": "4 or more workers",
}  # fmt: skip
"""The rows that say a number, fewest first, as a sentence says them. Who was not sure is in the table alone."""
CAUTION = "This does not show that the one makes the other: both can follow from something else."
_Shown = tuple[str, Share]


def workers_sentences(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what can be said of listening and workers; nothing where nobody was asked how many they had."""
    if not any(table.title == WORKERS and table.answered for table in s.tables):
        return ()
    shown = [
        (SAID[label], share) for label, share in s.by_workers if label in SAID and _is_shown(share)
    ]
    return (Heading(3, TITLE), Paragraph(_words(shown)))


def workers_table(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the table of shares with their intervals, with a chart where there are two shares to look at."""
    if not s.by_workers:
        return ()
    head = (
        "Workers in the last 12 months",
        "Felt listened to",
        "Of how many",
        "Share",
        "95% interval",
    )
    grid = Grid(TITLE, head, tuple((label, *_cells(share)) for label, share in s.by_workers))
    if sum(_is_shown(share) for _label, share in s.by_workers[:-1]) < 2:
        return (grid,)
    words = (
        "Share who felt listened to fully or partly, of those who answered both questions on the scale of adults, "
        f"young people and care leavers, with its 95% interval, {s.label}"
    )
    return (DotChart(TITLE, words, tuple(_dot(*row) for row in s.by_workers)), grid)


def _words(shown: list[_Shown]) -> str:
    if not shown:
        return (
            "Whether people with more workers feel listened to less: too few to report. How many workers people had "
            "is in appendix 1."
        )
    (fewest, first), (most, last) = shown[0], shown[-1]
    said = f"Of those who had {fewest} in the last 12 months, {first.words} felt listened to fully or partly"
    if len(shown) == 1:
        return f"{said}. For every other number of workers: too few to report."
    return f"{said}; of those who had {most}: {last.words}. {_difference(first, last)} {CAUTION}"


def _difference(fewest: Share, most: Share) -> str:
    """Return the difference in words that a test carries (R5-11): one comparison, of the fewest with the most."""
    now = most.hits or 0, most.total or 0
    before = fewest.hits or 0, fewest.total or 0
    return {
        FELL: "Fewer of those with more workers felt listened to, by more than chance alone would make.",
        ROSE: "More of those with more workers felt listened to, by more than chance alone would make.",
        TOO_FEW: "With fewer than 30 people on a side, nothing is said of the difference.",
    }.get(changes([(now, before)])[0], "Chance alone could make this difference.")


def _is_shown(share: Share) -> bool:
    return share.percent is not None


def _cells(share: Share) -> tuple[str, str, str, str]:
    if share.percent is None:
        return (HIDDEN,) * 4
    return (
        f"{share.hits:,}",
        f"{share.total:,}",
        f"{share.percent}%",
        f"{share.low}% to {share.high}%",
    )


def _dot(label: str, share: Share) -> Dot:
    if share.percent is None:
        return Dot(label, None, None, None, f"{HIDDEN} too few, or a small count beside it")
    return Dot(label, share.percent, share.low, share.high, f"{share.percent}% of {share.total:,}")
