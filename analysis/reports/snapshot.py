"""The one object that every report of a quarter is made from, as it is frozen, written and read again.

Everything in it may be published: `build` took out what may not. Page, Word, PDF and CSV only draw it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from analysis.reports.extras import CommitteeExtras, extras_from
from analysis.reports.figures import HIDDEN, NOT_AVAILABLE

SCHEMA = 5
"""2: markers beside figures, rounding, a trend and the population. 3: whose a theme is to put right, what was done.
4: which version of the report it is, what was corrected, how each question was asked, what stands beside the figures.
5: who felt listened to, by how many workers they had.

Earlier ones are still read: what they lack is empty.
"""


OURS, PARTNERS = "Ours", "Partners"
"""Whose it is to put right: ours to fix, or ours to lobby for (R1-01)."""


class SnapshotAltered(ValueError):
    """A stored snapshot is not the one that was frozen: its hash differs."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share that may be shown: percentages are whole numbers. All None where there are too few."""

    hits: int | None
    total: int | None
    percent: int | None
    low: int | None
    high: int | None

    @property
    def words(self) -> str:
        """Return the share for a sentence (R5-13: fewer than 30 say so)."""
        if self.percent is None:
            return "too few to report"
        care = "; a small number, treat with care" if (self.total or 0) < 30 else ""
        return f"{self.percent}% ({self.hits} of {self.total}; 95% interval {self.low}% to {self.high}%{care})"


NO_SHARE = Share(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. Where a figure is no number its mark says why, or gives a band; `[c]` where none is set."""

    label: str
    count: int | None
    percent: int | None
    count_mark: str = ""
    percent_mark: str = ""

    @property
    def count_words(self) -> str:
        """Return the count, its band or its marker."""
        return self.count_mark or (HIDDEN if self.count is None else f"{self.count:,}")

    @property
    def percent_words(self) -> str:
        """Return the percentage or its marker."""
        return self.percent_mark or (HIDDEN if self.percent is None else f"{self.percent}%")


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table with its base: everybody who answered. total None is [c]."""

    title: str
    rows: tuple[Row, ...]
    total: int | None

    @property
    def answered(self) -> bool:
        """Return whether anybody answered; what was never asked makes no table."""
        return self.total != 0


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme as it may be shown. `change` is rose, fell, no clear change, or too few to say.

    Args:
        marks: what stands instead of comments, percent, positive and negative where they are no numbers.
        whose: `Ours` or `Partners` (R1-01); empty where it was not recorded.
        theme: its id, which stays when it is renamed; empty in snapshots of before.
    """

    label: str
    area: str
    comments: int | None
    percent: int | None
    positive: int | None
    negative: int | None
    change: str
    marks: tuple[str, str, str, str] = ("", "", "", "")
    whose: str = ""
    theme: str = ""

    @property
    def other(self) -> int | None:
        """Return how many comments neither only praise nor only criticise, where every reader can work it out."""
        if self.comments is None or self.positive is None or self.negative is None:
            return None
        return max(0, self.comments - self.positive - self.negative)

    @property
    def words(self) -> tuple[str, str, str, str]:
        """Return comments, percent, positive and negative as they are printed."""
        figures = (self.comments, self.percent, self.positive, self.negative)
        comments, percent, positive, negative = (
            mark or (HIDDEN if figure is None else f"{figure:,}")
            for mark, figure in zip(self.marks, figures, strict=True)
        )
        return comments, percent if self.percent is None else f"{percent}%", positive, negative


@dataclass(frozen=True, slots=True)
class GroupVoice:
    """What the groups of one forum sent: never a person's, so never among the counts of people (R2-10).

    Args:
        represents: how many people the submissions say they speak for, together. unsaid: how many did not say.
        themes: labels of what they spoke of, in alphabetical order.
    """

    forum: str
    submissions: int
    represents: int
    unsaid: int
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The headline share of one quarter. `change` is against the point before; a new wording breaks the series.

    Args:
        asked: whether anybody was asked; where nobody was, the figure is not available rather than confidential.
    """

    quarter: str
    label: str
    share: Share
    wording: str
    change: str
    asked: bool = True

    @property
    def mark(self) -> str:
        """Return what stands where the share is not shown (R4-34)."""
        return HIDDEN if self.asked and self.wording else NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One group of the population beside those who answered, all in words."""

    label: str
    population: str
    respondents: str
    people: str
    steps: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Who answered against who lives here (R5-10)."""

    title: str
    source: str
    rows: tuple[ReachRow, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What families were told in the quarter, in the words that were published to them.

    Args:
        done: whether it was done, or is being done; False where it cannot be or was passed on.
        on: the day, in words.
    """

    about: str
    kind: str
    words: str
    on: str
    done: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of the tracker as everybody may read it (R1-09), all in words; `whose` as of a theme (R1-01)."""

    what: str
    owner: str
    due: str
    state: str
    measure: str
    evidence: str
    told: str
    copied_by: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What was corrected with a later version of the report (R5-03)."""

    version: int
    note: str


@dataclass(frozen=True, slots=True)
class QuarterSnapshot:
    """A frozen quarter, or a frozen year. Everything in it may be published.

    Args:
        extras: what the committee keeps beside the figures; None where nothing of it was frozen.
        by_workers: who felt listened to, for each number of workers and at last for all together (A10).
    """

    schema: int
    quarter: str
    label: str
    threshold: int
    responses: int | None
    comments: int | None
    tables: tuple[Table, ...]
    listened_disagreed: Share
    listened_agreed: Share
    listened_change: str
    themes: tuple[ThemeRow, ...]
    quotes: tuple[tuple[str, str], ...]
    decided_percent: int
    versions: tuple[str, ...]
    groups: tuple[GroupVoice, ...] = ()
    rounded: bool = False
    wording: str = ""
    trend: tuple[TrendPoint, ...] = ()
    reach: tuple[Reach, ...] = ()
    known_by: str = ""
    told: tuple[Told, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    returned: tuple[str, ...] = ()
    commentary: tuple[tuple[str, str], ...] = ()
    extras: CommitteeExtras | None = None
    version: int = 1
    changes: tuple[Change, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()
    by_workers: tuple[tuple[str, Share], ...] = ()


def to_json(snapshot: QuarterSnapshot) -> str:
    """Return the snapshot in its one written form."""
    return json.dumps(asdict(snapshot), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(written: str) -> str:
    """Return the SHA-256 of the written form, as hex."""
    return hashlib.sha256(written.encode()).hexdigest()


def from_json(written: str, expected_hash: str) -> QuarterSnapshot:
    """Return the snapshot that was frozen, by this version of its schema or an earlier one.

    Raises: SnapshotAltered when the text is not what was frozen.
    """
    if content_hash(written) != expected_hash:
        raise SnapshotAltered(
            "This quarter's figures are not the ones that were frozen. Restore them from a backup."
        )
    data: dict[str, Any] = json.loads(written)
    return QuarterSnapshot(
        **{
            **data,
            "tables": tuple(
                Table(t["title"], tuple(Row(**row) for row in t["rows"]), t["total"])
                for t in data["tables"]
            ),
            "listened_disagreed": Share(**data["listened_disagreed"]),
            "listened_agreed": Share(**data["listened_agreed"]),
            "themes": tuple(_theme(theme) for theme in data["themes"]),
            "quotes": tuple((label, words) for label, words in data["quotes"]),
            "versions": tuple(data["versions"]),
            "groups": tuple(
                GroupVoice(**{**group, "themes": tuple(group["themes"])})
                for group in data.get("groups", ())
            ),
            "trend": tuple(
                TrendPoint(**{**point, "share": Share(**point["share"])})
                for point in data.get("trend", ())
            ),
            "reach": tuple(
                Reach(r["title"], r["source"], tuple(ReachRow(**row) for row in r["rows"]))
                for r in data.get("reach", ())
            ),
            "told": tuple(Told(**told) for told in data.get("told", ())),
            "actions": tuple(ActionLine(**action) for action in data.get("actions", ())),
            "returned": tuple(data.get("returned", ())),
            "commentary": tuple((place, words) for place, words in data.get("commentary", ())),
            "extras": extras_from(data.get("extras")),
            "changes": tuple(Change(**change) for change in data.get("changes", ())),
            "wordings": tuple((title, asked) for title, asked in data.get("wordings", ())),
            "by_workers": tuple((row, Share(**share)) for row, share in data.get("by_workers", ())),
        }
    )


def _theme(written: dict[str, Any]) -> ThemeRow:
    marks = written.get("marks", ("", "", "", ""))
    return ThemeRow(**{**written, "marks": tuple(marks)})
