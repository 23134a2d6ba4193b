"""Two reports side by side: the same definitions only, with a word for each difference that a test carries.

Every comparison that is made counts for Holm's correction, so that a page of many does not find one by chance.
Source: R5-11, R5-12, R2-16, R3-13.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reports.blocks import Block, Bullets, Grid, Heading, Paragraph
from analysis.reports.counts import LISTENED, WORKERS
from analysis.reports.snapshot import QuarterSnapshot, Share, Table, ThemeRow
from analysis.reports.trend import comparable
from analysis.reports.workers import TITLE as BY_WORKERS
from analysis.stats.change import Pair, changes

HEADLINE = "Felt listened to, of those who did not or only partly agreed"
NOT_COMPARED = "What is not compared, and why"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the comparison: how it is printed before and now, and the counts where both are known."""

    label: str
    before: str
    now: str
    pair: Pair | None


def compare(before: QuarterSnapshot, now: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the two periods side by side; what was not asked in the same way is named and not compared.

    Raises: ValueError when they are one period, or a quarter and a year: those hold the same people.
    """
    if before.quarter == now.quarter or len(before.quarter) != len(now.quarter):
        raise ValueError("Two quarters, or two years, can be compared.")
    same_question = comparable(before.wording, now.wording)
    headline = [_headline(before, now)] if same_question else []
    themes = _themes(before, now)
    tables, left_out = _tables(before, now)
    workers = _workers(before, now)
    if workers:
        tables.append((BY_WORKERS, workers))
    words = iter(
        changes([line.pair for line in [*headline, *themes, *(x for _t, ls in tables for x in ls)]])
    )
    head = ("What", before.label, now.label, "Difference")
    found: list[Block] = [*_said_first(before, now)]
    if headline:
        found.append(_grid("Listened to, even when they disagreed", head, headline, words))
    if themes:
        found.append(_grid("Themes: share of all comments", head, themes, words))
    found += [_grid(title, head, lines, words) for title, lines in tables]
    reasons = [
        *([] if same_question else [f"{HEADLINE}: the question was asked in other words."]),
        *left_out,
    ]
    if reasons:
        found += [Heading(2, NOT_COMPARED), Bullets(tuple(reasons))]
    return tuple(found)


def _said_first(before: QuarterSnapshot, now: QuarterSnapshot) -> tuple[Block, ...]:
    words = [
        "Rose or fell is said only where a test finds it, allowing for how many figures stand on this page. No clear "
        "change means that chance alone could make the difference. Under 30 in either period nothing is said.",
        "Other people answered each time, and they chose to. A difference may be one of who answered.",
    ]
    if before.versions != now.versions:
        words.append(
            "The themes were tagged by other versions of the machine or of the codebook. A difference between themes "
            "may come from that."
        )
    if before.rounded != now.rounded:
        words.append("Counts of one period are rounded, those of the other are not.")
    return tuple(Paragraph(word) for word in words)


def _headline(before: QuarterSnapshot, now: QuarterSnapshot) -> _Line:
    last, this = before.listened_disagreed, now.listened_disagreed
    return _Line(HEADLINE, last.words, this.words, _shares(last, this))


def _shares(last: Share, this: Share) -> Pair | None:
    if this.hits is None or this.total is None or last.hits is None or last.total is None:
        return None
    return (this.hits, this.total), (last.hits, last.total)


def _themes(before: QuarterSnapshot, now: QuarterSnapshot) -> list[_Line]:
    """Return the themes that both have, by their ids; by their labels where one is from before ids were kept."""
    lines = []
    for theme in now.themes:
        last = next((t for t in before.themes if _is_same(t, theme)), None)
        if last is not None:
            pair = _counted(theme.comments, now.comments, last.comments, before.comments)
            was = "" if last.label == theme.label else f" (then: {last.label})"
            lines.append(_Line(f"{theme.label}{was}", _said(last), _said(theme), pair))
    return lines


def _is_same(before: ThemeRow, now: ThemeRow) -> bool:
    if before.theme and now.theme:
        return before.theme == now.theme
    return before.label == now.label


def _said(theme: ThemeRow) -> str:
    comments, percent, _praise, _blame = theme.words
    return _both(percent, comments)


def _both(percent: str, count: str) -> str:
    """Return the share with its count; one sign where it stands for both."""
    return count if percent == count else f"{percent} ({count})"


def _tables(
    before: QuarterSnapshot, now: QuarterSnapshot
) -> tuple[list[tuple[str, list[_Line]]], list[str]]:
    """Return the tables that were asked the same way, and why others are left out."""
    earlier = {table.title: table for table in before.tables if table.answered}
    asked_before, asked_now = dict(before.wordings), dict(now.wordings)
    found, left_out = [], []
    for table in now.tables:
        last = earlier.pop(table.title, None)
        if not table.answered:
            continue
        if last is None:
            left_out.append(f"{table.title}: only {now.label} has answers.")
        elif _labels(last) != _labels(table):
            left_out.append(f"{table.title}: the answers to choose from were others.")
        elif _reworded(asked_before.get(table.title), asked_now.get(table.title)):
            left_out.append(f"{table.title}: the question was asked in other words.")
        else:
            found.append((table.title, _rows(last, table)))
    left_out += [f"{title}: only {before.label} has answers." for title in earlier]
    return found, left_out


def _workers(before: QuarterSnapshot, now: QuarterSnapshot) -> list[_Line]:
    """Return who felt listened to by how many workers they had, where both questions were asked the same way."""
    asked_before, asked_now = dict(before.wordings), dict(now.wordings)
    if any(_reworded(asked_before.get(t), asked_now.get(t)) for t in (WORKERS, LISTENED)):
        return []
    earlier = dict(before.by_workers)
    return [
        _Line(label, earlier[label].words, share.words, _shares(earlier[label], share))
        for label, share in now.by_workers
        if label in earlier
    ]


def _reworded(before: str | None, now: str | None) -> bool:
    """Return whether the wording is known of both, and differs."""
    return bool(before and now) and not comparable(before or "", now or "")


def _labels(table: Table) -> tuple[str, ...]:
    return tuple(row.label for row in table.rows)


def _rows(last: Table, this: Table) -> list[_Line]:
    return [
        _Line(
            now.label,
            _both(before.percent_words, before.count_words),
            _both(now.percent_words, now.count_words),
            _counted(now.count, this.total, before.count, last.total),
        )
        for before, now in zip(last.rows, this.rows, strict=True)
    ]


def _counted(
    hits: int | None, total: int | None, hits_before: int | None, total_before: int | None
) -> Pair | None:
    if hits is None or hits_before is None or not total or not total_before:
        return None
    return (hits, total), (hits_before, total_before)


def _grid(title: str, head: tuple[str, ...], lines: Sequence[_Line], words: Iterator[str]) -> Grid:
    rows = tuple((line.label, line.before, line.now, next(words)) for line in lines)
    return Grid(title, head, rows)
