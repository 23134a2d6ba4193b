"""Whether people agree with suggestions as they used to: shares, intervals, one test a theme (R5-12, R5-14)."""

import pytest

from analysis.stats.drift import Tags, agreement, find_drift, lower_share_p


def test_share_of_a_quarter_is_what_was_kept_of_all_that_either_said() -> None:
    (theme,) = find_drift({("send", "2026-Q2"): Tags(kept=6, refused=3, added=1)})
    (quarter,) = theme.quarters
    assert (quarter.kept, quarter.total, quarter.share) == (6, 10, 0.6)
    assert quarter.low < 0.6 < quarter.high
    assert (theme.p, theme.worse) == (None, False)


def test_theme_when_agreement_falls_is_worse_and_others_are_not() -> None:
    counts = {
        (theme, quarter): Tags(kept, 50 - kept, 0)
        for quarter, falling in (("2026-Q1", 44), ("2026-Q2", 45), ("2026-Q3", 20))
        for theme, kept in (("send", falling), ("timeliness", 44))
    }
    send, timeliness = find_drift(counts)
    assert [q.quarter for q in send.quarters] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert send.worse
    assert send.p is not None
    assert send.p < 0.001
    assert not timeliness.worse


def test_theme_when_agreement_rises_is_never_worse() -> None:
    counts = {("a", "2026-Q1"): Tags(10, 40, 0), ("a", "2026-Q2"): Tags(50, 0, 0)}
    assert not find_drift(counts)[0].worse


@pytest.mark.parametrize("newest", [Tags(0, 9, 0), Tags(0, 0, 0)])
def test_theme_when_there_is_too_little_is_not_tested(newest: Tags) -> None:
    counts = {
        ("a", "2026-Q1"): Tags(50, 0, 0),
        ("a", "2026-Q2"): newest,
        ("b", "2026-Q2"): Tags(1, 0, 0),
    }
    assert all(theme.p is None and not theme.worse for theme in find_drift(counts))


def test_many_themes_are_looked_at_together() -> None:
    """What stands alone need not stand among twenty (Holm)."""
    before, now = Tags(40, 10, 0), Tags(13, 9, 0)
    alone = find_drift({("a0", "2026-Q1"): before, ("a0", "2026-Q2"): now})
    p = alone[0].p
    assert p is not None
    assert 0.0025 < p < 0.08
    many = {
        (f"a{n}", quarter): tags
        for n in range(20)
        for quarter, tags in (("2026-Q1", before), ("2026-Q2", now))
    }
    assert not any(theme.worse for theme in find_drift(many))


def test_exact_test_agrees_with_a_table_worked_by_hand() -> None:
    """Fisher's tea: 1 of 4 right after 3 of 4: (16 + 1) of 70 ways are as low or lower."""
    assert lower_share_p(1, 4, 3, 4) == pytest.approx(17 / 70)
    assert lower_share_p(4, 4, 0, 4) == pytest.approx(1.0)


def test_agreement_of_nothing_is_nothing() -> None:
    assert agreement([]) is None
    assert find_drift({}) == ()
    found = agreement([Tags(1, 1, 0), Tags(3, 0, 0)])
    assert found is not None
    assert found[0] == 0.8
