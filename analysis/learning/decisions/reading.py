"""Comments as one engine reads them, kept so that another set of word weights can be tried on them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.learning.scorer import LinearBatch, Scorer
from analysis.themes.combine import Scoring

Doubles = NDArray[np.float64]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What a batch of comments scored, unit by unit, and the words that a change of weights may touch.

    Args:
        words: units x features (those that may change), scaled as the scorer scales them.
        wholes: the unit of each whole comment.
        clauses, starts: the units of all clauses, and the place of each comment's first among them.
        linear: units x themes, log-odds of the linear model.
        encoder: comments x themes, log-odds of the encoder.
        trust: the encoder's share, one a theme; 0 of a theme that the encoder does not know.
    """

    words: csr_matrix
    wholes: NDArray[np.int64]
    clauses: NDArray[np.int64]
    starts: NDArray[np.int64]
    linear: Doubles
    encoder: Doubles
    trust: Doubles

    def best_units(self) -> NDArray[np.int64]:
        """Return comments x themes: the unit of the clause that speaks most of the theme.

        Where all speak of it alike, as of a theme that nothing is known of yet, it is the whole comment.
        """
        ends = np.append(self.starts[1:], len(self.clauses))
        found = []
        for whole, start, end in zip(self.wholes, self.starts, ends, strict=True):
            odds = self.linear[self.clauses[start:end]]
            alike = odds.max(axis=0) == odds.min(axis=0)
            found.append(np.where(alike, whole, self.clauses[start + odds.argmax(axis=0)]))
        return np.array(found, dtype=np.int64).reshape(len(self.wholes), -1)

    def odds(self, change: Doubles | None = None) -> tuple[Doubles, Doubles]:
        """Return (whole comments, best clauses), each comments x themes, in log-odds of the linear model.

        Args:
            change: features x themes, added to the weights.
        """
        scores = self.linear if change is None else self.linear + self.words @ change
        return scores[self.wholes], np.maximum.reduceat(scores[self.clauses], self.starts, axis=0)

    def chances(self, change: Doubles | None = None) -> tuple[Doubles, Doubles]:
        """Return (quick, careful), each comments x themes, as `Scoring.score` does."""
        whole, best = self.odds(change)
        careful = self.trust * self.encoder + (1 - self.trust) * (whole + best) / 2
        return (chance(whole) + chance(best)) / 2, chance(careful)

    def rows(self, kept: NDArray[np.int64]) -> "Reading":
        """Return the reading of some of the comments, given by their places in order."""
        ends = np.append(self.starts[1:], len(self.clauses))
        clauses = [self.clauses[self.starts[i] : ends[i]] for i in kept.tolist()]
        starts = np.concatenate([[0], np.cumsum([len(c) for c in clauses])[:-1]]).astype(np.int64)
        return Reading(
            self.words, self.wholes[kept], np.concatenate(clauses), starts, self.linear,
            self.encoder[kept], self.trust,
        )  # fmt: skip


def read(
    scoring: Scoring,
    texts: Sequence[str],
    questions: Sequence[str | None],
    features: dict[str, int],
) -> Reading:
    """Return the comments as `scoring` reads them. There is at least one.

    Args:
        features: word or pair -> its column among those that may change; all are in the model's vocabulary.
    """
    themes, vocabulary = scoring.heads.theme, scoring.scorer.model.vocabulary
    columns = {vocabulary[name]: column for name, column in features.items()}
    parts: list[tuple[Any, ...]] = []
    for first in range(0, len(texts), BATCH):
        scored = scoring.score(texts[first : first + BATCH], questions[first : first + BATCH])
        batch = scored[0].linear
        encoder = np.zeros((len(scored), len(themes)))
        if scoring.encoder_heads is not None:
            own = scoring.encoder_heads.theme
            theirs = [s.encoded.scores[own] for s in scored if s.encoded is not None]
            encoder[:, : len(own)] = np.array(theirs)
        clauses, starts = batch.clause_rows()
        words = _word_matrix(batch, scoring.scorer, columns)
        parts.append(
            (words, np.array(batch.rows[:-1]), clauses, starts, batch.logits[:, themes], encoder)
        )
    known = len(scoring.encoder_heads.themes) if scoring.encoder_heads else len(themes)
    return _joined(parts, np.where(np.arange(len(themes)) < known, scoring.trust, 0.0))


def _joined(parts: Sequence[tuple[Any, ...]], trust: Doubles) -> Reading:
    units = np.cumsum([0, *(len(part[4]) for part in parts)])
    clauses = np.cumsum([0, *(len(part[2]) for part in parts)])
    words = [part[0] for part in parts]
    return Reading(
        csr_matrix(
            (
                np.concatenate([w.data for w in words]),
                np.concatenate([w.indices for w in words]),
                np.concatenate(
                    [[0], *(w.indptr[1:] + before for w, before in zip(
                        words, np.cumsum([0, *(w.nnz for w in words)]), strict=False))]
                ),
            ),
            shape=(int(units[-1]), words[0].shape[1]),
        ),
        np.concatenate([part[1] + before for part, before in zip(parts, units, strict=False)]),
        np.concatenate([part[2] + before for part, before in zip(parts, units, strict=False)]),
        np.concatenate([part[3] + before for part, before in zip(parts, clauses, strict=False)]),
        np.concatenate([part[4] for part in parts]).astype(np.float64),
        np.concatenate([part[5] for part in parts]).astype(np.float64),
        trust,
    )  # fmt: skip


def _word_matrix(batch: LinearBatch, scorer: Scorer, columns: dict[int, int]) -> csr_matrix:
    """Return units x features.

    Args:
        columns: row of the vocabulary -> feature.
    """
    rarity = scorer.model.word_rarity.astype(np.float64)
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for tokens, units in zip(batch.tokens, batch.units, strict=True):
        words = ["", *(token.word for token in tokens)]
        brought = [scorer.feature_rows(a, b) for a, b in pairwise(words)]
        for first, last in units:
            rows = [row for one in brought[first:last] for row in one]
            length = np.sqrt(max(float((rarity[rows] ** 2).sum()), 1e-9))
            known = [row for row in rows if row in columns]
            places += [columns[row] for row in known]
            values += (rarity[known] / length).tolist()
            ends.append(len(places))
    return csr_matrix(
        (np.array(values), np.array(places, dtype=np.int32), np.array(ends)),
        shape=(len(ends) - 1, len(columns)),
    )


def chance(odds: Doubles) -> Doubles:
    """Return log-odds as 0..1."""
    found: Doubles = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return found
