"""What word lists say of the feeling of a text: NLTK's VADER, TextBlob's PatternAnalyzer, and our own list.

They score words, not meaning: on families' comments each alone hardly beats "always say the commonest".
They are features of the learned model, never answers.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from textblob.en.sentiments import PatternAnalyzer

from analysis.text.nltk_parts import SentimentIntensityAnalyzer, search_path

DATA = Path(__file__).resolve().parent.parent / "data"
FEATURES = ("vader", "vader_positive", "vader_negative", "textblob", "textblob_subjective", "own")
MAX_SCORED = 2000
"""Characters that the lists look at; VADER's time grows faster than the text."""


@cache
def _vader() -> SentimentIntensityAnalyzer:
    # NLTK refuses an absolute path; it finds a bare name in a folder of its search path.
    folder = str(DATA / "lexicons")
    if folder not in search_path:
        search_path.append(folder)
    analyser = SentimentIntensityAnalyzer(lexicon_file="vader_lexicon.txt")
    analyser.lexicon.update(_own_words())
    return analyser


@cache
def _pattern() -> PatternAnalyzer:
    return PatternAnalyzer()


@cache
def _own_words() -> dict[str, float]:
    lines = (DATA / "lexicons" / "own_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(weight) for word, weight in pairs}


def lexicon_features(text: str) -> NDArray[np.float32]:
    """Return one number for each of FEATURES: -1..1, shares 0..1 for the positive and negative ones."""
    text = text[:MAX_SCORED]
    vader = _vader().polarity_scores(text)
    pattern = _pattern().analyze(text)
    own = _own_words()
    total = sum(own.get(word.strip(".,!?'\""), 0.0) for word in text.lower().split())
    return np.array(
        [vader["compound"], vader["pos"], vader["neg"], pattern[0], pattern[1], np.tanh(total / 4)],
        dtype=np.float32,
    )
