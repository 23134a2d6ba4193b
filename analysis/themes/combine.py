"""One comment's scores: the whole comment and its best clause averaged, for every head.

Averaging the two beat either alone on comments that were kept back: the whole knows the context, the
clause is not diluted by the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.learning.scorer import Scorer, TokenParts
from analysis.text.tokens import Token, split_clauses, tokenise
from analysis.themes.units import unit_tokens

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoredComment:
    """A comment's scores and what is needed to say why.

    Args:
        units: (first, last) token of the whole comment, then of each clause; the question's token is 0.
        logits: units x heads.
        theme_chances: one a theme, 0..1, in the model's order of theme heads.
        sentiment_logits: one a feeling. clause_polarity: clauses x (-, 0, +), shares.
    """

    tokens: list[Token]
    parts: TokenParts
    units: list[tuple[int, int]]
    logits: Floats
    theme_chances: Floats
    sentiment_logits: Floats
    clause_polarity: Floats
    proposal_chance: float
    flag_chance: float


def score_comment(text: str, question: str | None, scorer: Scorer) -> ScoredComment:
    """Return the scores of one comment."""
    tokens = unit_tokens(tokenise(text), question)
    parts = scorer.token_parts(tokens)
    units = _units(tokens, split_clauses(text))
    model = scorer.model
    logits = np.array(
        [parts.unit(model.bias, first, last) for first, last in units], dtype=np.float64
    )
    clauses = logits[1:] if len(units) > 1 else logits
    polarity = clauses[:, model.columns("polarity:")]
    combined = (_chance(logits[0]) + _chance(clauses).max(axis=0)) / 2
    return ScoredComment(
        tokens=tokens,
        parts=parts,
        units=units,
        logits=logits,
        theme_chances=combined[model.columns("theme:")],
        sentiment_logits=logits[0][model.columns("sentiment:")],
        clause_polarity=_shares(polarity),
        proposal_chance=float(combined[model.columns("proposal")[0]]),
        flag_chance=float(combined[model.columns("flag")[0]]),
    )


def _units(tokens: list[Token], clauses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    units = [(0, len(tokens))]
    if len(clauses) < 2:
        return units
    place = 1
    for _start, end in clauses:
        first = place
        while place < len(tokens) and tokens[place].start < end:
            place += 1
        if place > first:
            units.append((first, place))
    return units


def _chance(logits: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chances


def _shares(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
