"""What the quick reader says is exactly what was learned: the features of learning times their weights."""

import numpy as np
import pytest
from textblob.en import sentiment
from textblob.en.sentiments import PatternAnalyzer

from analysis.learning.features import character_matrix, word_matrix
from analysis.learning.model_file import DATA_MODEL, load_model
from analysis.learning.scorer import Scorer
from analysis.sentiment.lexicons import word_numbers
from analysis.text.tokens import tokenise
from analysis.themes.units import unit_tokens

MODEL = load_model(DATA_MODEL).linear


@pytest.mark.parametrize("question", [None, "went_well", "could_be_better"])
@pytest.mark.parametrize(
    "text", ["Nothing at all", "The worker was kind", "Our fifth social worker"]
)
def test_score_of_a_comment_is_its_learned_features_times_their_weights(
    text: str, question: str | None
) -> None:
    units = [unit_tokens(tokenise(text), question)]
    words = word_matrix(units, MODEL.vocabulary, MODEL.word_rarity) @ MODEL.word_weights
    letters = character_matrix(units, MODEL.character_rarity) @ MODEL.character_weights
    found = Scorer(MODEL).score([text], [question]).logits[0]
    assert np.allclose(found, (words + letters)[0] + MODEL.bias, atol=1e-3)


def test_question_before_a_word_is_a_pair_that_counts() -> None:
    pairs = [f for f in MODEL.vocabulary if f.startswith("q:could_be_better_")]
    known = Scorer(MODEL)._pairs
    assert pairs
    assert all(("q:could_be_better", p.removeprefix("q:could_be_better_")) in known for p in pairs)


def test_words_that_textblob_does_not_know_are_spared_its_reading_and_count_the_same() -> None:
    known = sorted(sentiment)[::8]
    others = [
        "fesmer",
        "przykładzie",
        "مرحبا",
        "ſ",
        "xd",
        "8d",
        "17",
        "2026",
        "don't",
        "o'neil",
        "not",
        "[name]",
        "!!",
    ]
    for word in [*known, *others]:
        expected = tuple(PatternAnalyzer().analyze(word))
        assert tuple(word_numbers(word)[1:3]) == pytest.approx(expected), word
    assert any(word_numbers(word)[1] for word in known), "or nothing was compared"
