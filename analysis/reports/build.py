"""Counts become a snapshot: here, once, what may not be published is taken out (promise 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reports.counts import Population, QuarterCounts, ThemeCount
from analysis.reports.figures import HIDDEN, NOT_AVAILABLE, Figures
from analysis.reports.quarter_release import (
    COMMENTS,
    EVERYBODY,
    RESPONSES,
    HideTotals,
    quarter_release,
    row_key,
    share_key,
    theme_key,
    total_key,
)
from analysis.reports.snapshot import (
    NO_SHARE,
    SCHEMA,
    QuarterSnapshot,
    Reach,
    ReachRow,
    Row,
    Share,
    Table,
    ThemeRow,
)
from analysis.reports.steady_lines import hold_to_earlier
from analysis.reports.trend import comparable, headline_trend
from analysis.reports.versions import is_same, with_earlier, with_names_of
from analysis.stats.cell_suppression import protect
from analysis.stats.change import Pair, changes
from analysis.stats.intervals import wilson
from analysis.stats.release import CannotProtect


@dataclass(frozen=True, slots=True)
class Past:
    """What was published before: earlier versions of this quarter, and the quarters before it, oldest first."""

    versions: tuple[QuarterSnapshot, ...] = ()
    quarters: tuple[QuarterSnapshot, ...] = ()

    def quarter(self, written: str) -> QuarterSnapshot | None:
        """Return the published snapshot of that quarter, if there is one."""
        return next((s for s in self.quarters if s.quarter == written), None)


def build_snapshot(
    counts: QuarterCounts, *, threshold: int, rounded: bool = False, past: Past | None = None
) -> QuarterSnapshot:
    """Return what may be published of a quarter.

    Raises: ValueError when the threshold is lower than policy allows or the counts do not add up;
        CannotProtect when what was published before would give a hidden count away.
    """
    figures, past = Figures(threshold, rounded), past or Past()
    return _Builder(counts, figures, _hidden(counts, figures, past), past).snapshot()


def draw_snapshot(
    counts: QuarterCounts, figures: Figures, hidden: frozenset[str]
) -> QuarterSnapshot:
    """Return the snapshot in which these keys are hidden; nothing is compared with earlier reports."""
    return _Builder(counts, figures, hidden, Past()).snapshot()


def _hidden(counts: QuarterCounts, figures: Figures, past: Past) -> frozenset[str]:
    """Return what is hidden, totals only where nothing else helps.

    Raises: CannotProtect when nothing helps.
    """
    for hide_totals in HideTotals:
        release = quarter_release(counts, figures, hide_totals=hide_totals)
        try:
            earlier = [with_names_of(version, counts.themes) for version in past.versions]
            return protect(with_earlier(release, earlier, figures.threshold)).hidden
        except CannotProtect:
            continue
    raise CannotProtect("What was published before would give a hidden count away.")


@dataclass(frozen=True, slots=True)
class _Builder:
    counts: QuarterCounts
    figures: Figures
    hidden: frozenset[str]
    past: Past

    def snapshot(self) -> QuarterSnapshot:
        counts = self.counts
        themes = self.themes()
        tables = tuple(self.table(title) for title in counts.tables)
        wording = counts.wordings.get("listened", "")
        disagreed = self.share("disagreed", counts.disagreed)
        trend = headline_trend(
            self.past.quarters, quarter=counts.quarter, label=counts.label, share=disagreed, wording=wording,
            tables=tables,
        )  # fmt: skip
        return QuarterSnapshot(
            schema=SCHEMA,
            quarter=counts.quarter,
            label=counts.label,
            threshold=self.figures.threshold,
            responses=self.total(RESPONSES, counts.responses),
            comments=self.total(COMMENTS, counts.comments),
            tables=tables,
            listened_disagreed=disagreed,
            listened_agreed=self.share("agreed", counts.agreed),
            listened_change=self.headline_change(disagreed, wording),
            themes=themes,
            quotes=self.quotes(themes),
            decided_percent=_whole_percent(counts.decided_share),
            versions=tuple(counts.versions),
            # A forum speaks in its own name, so there is nobody to hide: its figures are shown as they are.
            groups=tuple(counts.groups),
            rounded=self.figures.rounded,
            wording=wording,
            trend=trend,
            reach=tuple(_reach(p, tables) for p in counts.populations if _says(p, tables)),
            known_by=counts.known_by,
            wordings=tuple(
                (title, asked) for title, asked in counts.wordings.items() if title in counts.tables
            ),
            told=tuple(counts.told),
            actions=tuple(counts.actions),
            extras=hold_to_earlier(
                counts.extras,
                [version.extras for version in self.past.versions],
                threshold=self.figures.threshold,
            ),
            returned=tuple(
                t.label for t in themes if t.comments is not None and t.label in counts.returned
            ),
            by_workers=self.by_workers(),
        )

    def total(self, key: str, value: int) -> int | None:
        return None if key in self.hidden else self.figures.total(value)

    def table(self, title: str) -> Table:
        rows = self.counts.tables[title]
        base = self.counts.bases.get(title)
        people = sum(count for _label, count in rows) if base is None else base
        key = total_key(title)
        return Table(
            title,
            tuple(self._row(title, label, n, people, key in self.hidden) for label, n in rows),
            self.total(key, people),
        )

    def _row(self, title: str, label: str, value: int, base: int, total_hidden: bool) -> Row:
        hidden = row_key(title, label) in self.hidden
        count = self.figures.count(value, base, hidden=hidden)
        percent = self.figures.percent(value, base, hidden=hidden or total_hidden)
        return Row(label, count.number, percent.number, count.mark, percent.mark)

    def share(self, group: str, counted: tuple[int, int]) -> Share:
        """Return the share, or nothing where any part of it is hidden."""
        if {share_key(group, "hits"), share_key(group, "total")} & self.hidden or not counted[1]:
            return NO_SHARE
        hits, total = self.figures.total(counted[0]), self.figures.total(counted[1])
        low, high = wilson(hits, total)
        return Share(hits, total, round(100 * hits / total), round(100 * low), round(100 * high))

    def by_workers(self) -> tuple[tuple[str, Share], ...]:
        """Return who felt listened to for each number of workers, then all together; hidden shares are empty."""
        rows = [(label, (hits, total)) for label, hits, total in self.counts.by_workers]
        if not rows:
            return ()
        all_ = (
            sum(hits for _label, (hits, _total) in rows),
            sum(total for _label, (_hits, total) in rows),
        )
        return tuple(
            (label, self.share(f"workers|{label}", n)) for label, n in [*rows, (EVERYBODY, all_)]
        )

    def headline_change(self, now: Share, wording: str) -> str:
        """Return the word for the change since the quarter before, of what both publish (R5-11)."""
        before = self.past.quarter(_before(self.counts.quarter))
        if before is not None and not comparable(before.wording, wording):
            return "not comparable, because the question was asked in other words"
        if before is not None:
            last = before.listened_disagreed
        else:
            hits, total = self.counts.disagreed_before
            least = self.figures.threshold
            last = Share(hits, total, 0, 0, 0) if hits >= least <= total - hits else NO_SHARE
        return changes([_pair(now, last)])[0]

    def themes(self) -> tuple[ThemeRow, ...]:
        """Return the themes, the most spoken of first; hidden ones last, so that no place tells of them."""
        ordered = sorted(self.counts.themes, key=self._order)
        words = changes([self._theme_pair(t) for t in ordered])
        return tuple(self._theme(t, w) for t, w in zip(ordered, words, strict=True))

    def _order(self, theme: ThemeCount) -> tuple[int, str]:
        shown = theme_key(theme.label) not in self.hidden
        # By what is printed: within a band or a rounding the names decide.
        low = self.figures.interval(theme.comments, self.counts.comments)
        return (-(low[0] if low else theme.comments) if shown else 1, theme.label)

    def _theme_pair(self, theme: ThemeCount) -> Pair | None:
        """Return the theme's share now and before, from what both quarters publish."""
        if theme_key(theme.label) in self.hidden:
            return None
        now = theme.comments, self.counts.comments
        last = self.past.quarter(_before(self.counts.quarter))
        if last is None:
            few = theme.before < self.figures.threshold
            return None if few else (now, (theme.before, self.counts.comments_before))
        before = next((t.comments for t in last.themes if is_same(t, theme)), None)
        if before is None or last.comments is None:
            return None
        return now, (before, last.comments)

    def _theme(self, theme: ThemeCount, change: str) -> ThemeRow:
        base = self.counts.comments
        hidden = theme_key(theme.label) in self.hidden
        parts = [
            self.figures.count(theme.comments, base, hidden=hidden),
            self.figures.percent(theme.comments, base, hidden=hidden),
            *(
                self.figures.count(n, base, hidden=theme_key(theme.label, part) in self.hidden)
                for part, n in (("positive", theme.positive), ("negative", theme.negative))
            ),
        ]
        said, share, praise, blame = parts
        return ThemeRow(
            label=theme.label, area=theme.area, comments=said.number, percent=share.number,
            positive=praise.number, negative=blame.number, change=change,
            marks=(said.mark, share.mark, praise.mark, blame.mark), whose=theme.whose,
            theme=theme.theme,
        )  # fmt: skip

    def quotes(self, themes: Sequence[ThemeRow]) -> tuple[tuple[str, str], ...]:
        """Return the quotes of themes that are shown (R4-41)."""
        shown = {t.label for t in themes if t.marks[0] != HIDDEN}
        return tuple(
            (label, words)
            for label, all_ in self.counts.quotes.items()
            if label in shown
            for words in all_
        )


def _pair(now: Share, before: Share) -> Pair | None:
    if now.hits is None or now.total is None or before.hits is None or before.total is None:
        return None
    return (now.hits, now.total), (before.hits, before.total)


def _before(quarter: str) -> str:
    """Return the written form of the quarter, or of the year, before."""
    year, _, number = quarter.partition("-Q")
    if not number:
        return str(int(year) - 1)
    return f"{year}-Q{int(number) - 1}" if number != "1" else f"{int(year) - 1}-Q4"


def _says(population: Population, tables: Sequence[Table]) -> bool:
    """Return whether there is anything to put side by side: a share of the population, or an answer."""
    answered = any(t.title == population.title and t.answered for t in tables)
    return answered or any(group.percent is not None for group in population.groups)


def _reach(population: Population, tables: Sequence[Table]) -> Reach:
    """Return the population beside the published table of the same title; zero and unasked groups print too."""
    table = next((t for t in tables if t.title == population.title and t.answered), None)
    rows = {row.label: row for row in table.rows} if table else {}
    return Reach(
        population.title,
        population.source,
        tuple(
            ReachRow(
                group.label,
                _population_percent(group.percent),
                rows[group.label].percent_words if group.label in rows else NOT_AVAILABLE,
                rows[group.label].count_words if group.label in rows else NOT_AVAILABLE,
                group.steps or "no steps recorded",
            )
            for group in population.groups
        ),
    )


def _population_percent(percent: float | None) -> str:
    """Return the share as a whole number: it is put beside shares of a few dozen people."""
    if percent is None:
        return NOT_AVAILABLE
    return "under 1%" if percent < 0.95 else f"{round(percent)}%"


def _whole_percent(share: float) -> int:
    """Return the percentage; 0 and 100 only where it is none and all."""
    return round(share) * 100 if share in (0.0, 1.0) else min(99, max(1, round(100 * share)))
