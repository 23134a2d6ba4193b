"""A reader of whole reports, alone or side by side, finds no hidden count (R4-30 to R4-34)."""

import json
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis.reports.build import Past, build_snapshot
from analysis.reports.counts import (
    AGREED,
    CHANNEL,
    LISTENED,
    VERSION,
    WHO,
    Link,
    QuarterCounts,
    ThemeCount,
)
from analysis.reports.document import Grid, build_document
from analysis.reports.figures import MARKERS, Figures
from analysis.reports.reader import bounds, read, together
from analysis.reports.snapshot import (
    QuarterSnapshot,
    Row,
    content_hash,
    from_json,
    to_json,
)
from analysis.stats.release import CannotProtect
from tests.unit.analysis.test_stats import counts

SERVICES = "Services"
LINKS = (
    Link(((VERSION, "Child"),), ((WHO, "Child"),)),
    Link(((LISTENED, None),), ((VERSION, "Adult"), (VERSION, "Child"))),
)
QUICK = (Phase.explicit, Phase.generate)  # a solver is too slow to shrink by
FEW = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 7, 12, 25])


@st.composite
def quarters(draw: st.DrawFn) -> QuarterCounts:
    """Return a quarter whose tables agree with one another: made of people, then counted."""
    cells = {
        (agreed, heard): draw(FEW)
        for agreed in ("Yes", "Partly", "No", "")
        for heard in ("Yes, fully", "Yes, partly", "No", "")
    }
    people = sum(cells.values())
    child = draw(st.integers(0, people))
    paper = draw(st.integers(0, people))
    names = st.integers(0, people - child)
    carers = draw(names)
    comments = people + draw(st.integers(0, 40))
    agreed = [
        (a, sum(n for (x, _h), n in cells.items() if x == a)) for a in ("Yes", "Partly", "No")
    ]
    heard = [
        (h, sum(n for (_a, x), n in cells.items() if x == h)) for h in ("Yes, fully", "Yes, partly", "No")
    ]  # fmt: skip
    services = [(label, draw(st.integers(0, people))) for label in ("School", "Dentist", "Police")]
    answered = draw(st.integers(max(n for _l, n in services), people))
    answered = min(answered, sum(n for _l, n in services))
    themes = []
    for label in ("Waiting", "Respect", "School"):
        of = draw(st.integers(0, comments))
        praise = draw(st.integers(0, of))
        themes.append(
            ThemeCount(label, label, "A", of, praise, draw(st.integers(0, of - praise)), 9)
        )
    return counts(
        responses=people, comments=comments, themes=themes, bases={SERVICES: answered}, links=LINKS,
        tables={
            CHANNEL: [("Web form", people - paper), ("Paper", paper)],
            VERSION: [("Adult", people - child), ("Child", child)],
            WHO: [("Parent", people - child - carers), ("Carer", carers), ("Child", child)],
            AGREED: agreed, LISTENED: heard, SERVICES: services,
        },
        disagreed=_share(cells, ("Partly", "No")), agreed=_share(cells, ("Yes",)),
    )  # fmt: skip


def _share(cells: dict[tuple[str, str], int], answers: tuple[str, ...]) -> tuple[int, int]:
    said = {h: sum(n for (a, x), n in cells.items() if a in answers and x == h) for _a, h in cells}
    hits = said["Yes, fully"] + said["Yes, partly"]
    return hits, hits + said["No"]


def attack(snapshot: QuarterSnapshot) -> None:
    """Fail where a hidden figure can be known to within less than the threshold."""
    reached = bounds(read(snapshot, several=[SERVICES], links=LINKS))
    for key, (low, high) in reached.items():
        assert high - low >= snapshot.threshold - 1e-6, f"{key} lies in {low:.1f}..{high:.1f}"


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(quarters(), st.booleans())
def test_reader_of_a_report_finds_no_hidden_count(quarter: QuarterCounts, rounded: bool) -> None:
    """R4-31, R4-32: linear programming on all that one report prints, percentages and headline too."""
    attack(build_snapshot(quarter, threshold=5, rounded=rounded))


@settings(max_examples=4, deadline=None, phases=QUICK)
@given(quarters())
def test_higher_threshold_hides_wider(quarter: QuarterCounts) -> None:
    attack(build_snapshot(quarter, threshold=8))


def test_quarter_in_which_only_children_answered_is_published_safely() -> None:
    """R4-31: that nobody used the adults' version tells who answered, so here that 0 is hidden as well."""
    quarter = counts(
        responses=88, links=LINKS,
        tables={VERSION: [("Adult", 0), ("Child", 88)], WHO: [("Parent", 0), ("Carer", 0), ("Child", 88)]},
    )  # fmt: skip
    snapshot = build_snapshot(quarter, threshold=5)
    attack(snapshot)
    assert set(rows(snapshot, VERSION).values()) == {"[c]"}


def rows(snapshot: QuarterSnapshot, title: str) -> dict[str, str]:
    table = next(t for t in snapshot.tables if t.title == title)
    return {row.label: row.count_words for row in table.rows}


def test_none_is_a_small_count_unless_nobody_could_be_there() -> None:
    """R4-30: a 0 tells what everybody did not say; where no form offered the answer it tells nothing."""
    quarter = counts(tables={"Answer": [("Yes", 30), ("No", 10), ("Never", 0)]})
    assert rows(build_snapshot(quarter, threshold=5), "Answer")["Never"] == "[c]"
    offered = replace(quarter, never={"Answer": ["Never"]})
    assert rows(build_snapshot(offered, threshold=5), "Answer") == {
        "Yes": "30", "No": "10", "Never": "0",
    }  # fmt: skip


def test_nothing_of_fewer_than_ten_is_broken_down() -> None:
    """R4-30."""
    quarter = counts(tables={"Answer": [("Yes", 9), ("No", 0)]})
    assert set(rows(build_snapshot(quarter, threshold=5), "Answer").values()) == {"[c]"}


def test_ten_to_29_people_stand_in_bands_without_shares() -> None:
    """R5-13."""
    snapshot = build_snapshot(counts(tables={"Answer": [("Yes", 14), ("No", 8)]}), threshold=5)
    (table,) = snapshot.tables
    assert [(r.count_words, r.percent_words) for r in table.rows] == [
        ("10 to 14", "[u]"), ("5 to 9", "[u]"),
    ]  # fmt: skip


def test_rounded_counts_never_stand_beside_exact_shares() -> None:
    """R4-32: 33 and 17 of 50 print as 35 and 15, and 70 % and 30 %, not 66 % and 34 %."""
    quarter = counts(responses=50, tables={"Answer": [("Yes", 33), ("No", 17)]})
    (table,) = build_snapshot(quarter, threshold=5, rounded=True).tables
    assert [(r.count, r.percent) for r in table.rows] == [(35, 70), (15, 30)]


def test_share_that_rounds_to_none_says_so() -> None:
    """R4-34."""
    assert Figures(5).percent(5, 1219, hidden=False).mark == "[k]"


def test_every_sign_is_explained_and_no_cell_is_blank() -> None:
    """R4-34."""
    document = build_document(build_snapshot(counts(), threshold=5))
    assert all(mark in str(document) for mark in MARKERS)
    cells = [cell for b in document if isinstance(b, Grid) for row in b.rows for cell in row]
    assert all(cell.strip() for cell in cells)


def test_hidden_themes_stand_last_by_name() -> None:
    """A place in an order by size would tell a hidden size."""
    themes = [
        ThemeCount("b", "B", "x", 4, 1, 3, 4), ThemeCount("a", "A", "x", 2, 1, 1, 4),
        ThemeCount("c", "C", "x", 30, 10, 12, 4),
    ]  # fmt: skip
    assert [t.label for t in build_snapshot(counts(themes=themes), threshold=5).themes] == list(
        "CAB"
    )


def test_theme_of_few_people_is_hidden_however_much_they_wrote() -> None:
    """R2-06, R4-41: five comments of two people are two people."""
    theme = ThemeCount("a", "A", "x", 12, 6, 6, 4, people=(4, 4, 4))
    (row,) = build_snapshot(counts(themes=[theme]), threshold=5).themes
    assert row.words == ("[c]", "[c]", "[c]", "[c]")


def test_change_is_never_told_from_a_figure_that_was_hidden() -> None:
    """R5-11: the word for a change is made of what both quarters print."""
    before = build_snapshot(
        counts(quarter="2026-Q1", themes=[ThemeCount("timeliness", "Waiting", "Quality", 3, 0, 3, 0)]),
        threshold=5,
    )  # fmt: skip
    now = build_snapshot(counts(), threshold=5, past=Past(quarters=(before,)))
    assert now.themes[0].change == "too few to say"


ANSWERS = [("Yes", 30), ("Partly", 16), ("No", 14), ("Not sure", 3)]


def test_same_figures_give_the_same_version() -> None:
    """R4-33."""
    quarter = counts(responses=63, tables={"Answer": ANSWERS})
    first = build_snapshot(quarter, threshold=5)
    assert build_snapshot(quarter, threshold=5, past=Past(versions=(first,))) == first


def test_later_version_keeps_hidden_what_was_hidden_and_hides_who_came() -> None:
    """R4-33: one more "Yes" and the total would tell what the one who came late answered."""
    first = build_snapshot(counts(responses=63, tables={"Answer": ANSWERS}), threshold=5)
    hidden = {label for label, words in rows(first, "Answer").items() if words == "[c]"}
    assert hidden == {"No", "Not sure"}
    later = counts(responses=64, tables={"Answer": [("Yes", 31), *ANSWERS[1:]]})
    second = build_snapshot(later, threshold=5, past=Past(versions=(first,)))
    assert rows(second, "Answer")["Yes"] == "[c]"
    assert {rows(second, "Answer")[label] for label in hidden} == {"[c]"}
    assert second.responses is None
    many = counts(responses=83, tables={"Answer": [("Yes", 50), *ANSWERS[1:]]})
    third = build_snapshot(many, threshold=5, past=Past(versions=(first,)))
    assert rows(third, "Answer")["Yes"] == "50", "twenty who came point at nobody"


def test_row_that_was_hidden_stays_hidden_when_the_last_of_it_withdraws() -> None:
    """R4-33: a way that one child used and then took back would be printed as a plain 0, and tell the earlier 1."""
    first = build_snapshot(
        counts(responses=118, tables={VERSION: [("Adult", 117), ("Child", 1)]}), threshold=5
    )
    assert set(rows(first, VERSION).values()) == {"[c]"}
    later = counts(responses=115, tables={VERSION: [("Adult", 115), ("Child", 0)]})
    second = build_snapshot(later, threshold=5, past=Past(versions=(first,)))
    assert set(rows(second, VERSION).values()) == {"[c]"}


def test_plain_zero_that_was_shown_before_is_shown_again() -> None:
    tables = {VERSION: [("Adult", 118), ("Child", 0)]}
    first = build_snapshot(counts(responses=118, tables=tables), threshold=5)
    again = build_snapshot(
        counts(responses=118, tables=tables), threshold=5, past=Past(versions=(first,))
    )
    assert rows(again, VERSION)["Child"] == "0"


def test_two_versions_side_by_side_give_nothing_away() -> None:
    """R4-33: figures that did not move are one unknown to the reader."""
    first = build_snapshot(counts(responses=63, tables={"Answer": ANSWERS}), threshold=5)
    moved = counts(
        responses=63, tables={"Answer": [("Yes", 30), ("Partly", 4), ("No", 26), ("Not sure", 3)]}
    )
    try:
        second = build_snapshot(moved, threshold=5, past=Past(versions=(first,)))
    except CannotProtect:
        return
    attack(second)
    both = together(read(first, suffix=" 1"), read(second, suffix=" 2"))
    key = "table|Answer|Yes"
    both.rows.append((((f"{key} 1", 1.0), (f"{key} 2", -1.0)), 0, 0))
    for low, high in bounds(both).values():
        assert high - low >= 5


def test_version_that_would_give_a_count_away_is_refused() -> None:
    """R4-33: all that could shield the new small count was printed before and has not moved."""
    two = [("Yes", 30), ("No", 33)]
    first = build_snapshot(counts(responses=63, tables={"Answer": two}), threshold=5)
    old = replace(first, tables=(replace(first.tables[0], rows=(
        Row("Yes", 30, 48), Row("No", 30, 48), Row("Not sure", 20, 30))),))  # fmt: skip
    now = counts(responses=63, tables={"Answer": [("Yes", 30), ("No", 30), ("Not sure", 3)]})
    with pytest.raises(CannotProtect):
        build_snapshot(now, threshold=5, past=Past(versions=(old,)))


def test_snapshot_of_the_first_schema_is_still_read() -> None:
    """R5-16: what was frozen before markers were kept draws as it did."""
    data = json.loads(to_json(build_snapshot(counts(), threshold=5)))
    for name in ("rounded", "wording", "trend", "reach", "known_by", "groups"):
        del data[name]
    for theme in data["themes"]:
        del theme["marks"]
    for row in data["tables"][0]["rows"]:
        del row["count_mark"], row["percent_mark"]
    written = json.dumps(data | {"schema": 1})
    old = from_json(written, content_hash(written))
    assert old.schema == 1
    assert set(rows(old, "Who they are").values()) == {"[c]"}
    assert old.themes[0].words[0] == "30"
    assert build_document(old)
