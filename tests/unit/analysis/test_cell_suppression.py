"""No hidden count can be worked out: by linear programming, in whole numbers, and by trying every table (R4-31)."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.attack import integer_bounds, reach, unsafe
from analysis.stats.cell_suppression import Pattern, protect
from analysis.stats.release import (
    CannotProtect,
    Cell,
    Relation,
    Release,
    at_most,
    systems,
    total_is,
)
from benchmarks.releases import cross_table, flat_table, three_way

WIDTH = 5
SMALL = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 20, 45])


def widths(release: Release, pattern: Pattern) -> dict[str, tuple[int, int]]:
    """Return the bounds of each hidden cell in whole numbers."""
    found = {}
    for system in systems(release):
        hidden = np.array([key in pattern.hidden for key in system.keys]) | system.must_hide
        for k, key in enumerate(system.keys):
            if hidden[k] and system.guarded[k]:
                found[key] = integer_bounds(system, hidden, k)
                loose = reach(system, hidden, k)
                assert loose.low <= found[key][0] + 1e-6
                assert loose.high >= found[key][1] - 1e-6
    return found


def check(release: Release, pattern: Pattern) -> None:
    """Fail where a hidden cell is known to within less than the width, or a sensitive one is shown."""
    for cell in release.cells:
        assert not (cell.sensitive and cell.printed) or cell.key in pattern.hidden
    for key, (low, high) in widths(release, pattern).items():
        assert low <= release.by_key[key].value <= high
        assert high - low >= release.width, f"{key} is known to lie in {low}..{high}"


@settings(max_examples=25, deadline=None)
@given(st.lists(SMALL, min_size=2, max_size=8))
def test_flat_table_gives_nothing_away(counts: list[int]) -> None:
    release = flat_table(counts, WIDTH)
    check(release, protect(release))
    check(release, protect(release, heuristic=True))


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_table_with_both_margins_gives_nothing_away(
    rows: int, columns: int, data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(SMALL, min_size=rows * columns, max_size=rows * columns))
    release = cross_table(np.array(drawn).reshape(rows, columns), WIDTH)
    exact, quick = protect(release), protect(release, heuristic=True)
    check(release, exact)
    check(release, quick)
    if exact.exact:
        assert loss(release, exact) <= loss(release, quick) + 1e-6


@settings(max_examples=4, deadline=None)
@given(st.lists(SMALL, min_size=8, max_size=8))
def test_three_way_table_gives_nothing_away(drawn: list[int]) -> None:
    release = three_way(np.array(drawn).reshape(2, 2, 2), WIDTH)
    check(release, protect(release))


def loss(release: Release, pattern: Pattern) -> float:
    """Return what the pattern loses beyond what must be hidden."""
    return sum(release.by_key[k].weight for k in pattern.hidden if not release.by_key[k].sensitive)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.sampled_from([1, 3, 5, 6, 9]), min_size=4, max_size=4))
def test_exact_way_finds_the_least_loss_of_all_patterns(drawn: list[int]) -> None:
    """Every pattern of a 2 x 2 table is tried: none that is safe loses less (Fischetti and Salazar-Gonzalez 2001)."""
    release = cross_table(np.array(drawn).reshape(2, 2), WIDTH)
    found = systems(release)
    if not found:
        return
    (system,) = found
    open_ = [i for i in range(len(system.keys)) if not system.must_hide[i]]
    best = np.inf
    for chosen in itertools.product((False, True), repeat=len(open_)):
        hidden = system.must_hide.copy()
        hidden[open_] = chosen
        cost = float(system.weight[hidden & ~system.must_hide].sum())
        if cost < best and not unsafe(system, hidden):
            best = cost
    assert loss(release, protect(release)) == pytest.approx(best, rel=1e-3)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_every_table_that_prints_the_same_is_counted_out(drawn: list[int]) -> None:
    """Enumerate all whole tables that agree with what is shown: the hidden cells range over the width (R4-31)."""
    release = cross_table(np.array(drawn).reshape(2, 2), WIDTH)
    pattern = protect(release)
    keys = [c.key for c in release.cells]
    shown = {c.key: c.value for c in release.cells if c.key not in pattern.hidden}
    seen: dict[str, set[int]] = {key: set() for key in pattern.hidden}
    for inner in itertools.product(range(16), repeat=4):
        table = dict(zip(keys, _with_margins(inner), strict=True))
        if all(table[key] == value for key, value in shown.items()):
            for key in seen:
                seen[key].add(table[key])
    for key, values in seen.items():
        assert max(values) - min(values) >= WIDTH, key


def _with_margins(inner: tuple[int, ...]) -> list[int]:
    a, b, c, d = inner
    return [a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d]


def test_margin_that_two_tables_share_is_hidden_in_both() -> None:
    """A count hidden in one table must not come back from another over the same people."""
    cells = (
        Cell("young", 30, weight=9), Cell("old", 4, sensitive=True),
        Cell("young boys", 18, weight=5), Cell("young girls", 12, weight=5), Cell("total", 34, fixed=False),
    )  # fmt: skip
    release = Release(
        cells, (total_is("total", ["young", "old"]), total_is("young", ["young boys", "young girls"])), WIDTH
    )  # fmt: skip
    pattern = protect(release)
    assert "young" in pattern.hidden
    assert pattern.hidden & {"young boys", "young girls"}
    check(release, pattern)


def test_band_that_is_printed_shields_what_it_can() -> None:
    some = Cell("some", 12, shown=(10, 14))
    cells = (Cell("few", 3, sensitive=True), some, Cell("total", 15, fixed=False))
    pattern = protect(Release(cells, (total_is("total", ["few", "some"]),), WIDTH))
    assert pattern.hidden == {"few", "some"}, "few would lie in 1..5: too near"


def test_what_readers_know_already_shields_nothing() -> None:
    cells = (Cell("few", 3, sensitive=True), Cell("some", 12, fixed=False), Cell("total", 15, fixed=False))  # fmt: skip
    with pytest.raises(CannotProtect):
        protect(Release(cells, (total_is("total", ["few", "some"]),), WIDTH))
    with pytest.raises(CannotProtect):
        protect(Release(cells, (total_is("total", ["few", "some"]),), WIDTH), heuristic=True)


def test_part_of_a_part_is_shielded_by_an_inequality_alone() -> None:
    cells = (Cell("few", 3, sensitive=True), Cell("all", 40, fixed=False))
    assert protect(Release(cells, (at_most("few", "all"),), WIDTH)).hidden == {"few"}


def test_figures_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Release((Cell("a", 3), Cell("t", 4)), (total_is("t", ["a"]),), WIDTH)
    with pytest.raises(ValueError, match="not there"):
        Release((Cell("a", 3),), (Relation((("b", 1),)),), WIDTH)
    with pytest.raises(ValueError, match="one key"):
        Release((Cell("a", 3), Cell("a", 4)), (), WIDTH)


def test_same_release_gives_the_same_pattern() -> None:
    release = cross_table(np.array([[3, 9, 20], [12, 1, 7], [30, 14, 6]]), WIDTH)
    assert protect(release) == protect(release)
