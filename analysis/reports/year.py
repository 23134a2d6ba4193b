"""A year from its four frozen quarters: the same figures added up, hidden so that neither gives the other away.

A reader holds the year beside the four quarters, so all five are one release: each count of the year is the sum of
the quarters' counts, what a quarter showed is known, and what it hid must stay unknown. Source: R5-20, R4-33.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from analysis.reports.build import draw_snapshot
from analysis.reports.counts import Link, QuarterCounts, ThemeCount, WorkerCount
from analysis.reports.extras import extras_of_year
from analysis.reports.figures import Figures
from analysis.reports.quarter_release import HideTotals, quarter_release
from analysis.reports.snapshot import QuarterSnapshot
from analysis.reports.versions import published
from analysis.stats.cell_suppression import protect
from analysis.stats.release import CannotProtect, Cell, Relation, Release, total_is

QUARTERS = 4
NO_WORDS: dict[str, Any] = {
    "quotes": {},
    "groups": (),
    "told": (),
    "actions": (),
    "returned": (),
    "extras": None,
    "populations": (),
}


def counts_to_json(counts: QuarterCounts) -> str:
    """Return the counts in one written form, without any words of families. Privacy: small counts are in it."""
    plain = asdict(replace(counts, **NO_WORDS))
    plain["never"] = {title: sorted(labels) for title, labels in counts.never.items()}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def counts_from_json(written: str) -> QuarterCounts:
    """Return the counts that were written."""
    read = json.loads(written)
    places = [
        Link(tuple((t, r) for t, r in link["parts"]), tuple((t, r) for t, r in link["whole"]))
        for link in read["links"]
    ]
    themes = [
        ThemeCount(**{**theme, "people": tuple(theme["people"]) if theme["people"] else None})
        for theme in read["themes"]
    ]
    tables = {title: [(label, n) for label, n in rows] for title, rows in read["tables"].items()}
    workers = [(label, hits, total) for label, hits, total in read.get("by_workers", ())]
    pairs = {key: tuple(read[key]) for key in ("disagreed", "agreed", "disagreed_before")}
    return QuarterCounts(
        **{
            **read,
            "links": places,
            "themes": themes,
            "tables": tables,
            **pairs,
            "by_workers": workers,
        }
    )


def build_year(
    year: str,
    counts: Sequence[QuarterCounts],
    quarters: Sequence[QuarterSnapshot],
    *,
    threshold: int,
    rounded: bool = False,
) -> QuarterSnapshot:
    """Return what may be published of the year.

    Args:
        counts, quarters: of the four quarters in order: what was counted, and what of it was published.

    Raises: ValueError when it is not four quarters; CannotProtect when a hidden count would be given away.
    """
    if not len(counts) == len(quarters) == QUARTERS:
        raise ValueError("A year is made of four quarters.")
    figures, whole = Figures(threshold, rounded), add_up(year, counts)
    whole = replace(whole, extras=extras_of_year([quarter.extras for quarter in quarters]))
    for hide_totals in HideTotals:
        release = year_release(whole, counts, quarters, figures, hide_totals)
        try:
            return draw_snapshot(whole, figures, protect(release).hidden)
        except CannotProtect:
            continue
    raise CannotProtect(
        "The quarters that were published would give a hidden count of the year away."
    )


def add_up(year: str, counts: Sequence[QuarterCounts]) -> QuarterCounts:
    """Return the four quarters' counts added up; a table is there where all quarters have it, row for row."""
    titles = [t for t in counts[0].tables if len({_rows(c, t) for c in counts}) == 1]
    return replace(
        counts[-1],
        quarter=year,
        label=f"the year {year}",
        responses=sum(c.responses for c in counts),
        comments=sum(c.comments for c in counts),
        responses_before=0,
        comments_before=0,
        tables={
            title: [
                (label, sum(dict(c.tables[title])[label] for c in counts))
                for label, _n in counts[0].tables[title]
            ]
            for title in titles
        },
        bases={t: sum(c.bases[t] for c in counts) for t in titles if t in counts[0].bases},
        never={t: set.intersection(*(set(c.never.get(t, ())) for c in counts)) for t in titles},
        disagreed=_pair([c.disagreed for c in counts]),
        agreed=_pair([c.agreed for c in counts]),
        disagreed_before=(0, 0),
        themes=_themes(counts),
        decided_share=_decided(counts),
        versions=sorted({v for c in counts for v in c.versions}),
        wordings={},
        known_by="",
        by_workers=_by_workers(counts),
    )


def year_release(
    whole: QuarterCounts,
    counts: Sequence[QuarterCounts],
    quarters: Sequence[QuarterSnapshot],
    figures: Figures,
    hide_totals: HideTotals,
) -> Release:
    """Return the year and its quarters as one release; of the quarters nothing is left to decide."""
    year = quarter_release(whole, figures, hide_totals=hide_totals)
    cells, relations = list(year.cells), list(year.relations)
    held: list[frozenset[str]] = []
    for counted, snapshot in zip(counts, quarters, strict=True):
        part = quarter_release(counted, figures)
        name = f"{counted.quarter}|"
        seen = published(snapshot)
        cells += [_known(cell, name, seen) for cell in part.cells]
        relations += [
            Relation(tuple((name + key, f) for key, f in r.terms), r.low, r.high)
            for r in part.relations
        ]
        held.append(frozenset(part.by_key))
    for cell in year.cells:
        parts = [
            f"{c.quarter}|{cell.key}"
            for c, keys in zip(counts, held, strict=True)
            if cell.key in keys
        ]
        # A theme that a quarter does not have was spoken of by nobody in it.
        if parts:
            relations.append(total_is(cell.key, parts))
    return Release(tuple(cells), tuple(relations), figures.threshold)


def _known(cell: Cell, name: str, seen: dict[str, tuple[int, int] | None]) -> Cell:
    """Return a quarter's cell as its report left it: shown, or hidden for ever."""
    renamed = replace(cell, key=name + cell.key, follows=())
    if not cell.printed or cell.key not in seen:
        return renamed
    span = seen[cell.key]
    if span is None:
        empty = cell.value == 0 and cell.fixed is False
        return renamed if empty else replace(renamed, fixed=True, shown=None)
    shown = None if span[0] == span[1] else span
    return replace(renamed, sensitive=False, fixed=False, shown=shown)


def _rows(counts: QuarterCounts, title: str) -> tuple[str, ...]:
    return tuple(label for label, _n in counts.tables.get(title, ()))


def _pair(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(hits for hits, _n in pairs), sum(n for _hits, n in pairs)


def _decided(counts: Sequence[QuarterCounts]) -> float:
    """Return the share over the year, each quarter by its comments."""
    comments = sum(c.comments for c in counts)
    return sum(c.decided_share * c.comments for c in counts) / comments if comments else 0.0


def _by_workers(counts: Sequence[QuarterCounts]) -> list[WorkerCount]:
    """Return the years' rows, where all quarters asked for the same ones."""
    if len({tuple(label for label, _hits, _total in c.by_workers) for c in counts}) > 1:
        return []
    return [
        (
            rows[0][0],
            sum(hits for _label, hits, _total in rows),
            sum(n for _label, _hits, n in rows),
        )
        for rows in zip(*(c.by_workers for c in counts), strict=True)
    ]


def _themes(counts: Sequence[QuarterCounts]) -> list[ThemeCount]:
    found: dict[str, list[ThemeCount]] = {}
    for quarter in counts:
        for theme in quarter.themes:
            found.setdefault(theme.label, []).append(theme)
    return [
        replace(
            all_[-1],
            comments=sum(t.comments for t in all_),
            positive=sum(t.positive for t in all_),
            negative=sum(t.negative for t in all_),
            before=0,
            people=_people(all_),
        )
        for _label, all_ in sorted(found.items())
    ]


def _people(themes: Sequence[ThemeCount]) -> tuple[int, int, int]:
    each = [t.people or (t.comments, t.positive, t.negative) for t in themes]
    return sum(p[0] for p in each), sum(p[1] for p in each), sum(p[2] for p in each)
