"""Which comments would mean the same whatever had been asked, so that models heed their words before the question.

Of those that answer "what went well?" hardly one in eighty blames, and of the invented ones that answer "what could
be better?" hardly one in fifty praises. Left alone, a model learns to read a complaint as praise where it stands under
the wrong question. So comments that say all there is to say teach also as answers to the other questions.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.learning.examples import Example
from analysis.sentiment.lexicons import lexicon_features, word_numbers
from analysis.text.tokens import tokenise
from analysis.themes.units import QUESTIONS

EVERY_QUESTION = (*QUESTIONS, "anything_else")
LEAST_WORDS, LEAST_WORDS_MIXED = 4, 8
LEAST_VALENCE = 0.3
"""VADER's sum, -1..1, from which words alone praise or blame."""
TELLS = re.compile(
    r"\b(?:is|are|am|was|were|has|had|did|does|felt|feels|got|gave|gets|told|said|kept|keeps|came|went|helped|listened"
    r"|explained|waited|left|treated|made|makes|took|rang|called|never|nobody|no[ -]one|always|\w+n['’]?t)\b",
    re.IGNORECASE,
)
"""Words by which somebody tells what happened, or how it is."""
WISHES = re.compile(
    r"\W*(?:to|more|less|fewer|better|if|maybe|perhaps|please|would|could|should|not|nothing|none|no|nil|n/?a"
    r"|(?!being\b)\w+ing)\b|.*\b(?:would|could|should|needs?|wish)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a wish, a topic or an answer begins whose sense is the question's: "shorter waits", "listening", "nothing"."""


def also_asked(example: Example) -> tuple[str, ...]:
    """Return the other questions under which the comment's labels would be the same; none where the question decides.

    It has to praise or blame in its own words: by telling what happened, or so that the word lists hear it.
    """
    if not _speaks_for_itself(example):
        return ()
    return tuple(q for q in EVERY_QUESTION if q != example.question)


def asked_otherwise(examples: Sequence[Example]) -> list[Example]:
    """Return copies of the comments that speak for themselves, each as answer to the other questions, in order."""
    return [replace(e, question=q) for e in examples for q in also_asked(e)]


def _speaks_for_itself(example: Example) -> bool:
    feeling, text = example.sentiment, example.text
    if feeling not in ("positive", "negative", "mixed") or WISHES.match(text):
        return False
    words = [token.word for token in tokenise(text)]
    if len(words) < (LEAST_WORDS_MIXED if feeling == "mixed" else LEAST_WORDS):
        return False
    if TELLS.search(text) or feeling == "mixed":
        return TELLS.search(text) is not None
    numbers = np.array([word_numbers(word) for word in words])
    valence = float(lexicon_features(numbers, np.array([0]))[0, 0])
    return valence >= LEAST_VALENCE if feeling == "positive" else valence <= -LEAST_VALENCE
