"""What earlier versions of a report gave away already, and what that forbids a later one (R4-33).

A reader can lay two versions side by side. So what an earlier version hid stays hidden; what it showed is known,
and cannot shield anything; and a count that moved by less than the threshold is hidden, because the difference
would point at the few who came or went.
"""

from collections.abc import Sequence
from dataclasses import replace

from analysis.reports.counts import ThemeCount
from analysis.reports.quarter_release import (
    COMMENTS,
    RESPONSES,
    SHARES,
    row_key,
    share_key,
    theme_key,
    total_key,
)
from analysis.reports.snapshot import QuarterSnapshot, Share, ThemeRow
from analysis.stats.release import Cell, Release

Shown = tuple[int, int] | None
"""What a reader took from a figure; None where it was hidden."""

_NOT_PRINTED_AS_NONE = frozenset(share_key(g, part) for g in SHARES for part in ("hits", "total"))
"""A share that nobody was asked for is printed as not available, in each version alike."""


def published(snapshot: QuarterSnapshot) -> dict[str, Shown]:
    """Return key -> what a reader takes from each count of the snapshot."""
    least = snapshot.threshold
    slack = 2 if snapshot.rounded else 0
    found: dict[str, Shown] = {
        RESPONSES: _span(snapshot.responses, "", slack, least),
        COMMENTS: _span(snapshot.comments, "", slack, least),
    }
    for table in snapshot.tables:
        found[total_key(table.title)] = _span(table.total, "", slack, least)
        for row in table.rows:
            found[row_key(table.title, row.label)] = _span(row.count, row.count_mark, slack, least)
    for theme in snapshot.themes:
        comments, _percent, positive, negative = theme.marks
        found[theme_key(theme.label)] = _span(theme.comments, comments, slack, least)
        found[theme_key(theme.label, "positive")] = _span(theme.positive, positive, slack, least)
        found[theme_key(theme.label, "negative")] = _span(theme.negative, negative, slack, least)
    for group, share in zip(
        SHARES, (snapshot.listened_disagreed, snapshot.listened_agreed), strict=True
    ):
        found |= _of_share(group, share, slack, least)  # fmt: skip
    for label, share in snapshot.by_workers:
        found |= _of_share(f"workers|{label}", share, slack, least)
    return found


def _of_share(group: str, share: Share, slack: int, least: int) -> dict[str, Shown]:
    parts = {"hits": share.hits, "total": share.total}
    return {share_key(group, part): _span(n, "", slack, least) for part, n in parts.items()}


def _span(number: int | None, mark: str, slack: int, least: int) -> Shown:
    if number is not None:
        return (max(number - slack, least if slack and number else 0), number + slack)
    low, _, high = mark.partition(" to ")
    return (int(low), int(high)) if low.isdigit() and high.isdigit() else None


def is_same(before: ThemeRow, now: ThemeCount) -> bool:
    """Return whether both are one theme, whatever it was called then."""
    return before.theme == now.theme if before.theme else before.label == now.label


def with_names_of(snapshot: QuarterSnapshot, themes: Sequence[ThemeCount]) -> QuarterSnapshot:
    """Return the earlier version under today's names, so that a theme that was renamed is still compared."""
    names = {theme.theme: theme.label for theme in themes}
    renamed = tuple(replace(t, label=names.get(t.theme, t.label)) for t in snapshot.themes)
    return replace(snapshot, themes=renamed)


def with_earlier(release: Release, versions: Sequence[QuarterSnapshot], threshold: int) -> Release:
    """Return the release as it must be where these versions were published before it."""
    known: dict[str, list[Shown]] = {}
    for version in versions:
        for key, shown in published(version).items():
            known.setdefault(key, []).append(shown)
    cells = (_after(cell, known.get(cell.key, []), threshold) for cell in release.cells)
    return replace(release, cells=tuple(cells))


def _is_finer(cell: Cell, low: int, high: int) -> bool:
    """Return whether the figure, if shown, would tell more than the band or rounding that a version printed."""
    least, most = cell.shown or (cell.value, cell.value)
    return most - least < high - low


def _after(cell: Cell, known: Sequence[Shown], threshold: int) -> Cell:
    plain_zero = cell.fixed is False and cell.value == 0
    if not known or not cell.printed or (plain_zero and cell.key in _NOT_PRINTED_AS_NONE):
        return cell
    spans = [shown for shown in known if shown is not None]
    if len(spans) < len(known):
        # Also where it is none by now and could be said: the earlier figure was small, and few went.
        return replace(cell, fixed=True, sensitive=cell.sensitive or plain_zero)
    if plain_zero:
        return cell
    away = [max(low - cell.value, cell.value - high, 0) for low, high in spans]
    low, high = spans[-1]
    if not any(away):
        if cell.sensitive or cell.fixed is True:
            return replace(cell, fixed=True, known=(low, high), protected=False)
        if _is_finer(cell, low, high):
            # A band that was printed among few answers stays all that is said, or it would narrow down what
            # that version hid beside it.
            return replace(cell, fixed=True, known=(low, high), protected=False)
        return replace(cell, fixed=False, shown=None if low == high else cell.shown)
    near = [span for span, distance in zip(spans, away, strict=True) if distance < threshold]
    if not near:
        return cell
    known_low = max(0, *(low - threshold + 1 for low, _high in near))
    known_high = min(high + threshold - 1 for _low, high in near)
    return replace(cell, fixed=True, sensitive=True, known=(known_low, known_high))
