"""What the quick reader says is exactly what was learned: the features of learning times their weights."""

import numpy as np
import pytest

from analysis.learning.features import character_matrix, word_matrix
from analysis.learning.model_file import DATA_MODEL, load_model
from analysis.learning.scorer import Scorer
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
