"""The feeling of a whole comment, from learned words, word lists, clauses and the question asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.records import Evidence, Sentiment, SentimentResult
from analysis.sentiment.lexicons import lexicon_features
from analysis.themes.combine import ScoredComment
from analysis.themes.units import question_kind

ORDER = tuple(Sentiment)
VALUE = {
    Sentiment.NEGATIVE: -1.0,
    Sentiment.MIXED: 0.0,
    Sentiment.NEUTRAL: 0.0,
    Sentiment.POSITIVE: 1.0,
}


def sentiment_features(
    text: str, question: str | None, scored: ScoredComment
) -> NDArray[np.float64]:
    """Return the numbers that the judgement is a weighted sum of.

    The learned log-odds of the four feelings, the word lists, the question, and over the clauses the
    strongest praise, the strongest criticism and their product: both at once is what "mixed" means.
    """
    kind = question_kind(question)
    praise, blame = (
        float(scored.clause_polarity[:, 2].max()),
        float(scored.clause_polarity[:, 0].max()),
    )
    return np.concatenate(
        [
            scored.sentiment_logits,
            lexicon_features(text),
            [kind == "went_well", kind == "could_be_better", praise, blame, praise * blame],
            [np.log1p(len(scored.units)), np.log1p(len(scored.tokens))],
        ]
    )


def judge_sentiment(
    text: str,
    question: str | None,
    scored: ScoredComment,
    weights: Mapping[str, Any],
    evidence: Sequence[Evidence],
) -> SentimentResult:
    """Return the likeliest feeling; its score is the expected value between -1 and 1."""
    features = sentiment_features(text, question, scored)
    logits = np.array(weights["weights"]) @ features + np.array(weights["bias"])
    raised = np.exp(logits - logits.max())
    shares = raised / raised.sum()
    best = int(shares.argmax())
    score = float(sum(share * VALUE[feeling] for share, feeling in zip(shares, ORDER, strict=True)))
    return SentimentResult(
        ORDER[best], round(score, 3), round(float(shares[best]), 3), tuple(evidence)
    )
