"""The one object that every report of a quarter is made from.

Counts come in; what may not be published is taken out here; page, Word, PDF and CSV only draw what is left.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from analysis.stats.intervals import holm, two_share_p, wilson
from analysis.stats.suppression import LEAST_GROUP, check_threshold, suppress

SCHEMA = 1
HIDDEN = "[c]"
WHO, CHANNEL, AGREED = (
    "Who they are",
    "How the answers came",
    "Whether they agreed with the decision",
)
"""Titles of the tables that sentences speak of."""
BROUGHT_IN = "Brought in from another system"
FEW = 30
"""Under this many no percentages of themes are read as trends. Source: R5-13."""


class SnapshotAltered(ValueError):
    """A stored snapshot is not the one that was frozen: its hash differs."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """Comments of one theme: with each polarity, and how many comments spoke of it the quarter before."""

    theme: str
    label: str
    area: str
    comments: int
    positive: int
    negative: int
    before: int


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
class QuarterCounts:
    """What the database counted, before anything is hidden.

    Args:
        tables: title -> rows of (label, count), in the order of the report; counts are responses.
        disagreed, agreed: (felt listened to fully or partly, all who answered both questions).
        comments, comments_before: how many comments were counted in this quarter and the one before.
        quotes: theme label -> masked words whose writers allowed it, already chosen by rule.
        decided_share: 0..1, how many of the theme tags a person decided.
        groups: what groups sent together; not in any other figure.
        bases: title -> how many people answered, for questions that take several answers.
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
    groups: Sequence[GroupVoice] = ()


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
        """Return the share for a sentence."""
        if self.percent is None:
            return "too few to report"
        return f"{self.percent}% ({self.hits} of {self.total}; 95% interval {self.low}% to {self.high}%)"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: count None is [c]; percent None where the base is small."""

    label: str
    count: int | None
    percent: int | None

    @property
    def count_words(self) -> str:
        """Return the count or its marker."""
        return HIDDEN if self.count is None else f"{self.count:,}"

    @property
    def percent_words(self) -> str:
        """Return the percentage or its marker."""
        return HIDDEN if self.percent is None else f"{self.percent}%"


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
    """One theme as it may be shown. `change` is rose, fell, no clear change, or too few to say."""

    label: str
    area: str
    comments: int | None
    percent: int | None
    positive: int | None
    negative: int | None
    change: str


@dataclass(frozen=True, slots=True)
class QuarterSnapshot:
    """A frozen quarter. Everything in it may be published."""

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


def build_snapshot(counts: QuarterCounts, *, threshold: int) -> QuarterSnapshot:
    """Return what may be published of a quarter.

    Raises: ValueError when the threshold is lower than policy allows.
    """
    check_threshold(threshold)
    themes = _themes(counts, threshold)
    shown = {row.label for row in themes if row.comments is not None}
    return QuarterSnapshot(
        schema=SCHEMA,
        quarter=counts.quarter,
        label=counts.label,
        threshold=threshold,
        responses=_alone(counts.responses, threshold),
        comments=_alone(counts.comments, threshold),
        tables=tuple(
            _table(title, rows, counts.bases.get(title), threshold)
            for title, rows in counts.tables.items()
        ),
        listened_disagreed=_share(*counts.disagreed, threshold),
        listened_agreed=_share(*counts.agreed, threshold),
        listened_change=_changes([(counts.disagreed, counts.disagreed_before)])[0],
        themes=themes,
        quotes=tuple(
            (label, words)
            for label, all_ in counts.quotes.items()
            if label in shown
            for words in all_
        ),
        decided_percent=_whole_percent(counts.decided_share),
        versions=tuple(counts.versions),
        # A forum speaks in its own name, so there is nobody to hide: its figures are shown as they are.
        groups=tuple(counts.groups),
    )


def to_json(snapshot: QuarterSnapshot) -> str:
    """Return the snapshot in its one written form."""
    return json.dumps(asdict(snapshot), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(written: str) -> str:
    """Return the SHA-256 of the written form, as hex."""
    return hashlib.sha256(written.encode()).hexdigest()


def from_json(written: str, expected_hash: str) -> QuarterSnapshot:
    """Return the snapshot that was frozen.

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
            "themes": tuple(ThemeRow(**theme) for theme in data["themes"]),
            "quotes": tuple((label, words) for label, words in data["quotes"]),
            "versions": tuple(data["versions"]),
            "groups": tuple(
                GroupVoice(**{**group, "themes": tuple(group["themes"])})
                for group in data.get("groups", ())
            ),
        }
    )


def _whole_percent(share: float) -> int:
    """Return the percentage; 0 and 100 only where it is none and all."""
    return round(share) * 100 if share in (0.0, 1.0) else min(99, max(1, round(100 * share)))


def _alone(count: int, threshold: int) -> int | None:
    return None if 0 < count < threshold else count


def _share(hits: int, total: int, threshold: int) -> Share:
    """Return the share, or nothing where the base or either side of it is small (group disclosure)."""
    if total < LEAST_GROUP or 0 < hits < threshold or 0 < total - hits < threshold:
        return Share(None, None, None, None, None)
    low, high = wilson(hits, total)
    return Share(hits, total, round(100 * hits / total), round(100 * low), round(100 * high))


def _table(title: str, rows: Sequence[tuple[str, int]], base: int | None, threshold: int) -> Table:
    counts = [count for _label, count in rows]
    total = sum(counts) if base is None else base
    shown = suppress(counts, threshold=threshold)
    # A total with everything under it hidden would still say how many there are in all.
    may_total = not any(n is None for n in shown) or total >= 2 * threshold
    percents = total >= LEAST_GROUP
    return Table(
        title,
        tuple(
            Row(label, n, round(100 * n / total) if n is not None and percents and total else None)
            for (label, _), n in zip(rows, shown, strict=True)
        ),
        total if may_total else None,
    )


def _themes(counts: QuarterCounts, threshold: int) -> tuple[ThemeRow, ...]:
    ordered = sorted(counts.themes, key=lambda t: (-t.comments, t.label))
    changes = _changes(
        [((t.comments, counts.comments), (t.before, counts.comments_before)) for t in ordered]
    )
    rows = []
    for theme, change in zip(ordered, changes, strict=True):
        n = _alone(theme.comments, threshold)
        other = theme.comments - theme.positive - theme.negative
        mix = suppress([theme.positive, theme.negative, other], threshold=threshold)
        rows.append(
            ThemeRow(
                label=theme.label, area=theme.area, comments=n,
                percent=round(100 * n / counts.comments) if n is not None and counts.comments >= LEAST_GROUP else None,
                positive=None if n is None else mix[0], negative=None if n is None else mix[1],
                change="too few to say" if n is None or 0 < theme.before < threshold else change,
            )
        )  # fmt: skip
    return tuple(rows)


def _changes(pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[str]:
    """Return the word for each change; rose or fell only where the test stands among all that are shown."""
    p_values = [two_share_p(*now, *before) for now, before in pairs]
    stands = holm(p_values)
    words = []
    for (now, before), sure in zip(pairs, stands, strict=True):
        if now[1] < FEW or before[1] < FEW:
            words.append("too few to say")
        elif not sure:
            words.append("no clear change")
        else:
            words.append("rose" if now[0] / now[1] > before[0] / before[1] else "fell")
    return words
