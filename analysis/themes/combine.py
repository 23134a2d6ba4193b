"""One comment's scores, whichever models gave them: chances, polarities, and what each word gave.

Quick: the linear model alone, the whole comment and its best clause averaged; averaging the two beat either
alone on comments that were kept back. Careful: the same averaged with the encoder, in log-odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.encoder.encoder import EncodedText, Encoder, by_word
from analysis.learning.scorer import LinearBatch, Scorer
from analysis.text.tokens import Token

Floats = NDArray[np.float64]
SHARP = 3.0
"""How much a clause that speaks of the theme outweighs one that does not, for polarity."""
SIGNS = "-0+"


@dataclass(frozen=True, slots=True)
class Heads:
    """Where each thing stands among a model's columns.

    Args:
        themes: the codebook's ids, in order.
        theme, polarity, sentiment: columns; polarity is one row of three for all themes, or one a theme.
    """

    themes: tuple[str, ...]
    theme: NDArray[np.int64]
    polarity: NDArray[np.int64]
    sentiment: NDArray[np.int64]
    proposal: int
    flag: int

    @classmethod
    def among(cls, names: Sequence[str], feelings: Sequence[str]) -> "Heads":
        """Return the places of the heads among these names.

        Raises: ValueError when one is missing.
        """
        place = {name: i for i, name in enumerate(names)}
        themes = tuple(n.removeprefix("theme:") for n in names if n.startswith("theme:"))
        shared = "polarity:-" in place
        try:
            polarity = (
                [[place[f"polarity:{s}"] for s in SIGNS]]
                if shared
                else [[place[f"polarity:{t}:{s}"] for s in SIGNS] for t in themes]
            )
            return cls(
                themes,
                np.array([place[f"theme:{t}"] for t in themes]),
                np.array(polarity),
                np.array([place[f"sentiment:{f}"] for f in feelings]),
                place["proposal"],
                place["flag"],
            )
        except KeyError as missing:
            raise ValueError(f"The model has no head {missing}.") from missing

    def column(self, head: str, which: int) -> int:
        """Return the column of a `theme` or `sentiment` (by its place), of `proposal` or of `flag`."""
        match head:
            case "theme":
                return int(self.theme[which])
            case "sentiment":
                return int(self.sentiment[which])
            case "proposal":
                return self.proposal
            case _:
                return self.flag


@dataclass(frozen=True, slots=True)
class ScoredComment:
    """A comment's scores and what is needed to say why.

    Args:
        chances: one a theme, 0..1, in the codebook's order.
        polarity: themes x (-, 0, +), shares.
        praise, blame: 0..1, of the clause that has most of each.
        sentiment: one log-odds a feeling and model.
        proposal_chance, flag_chance: 0..1.
    """

    place: int
    linear: LinearBatch
    encoded: EncodedText | None
    scoring: "Scoring"
    chances: Floats
    polarity: Floats
    praise: float
    blame: float
    sentiment: Floats
    proposal_chance: float
    flag_chance: float

    @property
    def tokens(self) -> list[Token]:
        """Return the tokens; the first is the question's."""
        return self.linear.tokens[self.place]

    @property
    def clauses(self) -> int:
        """Return how many clauses it has."""
        return max(1, len(self.linear.units[self.place]) - 1)

    def given(self, head: str, which: int = -1) -> tuple[list[Token], Floats]:
        """Return tokens of the text and what each gave to a `theme` or `sentiment` (by place), `proposal` or `flag`.

        Of the best clause where the linear model decides alone, of all where the encoder decides too.
        """
        scoring = self.scoring
        column = scoring.heads.column(head, which)
        best = self.linear.best_clause(self.place, column)
        theirs = scoring.encoder_heads
        # A theme that the encoder was not taught: its words decide alone.
        alone = theirs is None or (head == "theme" and which >= len(theirs.themes))
        if self.encoded is None or theirs is None or alone:
            first, last = self.linear.units[self.place][best]
            skip = 1 if first == 0 else 0
            shares: Floats = self.linear.given(self.place, best, column).astype(np.float64)
            return self.tokens[first + skip : last], shares[skip:]
        shares = self.linear.given(self.place, 0, column).astype(np.float64)
        if best:
            first, last = self.linear.units[self.place][best]
            shares /= 2
            shares[first:last] += self.linear.given(self.place, best, column) / 2
        tokens = self.tokens[1:]
        given = self._encoder_gave(tokens, theirs.column(head, which))
        return tokens, (1 - scoring.trust) * shares[1:] + scoring.trust * given

    def _encoder_gave(self, tokens: Sequence[Token], column: int) -> Floats:
        if self.encoded is None:
            return np.zeros(len(tokens))
        words = [(token.start, token.end) for token in tokens]
        given = self.encoded.given[:, column : column + 1]
        return by_word(given, self.encoded.spans, words)[:, 0].astype(np.float64)


@dataclass(slots=True)
class Scoring:
    """The models, ready: the linear one always, the encoder where it is wanted.

    Themes that a council added and taught come after those that the encoder knows: of them words decide alone.

    Args:
        trust: 0..1, the encoder's share in whether a theme, a suggestion or a hint of harm is there.
        polarity_trust: its share in how a theme is spoken of.
    """

    scorer: Scorer
    heads: Heads
    encoder: Encoder | None = None
    encoder_heads: Heads | None = None
    trust: float = 0.0
    polarity_trust: float = 0.0

    @classmethod
    def of(
        cls,
        scorer: Scorer,
        feelings: Sequence[str],
        encoder: Encoder | None = None,
        trust: float = 0.0,
        polarity_trust: float = 0.0,
    ) -> "Scoring":
        """Return the models with their heads found.

        Raises: ValueError when a model lacks a head, or the encoder knows other themes than the first ones.
        """
        heads = Heads.among(scorer.model.heads, feelings)
        theirs = Heads.among(encoder.heads, feelings) if encoder else None
        if theirs is not None and theirs.themes != heads.themes[: len(theirs.themes)]:
            raise ValueError("The encoder and the linear model know other themes.")
        return cls(scorer, heads, encoder, theirs, trust, polarity_trust)

    def score(self, texts: Sequence[str], questions: Sequence[str | None]) -> list[ScoredComment]:
        """Return each comment's scores, in order."""
        if not texts:
            return []
        linear, heads = self.scorer.score(texts, questions), self.heads
        rows, starts = linear.clause_rows()
        clauses = linear.logits[rows]
        clause_polarity = _shares(clauses[:, heads.polarity[0]])
        columns = np.concatenate([heads.theme, [heads.proposal, heads.flag]])
        whole = linear.logits[linear.rows[:-1]]
        best = np.maximum.reduceat(clauses[:, columns], starts, axis=0)
        extremes = np.maximum.reduceat(clause_polarity, starts, axis=0)
        polarity = self._linear_polarity(clauses[:, heads.theme], clause_polarity, starts)
        sentiment = whole[:, heads.sentiment]
        encoded: Sequence[EncodedText | None] = [None] * len(texts)
        if self.encoder is None or self.encoder_heads is None:
            chances = (_chance(whole[:, columns]) + _chance(best)) / 2
        else:
            found = self.encoder.score(texts, questions)
            scores, theirs, trust = (
                np.array([e.scores for e in found]),
                self.encoder_heads,
                self.trust,
            )
            other = np.concatenate([theirs.theme, [theirs.proposal, theirs.flag]])
            odds = (whole[:, columns] + best) / 2
            known = len(theirs.themes)
            both = [*range(known), len(heads.themes), len(heads.themes) + 1]
            odds[:, both] = trust * scores[:, other] + (1 - trust) * odds[:, both]
            chances = _chance(odds)
            own = self.polarity_trust
            polarity[:, :known] = (1 - own) * polarity[:, :known] + own * _shares(
                scores[:, theirs.polarity]
            )
            sentiment = np.hstack([sentiment, scores[:, theirs.sentiment]])
            encoded = found
        return [
            ScoredComment(
                place, linear, encoded[place], self, chances[place, :-2], polarity[place],
                float(extremes[place, 2]), float(extremes[place, 0]), sentiment[place],
                float(chances[place, -2]), float(chances[place, -1]),
            )
            for place in range(len(texts))
        ]  # fmt: skip

    @staticmethod
    def _linear_polarity(
        about: NDArray[np.float32], polarity: Floats, starts: NDArray[np.int64]
    ) -> Floats:
        """Return texts x themes x (-, 0, +): the clauses' polarity, weighted by how much each is about the theme."""
        counts = np.diff(np.append(starts, len(about)))
        most = np.repeat(np.maximum.reduceat(about, starts, axis=0), counts, axis=0)
        weights = np.exp(SHARP * (about - most))
        summed = np.add.reduceat(weights[:, :, None] * polarity[:, None, :], starts, axis=0)
        shares: Floats = summed / summed.sum(axis=2, keepdims=True)
        return shares


def _chance(logits: NDArray[np.floating[Any]]) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30).astype(np.float64)))
    return chances


def _shares(logits: NDArray[np.float32]) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True)).astype(np.float64)
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
