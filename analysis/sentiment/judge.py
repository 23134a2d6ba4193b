"""The feeling of a whole comment, from learned words, word lists, clauses and the question asked."""

import re
from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from analysis.records import Evidence, Sentiment, SentimentResult
from analysis.themes.combine import ScoredComment
from analysis.themes.units import question_kind

ORDER = tuple(Sentiment)
VALUES = np.array([-1.0, 0.0, 0.0, 1.0])
"""What each feeling of ORDER counts in the score."""
NOTHING = re.compile(
    r"\W*(?:nothing|none|nil|not a thing)(?:\W+(?:at all|really|so far|much|yet|whatsoever))?\W*",
    re.I,
)
"""An answer whose sense is the question's alone: rare in what was learned from, plain to any reader."""
NOTHING_MEANS = {"could_be_better": Sentiment.POSITIVE, "went_well": Sentiment.NEGATIVE}
LONGEST_NOTHING, PLAIN = 40, 0.95

Floats = NDArray[np.float64]


def sentiment_features(questions: Sequence[str | None], scored: Sequence[ScoredComment]) -> Floats:
    """Return comments x numbers that the judgement is a weighted sum of. All are of one batch.

    The learned log-odds of the four feelings, the word lists, the question, and over the clauses the
    strongest praise, the strongest criticism and their product: both at once is what "mixed" means.
    """
    kinds = [question_kind(question) for question in questions]
    own = [
        (
            kind == "went_well", kind == "could_be_better", s.praise, s.blame, s.praise * s.blame,
            log1p(s.clauses), log1p(len(s.tokens)),
        )
        for kind, s in zip(kinds, scored, strict=True)
    ]  # fmt: skip
    lexicon = np.array([s.linear.lexicon[s.place] for s in scored])
    features: Floats = np.hstack([np.array([s.sentiment for s in scored]), lexicon, np.array(own)])
    return features


def judge_sentiments(
    texts: Sequence[str],
    questions: Sequence[str | None],
    scored: Sequence[ScoredComment],
    weights: Floats,
    bias: Floats,
) -> Floats:
    """Return comments x ORDER: how likely each feeling is."""
    logits = sentiment_features(questions, scored) @ weights.T + bias
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    for place, (text, question) in enumerate(zip(texts, questions, strict=True)):
        feeling = NOTHING_MEANS.get(question_kind(question))
        if feeling is not None and len(text) < LONGEST_NOTHING and NOTHING.fullmatch(text):
            shares[place] = (1 - PLAIN) / (len(ORDER) - 1)
            shares[place, ORDER.index(feeling)] = PLAIN
    return shares


def sentiment_result(shares: Floats, evidence: Sequence[Evidence]) -> SentimentResult:
    """Return the likeliest feeling; its score is the expected value between -1 and 1."""
    best = int(shares.argmax())
    return SentimentResult(
        ORDER[best],
        round(float(shares @ VALUES), 3),
        round(float(shares[best]), 3),
        tuple(evidence),
    )
