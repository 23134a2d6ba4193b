"""What the database counted of a quarter, before anything is hidden. Privacy: never leaves the service."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.reports.extras import CommitteeExtras
from analysis.reports.snapshot import ActionLine, GroupVoice, Told

WHO, CHANNEL, AGREED, LISTENED, FORUM, VERSION, WORKERS = (
    "Who they are",
    "How the answers came",
    "Whether they agreed with the decision",
    "Whether they felt listened to",
    "Which forum",
    "Which version they answered",
    "How many workers they had in the last 12 months",
)
"""Titles of the tables that sentences speak of, or whose figures hang together with others."""
BROUGHT_IN = "Brought in from another system"
DISAGREED_ANSWERS, AGREED_ANSWERS = ("Partly", "No"), ("Yes",)
HEARD_ANSWERS = ("Yes, fully", "Yes, partly")


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """Comments of one theme: with each polarity, and how many comments spoke of it the quarter before.

    Args:
        people: from how many responses the comments came, in all, praising and criticising; None where each
            comment is another person's.
        whose: `Ours` or `Partners`: who can put it right (R1-01).
    """

    theme: str
    label: str
    area: str
    comments: int
    positive: int
    negative: int
    before: int
    people: tuple[int, int, int] | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PopulationGroup:
    """A group of the population: its share in percent, None where it is not known yet; steps taken to reach it."""

    label: str
    percent: float | None
    steps: str = ""


@dataclass(frozen=True, slots=True)
class Population:
    """What the whole population looks like, beside which a table of the quarter is read (R5-10)."""

    title: str
    source: str
    groups: tuple[PopulationGroup, ...]


WorkerCount = tuple[str, int, int]
"""(a row of the table of workers, who of them felt listened to, all of them who said whether they did) (A10)."""

Place = tuple[str, str | None]
"""(title, label) of a row; (title, None) of a table's total."""


@dataclass(frozen=True, slots=True)
class Link:
    """What every reader knows: the parts together are at most the whole."""

    parts: tuple[Place, ...]
    whole: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class QuarterCounts:
    """What the database counted.

    Args:
        tables: title -> rows of (label, count), in the order of the report; counts are responses.
        disagreed, agreed: (felt listened to fully or partly, all who answered both questions).
        comments, comments_before: how many comments were counted in this quarter and the one before.
        quotes: theme label -> masked words whose writers allowed it, already chosen by rule.
        decided_share: 0..1, how many of the theme tags a person decided.
        bases: title -> how many people answered, for questions that take several answers.
        never: title -> labels that nobody could choose in this quarter (structural zeros).
        wordings: `listened` (the headline) or a table's title -> short hash of how it was asked; another one starts a
            new series (R2-16).
        groups: what groups sent together; not in any other figure.
        links: how tables hang together beyond their own rows.
        populations: what the tables of the same titles are read against.
        known_by: the day in words by which the next quarter's figures will be known.
        told, actions: what families were told in the quarter, and the tracker; no figure of people is in them.
        returned: labels of themes that came back after their action was done (R1-14).
        extras: what the committee keeps beside the figures; safe to print as it is.
        by_workers: who felt listened to, for each number of workers; empty where nobody was asked.
    """

    quarter: str
    label: str
    responses: int
    responses_before: int
    comments: int
    comments_before: int
    tables: Mapping[str, Sequence[tuple[str, int]]]
    disagreed: tuple[int, int]
    agreed: tuple[int, int]
    disagreed_before: tuple[int, int]
    themes: Sequence[ThemeCount]
    quotes: Mapping[str, Sequence[str]]
    decided_share: float
    versions: Sequence[str]
    bases: Mapping[str, int] = field(default_factory=dict)
    never: Mapping[str, Collection[str]] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    populations: Sequence[Population] = ()
    groups: Sequence[GroupVoice] = ()
    links: Sequence[Link] = ()
    known_by: str = ""
    told: Sequence[Told] = ()
    actions: Sequence[ActionLine] = ()
    returned: Sequence[str] = ()
    extras: CommitteeExtras | None = None
    by_workers: Sequence[WorkerCount] = ()
