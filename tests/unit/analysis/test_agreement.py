"""Agreement as the papers that define it work it out."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score

from analysis.stats.agreement import (
    cohen_kappa,
    drift,
    f1_interval,
    krippendorff_alpha,
    theme_agreement,
)


def test_kappa_agrees_with_a_reference_implementation() -> None:
    chance = np.random.default_rng(1)
    first = chance.choice(["positive", "negative", "mixed"], 200).tolist()
    second = [a if chance.random() < 0.7 else "mixed" for a in first]
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_kappa_is_not_defined_where_nobody_varies() -> None:
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None
    assert cohen_kappa([], []) is None


def test_alpha_is_that_of_krippendorffs_own_example() -> None:
    """Krippendorff 2011, section C: four observers, twelve units, missing answers; alpha nominal 0.743."""
    observers = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    rows = [line.split() for line in observers]
    units = [[row[i] for row in rows if row[i] != "."] for i in range(12)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.001)


def test_alpha_is_not_defined_where_nothing_can_be_compared() -> None:
    assert krippendorff_alpha([["a"], ["b"]]) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None


def test_f1_agrees_with_a_reference_and_lies_in_its_interval() -> None:
    chance = np.random.default_rng(2)
    truth = chance.random(300) < 0.3
    found = np.where(chance.random(300) < 0.8, truth, ~truth)
    f1, low, high = f1_interval(truth, found)
    assert f1 == pytest.approx(f1_score(truth, found), abs=0.001)
    assert low is not None
    assert high is not None
    assert low < f1 < high


def test_themes_are_counted_by_who_tagged_them() -> None:
    first = [{"send"}, {"send", "timeliness"}, set(), {"timeliness"}]
    second = [{"send"}, {"timeliness"}, {"send"}, {"timeliness"}]
    send, timeliness, unused = theme_agreement(first, second, ["send", "timeliness", "protection"])
    assert (send.both, send.first, send.second, send.f1) == (1, 1, 1, 0.5)
    assert timeliness.kappa == 1
    assert unused.f1 is None


def test_drift_is_of_themes_measured_both_times() -> None:
    assert drift({"send": 0.8, "gone": 0.4}, {"send": 0.7, "new": 0.9}) == {"send": -0.1}
