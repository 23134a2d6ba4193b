"""Whole invented reports stand the attack that the benchmark makes on thousands, and the attack can find (R4-31)."""

import random

import pytest

from analysis.reports import build
from analysis.stats.cell_suppression import Pattern
from analysis.stats.release import Release
from benchmarks.attacked_reports import KINDS, attack_report

FELL_ONCE = (3851, 9171, 71)
"""Two versions between which the only child took its answers back; and two whose few answers, printed in bands by the
first, had become enough for the second to print them whole."""


@pytest.mark.parametrize("kind", KINDS)
def test_invented_reports_of_each_kind_give_nothing_away(kind: str) -> None:
    """R4-31, R4-32, R4-33: alone, rounded, beside an earlier version, a year beside its quarters."""
    found = [attack_report(random.Random(seed), kind) for seed in (1, 2, 3)]
    assert sum(one["hidden"] for one in found) > 0
    assert [one["known"] for one in found] == [0, 0, 0]


@pytest.mark.parametrize("number", FELL_ONCE)
def test_versions_that_fell_once_stand(number: int) -> None:
    """R4-33: see test_row_that_was_hidden_stays_hidden_when_the_last_of_it_withdraws."""
    found = attack_report(random.Random(number), "two versions")
    assert (found["hidden"] > 0, found["known"]) == (True, 0)


def test_attack_finds_what_only_small_counts_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    """R4-31: without secondary suppression small counts come back from the totals."""

    def only_small(release: Release) -> Pattern:
        return Pattern(frozenset(c.key for c in release.cells if c.printed and c.sensitive), True)

    monkeypatch.setattr(build, "protect", only_small)
    assert sum(attack_report(random.Random(seed), "report")["known"] for seed in (1, 2, 3)) > 0
