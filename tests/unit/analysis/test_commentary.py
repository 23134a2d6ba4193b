"""Officers' words: figures are locked in them, and no change is claimed without a test (R5-11, R5-16)."""

import pytest

from analysis.reports.build import build_snapshot
from analysis.reports.commentary import (
    LONGEST_SENTENCE,
    figures_for_words,
    fill_in,
    find_wrong,
    long_sentences,
    starter_of,
)
from analysis.reports.council import CouncilHeading, council_headings
from tests.unit.analysis.test_stats import counts

FIGURES = figures_for_words(build_snapshot(counts(), threshold=5))
STARTER = "We heard {responses} times from families in {period}."


@pytest.mark.parametrize("heading", council_headings(), ids=lambda heading: heading.title)
def test_starting_sentences_are_sound_themselves(heading: CouncilHeading) -> None:
    """R5-11: what an officer begins with holds to every rule, and can be read aloud."""
    words = starter_of(heading)
    assert not find_wrong(words, words, FIGURES).is_anything
    assert "{" not in fill_in(words, FIGURES)
    assert long_sentences(words) == 0


def test_figures_are_those_of_the_snapshot() -> None:
    """R5-16: one set of numbers."""
    snapshot = build_snapshot(counts(), threshold=5)
    assert FIGURES["period"] == snapshot.label
    assert FIGURES["responses"] == f"{snapshot.responses:,}"
    assert FIGURES["listened"] == snapshot.listened_disagreed.words
    assert fill_in("{responses} of {nothing}", FIGURES) == f"{snapshot.responses:,} of {{nothing}}"


def test_figure_that_is_dropped_is_named() -> None:
    assert find_wrong("We heard in {period}.", STARTER, FIGURES).missing == ("responses",)
    assert find_wrong("In {period}, {responses} times.", STARTER, FIGURES).missing == ()


@pytest.mark.parametrize("words", ["{rsponses}", "{}", "{responses", "responses}", "{{responses}}"])
def test_name_that_is_no_figures_is_refused(words: str) -> None:
    assert find_wrong(words, "", FIGURES).unknown


@pytest.mark.parametrize(
    "words",
    [
        "412 families", "1,204 answers", "40% of them", "forty per cent", "Two thirds said so.", "Half of them",
        "It doubled.", "A quarter of parents", "٣ families", "The majority", "½ of them, or 0.5",
    ],
)  # fmt: skip
def test_figure_that_is_typed_by_hand_is_refused(words: str) -> None:
    """R5-16: an altered figure never gets in, in digits or in words."""
    assert find_wrong(words, "", FIGURES).typed


@pytest.mark.parametrize(
    "words",
    [
        "We write again by 3 March 2027.", "Section 17 and appendix 3 say more.", "In 2026-Q3 we began.",
        "One of us rang every family.", "The second quarter was calm.",
    ],
)  # fmt: skip
def test_days_years_and_places_in_a_law_are_no_figures(words: str) -> None:
    assert not find_wrong(words, "", FIGURES).is_anything


@pytest.mark.parametrize(
    "words", ["Waiting rose.", "Things got better.", "It went up.", "More than last time.", "It IMPROVED"]
)  # fmt: skip
def test_change_that_is_claimed_by_hand_is_refused(words: str) -> None:
    """R5-11: rose and fell stand only where a test finds them."""
    assert find_wrong(words, "", FIGURES).claims
    assert not find_wrong("Our improvement plan: {change}.", "", FIGURES).is_anything


def test_sentences_too_long_to_be_read_aloud_are_counted() -> None:
    long = " ".join(["word"] * (LONGEST_SENTENCE + 1))
    assert long_sentences(f"Short. {long}. Short again.\n\n{long}!") == 2
    assert long_sentences("Short. " * 30) == 0
