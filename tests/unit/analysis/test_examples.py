"""What labelled comments are for is fixed by their words or their author, and never mixed."""

import csv

import pytest

from analysis.learning.examples import (
    DATA,
    MEASURING_HAND,
    bucket_of,
    load_bare_facts,
    load_invented,
)
from analysis.pipeline import load_engine
from analysis.records import Sentiment
from analysis.themes.codebook import load_codebook
from benchmarks.quality import bare_facts


def test_second_draw_for_measuring_is_the_tenth_that_its_rule_says() -> None:
    """The rule stands in analysis/data/coded/SOURCE.md; the texts are not here, so their number must do."""
    with (DATA / "coded" / "nhs_comments.csv").open(encoding="utf-8", newline="") as file:
        coded = {row["id"]: row["text_sha256"] for row in csv.DictReader(file)}
    with (DATA / "coded" / "feeling_again.csv").open(encoding="utf-8", newline="") as file:
        again = list(csv.DictReader(file))
    assert len(again) / len(coded) == pytest.approx(0.1, abs=0.01)
    assert all(coded[row["id"]] == row["text_sha256"] for row in again)
    assert {row["sentiment"] for row in again} <= {str(s) for s in Sentiment}


def test_invented_comments_of_the_measuring_hand_teach_nothing_and_no_other_measures() -> None:
    parts = {(e.source, e.part) for e in load_invented()}
    measured = {source for source, part in parts if part == "measure"}
    assert measured == {f"invented:{MEASURING_HAND}"}
    assert (f"invented:{MEASURING_HAND}", "learn") not in parts
    assert ("invented:hand_8", "learn") in parts


@pytest.mark.parametrize("name", sorted(p.name for p in (DATA / "voices").glob("[ch]*.csv")))
def test_invented_comments_carry_only_labels_that_the_codebook_knows(name: str) -> None:
    themes, feelings = set(load_codebook().ids), {str(s) for s in Sentiment}
    with (DATA / "voices" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    signs = [one.rpartition(":") for row in rows for one in row["themes"].split(";") if one]
    assert rows
    assert len({row["id"] for row in rows}) == len(rows)
    assert {theme for theme, _colon, _sign in signs} <= themes
    assert {sign for _theme, _colon, sign in signs} <= set("-0+")
    assert {row["sentiment"] for row in rows} <= feelings


def test_bare_facts_kept_for_measuring_are_the_half_that_no_model_learns_from() -> None:
    kept, invented = load_bare_facts(), load_invented()
    twelfth = [e for e in invented if e.source == "invented:hand_12"]
    assert {e.part for e in kept} == {"measure"}
    assert all(bucket_of(e.text) < 5 for e in kept)
    assert all(bucket_of(e.text) >= 5 for e in twelfth)
    assert {e.part for e in twelfth} == {"learn"}
    assert not {e.text for e in kept} & {e.text for e in invented}
    assert {theme for e in kept for theme in e.themes} <= set(load_codebook().ids)


@pytest.mark.parametrize("quick", [True, False])
def test_bare_facts_are_felt_better_than_by_a_reader_who_hears_a_complaint_in_all(
    quick: bool,
) -> None:
    figures = {m["name"]: m["value"] for m in bare_facts(load_engine(quick=quick))}
    whole = figures.pop("bare facts: sentiment (54)")
    assert whole > 27 / 54
    assert sum(figures.values()) / 3 > 0.45, "one of three feelings would be right of every third"
