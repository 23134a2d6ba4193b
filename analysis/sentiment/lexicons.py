"""What word lists say of the feeling of a text: NLTK's VADER, TextBlob's PatternAnalyzer, and our own list.

They score words, not meaning: on families' comments each alone hardly beats "always say the commonest".
They are features of the learned model, never answers. Each list is asked once about every distinct word and
its answer is kept; negation and the sums over a text are worked out here, for a whole batch of words at once.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from textblob.en.sentiments import PatternAnalyzer

    from analysis.text.nltk_parts import SentimentIntensityAnalyzer

DATA = Path(__file__).resolve().parent.parent / "data"
FEATURES = ("vader", "vader_positive", "vader_negative", "textblob", "textblob_subjective", "own")
WORD_NUMBERS = 5
"""Numbers kept of a word: VADER's valence (-4..4), TextBlob's polarity (-1..1) and subjectivity (0..1), our own
weight (-3..3), and 1 if it negates."""
NEGATED_REACH, NEGATED = 3, -0.74
"""A negation turns the next three words, weaker. Source: VADER (Hutto and Gilbert 2014), N_SCALAR."""
VADER_ALPHA = 15.0
"""Source: the same, normalisation of the sum."""

Floats = NDArray[np.float32]


@cache
def _vader() -> "SentimentIntensityAnalyzer":
    # NLTK and TextBlob take a second to import; only what reads comments pays for it.
    from analysis.text.nltk_parts import SentimentIntensityAnalyzer, search_path

    # NLTK refuses an absolute path; it finds a bare name in a folder of its search path.
    folder = str(DATA / "lexicons")
    if folder not in search_path:
        search_path.append(folder)
    analyser = SentimentIntensityAnalyzer(lexicon_file="vader_lexicon.txt")
    analyser.lexicon.update(_own_words())
    return analyser


@cache
def _pattern() -> tuple["PatternAnalyzer", "Mapping[str, object]"]:
    """Return TextBlob's analyser and the list of words that it knows."""
    from textblob.en import sentiment
    from textblob.en.sentiments import PatternAnalyzer

    return PatternAnalyzer(), sentiment


@cache
def _own_words() -> dict[str, float]:
    lines = (DATA / "lexicons" / "own_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(weight) for word, weight in pairs}


def word_numbers(word: str) -> Floats:
    """Return the WORD_NUMBERS of one lower-case word; zeros for what no list knows."""
    valence = float(_vader().lexicon.get(word, 0.0))
    polarity, subjectivity = _pattern_numbers(word)
    negates = _vader().constants.NEGATE
    return np.array(
        [
            valence, polarity, subjectivity, _own_words().get(word, 0.0),
            float(word in negates or word.replace("'", "") in negates or word in ("no", "not")),
        ],
        dtype=np.float32,
    )  # fmt: skip


def _pattern_numbers(word: str) -> tuple[float, float]:
    """Return TextBlob's polarity and subjectivity of one word.

    Nothing but letters or digits is one word to it, and one that is not in its list counts nothing. Saying so here
    spares a family that waits the taking apart, at each word that no comment had before.
    """
    analyser, known = _pattern()
    if (word.isalpha() or word.isdecimal()) and word not in known:
        return 0.0, 0.0
    polarity, subjectivity = analyser.analyze(word)
    return polarity, subjectivity


def lexicon_features(numbers: Floats, starts: NDArray[np.int64]) -> Floats:
    """Return texts x FEATURES from the words' numbers (words x WORD_NUMBERS).

    Args:
        starts: the row of each text's first word; every text has at least one.
    """
    lengths = np.diff(np.append(starts, len(numbers)))
    place = np.arange(len(numbers)) - np.repeat(starts, lengths)
    negates = numbers[:, 4] > 0
    turned = np.zeros(len(numbers), dtype=bool)
    for reach in range(1, NEGATED_REACH + 1):
        turned[reach:] |= negates[:-reach] & (place[reach:] >= reach)
    sign = np.where(turned, np.float32(NEGATED), np.float32(1))
    valence = numbers[:, 0] * sign
    columns = np.column_stack(
        [
            valence, np.maximum(valence, 0), np.minimum(valence, 0), numbers[:, 1] * sign,
            numbers[:, 2], numbers[:, 3] * sign, numbers[:, 2] > 0,
        ]
    )  # fmt: skip
    sums = np.add.reduceat(columns, starts, axis=0)
    known = np.maximum(sums[:, 6], 1)
    features: Floats = np.column_stack(
        [
            sums[:, 0] / np.sqrt(sums[:, 0] ** 2 + VADER_ALPHA),
            sums[:, 1] / lengths, sums[:, 2] / lengths, sums[:, 3] / known, sums[:, 4] / known,
            np.tanh(sums[:, 5] / 4),
        ]
    ).astype(np.float32)  # fmt: skip
    return features
