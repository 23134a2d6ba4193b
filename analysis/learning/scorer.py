"""Score units of words with a learned linear model, in batches, and say what each word gave.

The model is plain arrays: no pickle, nothing that runs. Each distinct word's part of every score is worked
out once and kept, so a batch is one look-up a word and one sum a unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.learning.features import Floats, character_groups
from analysis.text.tokens import Token

KEPT_WORDS = 50_000
"""How many distinct words are remembered before the memory is emptied; 50,000 cost about 40 MB."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of every head over both blocks of features.

    Args:
        heads: the name of each column.
        vocabulary: word or pair -> row of `word_weights`.
        word_weights, character_weights: features x heads, rarity not yet multiplied in.
        bias: one number a head.
    """

    heads: tuple[str, ...]
    vocabulary: dict[str, int]
    word_rarity: Floats
    word_weights: Floats
    character_rarity: Floats
    character_weights: Floats
    bias: Floats

    def columns(self, prefix: str) -> list[int]:
        """Return the columns whose head begins with the prefix, in order."""
        return [i for i, head in enumerate(self.heads) if head.startswith(prefix)]


@dataclass(slots=True)
class Scorer:
    """A model with its memory of words. Not shared between processes; safe to empty at any time."""

    model: LinearModel
    _rows: dict[str, int] = field(default_factory=dict)
    _table: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def token_parts(self, tokens: Sequence[Token]) -> "TokenParts":
        """Return what each token adds to every head before the unit's length is divided out."""
        model = self.model
        heads = len(model.heads)
        if not tokens:
            empty = np.zeros((0, heads), dtype=np.float32)
            return TokenParts(empty, empty, np.zeros(0, np.float32), np.zeros(0, np.float32))
        rows = np.fromiter((self._row(t.word) for t in tokens), dtype=np.int64, count=len(tokens))
        table = self._table[rows]
        words = table[:, :heads].copy()
        squares = table[:, 2 * heads].copy()
        get = model.vocabulary.get
        for place in range(1, len(tokens)):
            pair = get(f"{tokens[place - 1].word}_{tokens[place].word}")
            if pair is not None:
                rarity = model.word_rarity[pair]
                words[place] += model.word_weights[pair] * rarity
                squares[place] += rarity**2
        return TokenParts(words, table[:, heads : 2 * heads], squares, table[:, 2 * heads + 1])

    def _row(self, word: str) -> int:
        row = self._rows.get(word)
        if row is None:
            row = self._remember(word)
        return row

    def _remember(self, word: str) -> int:
        model, heads = self.model, len(self.model.heads)
        if len(self._rows) >= KEPT_WORDS:
            self._rows.clear()
        if not self._table.size:
            self._table = np.zeros((1024, 2 * heads + 2), dtype=np.float32)
        row = len(self._rows)
        if row >= len(self._table):
            self._table = np.vstack([self._table, np.zeros_like(self._table)])
        entry = np.zeros(2 * heads + 2, dtype=np.float32)
        known = model.vocabulary.get(word)
        if known is not None:
            entry[:heads] = model.word_weights[known] * model.word_rarity[known]
            entry[2 * heads] = model.word_rarity[known] ** 2
        groups = np.array(character_groups(word))
        rarity = model.character_rarity[groups]
        entry[heads : 2 * heads] = rarity @ model.character_weights[groups]
        entry[2 * heads + 1] = float((rarity**2).sum())
        self._table[row] = entry
        self._rows[word] = row
        return row


@dataclass(frozen=True, slots=True)
class TokenParts:
    """What every token of one text gives: tokens x heads for both blocks, and each block's squared length."""

    words: Floats
    characters: Floats
    word_squares: Floats
    character_squares: Floats

    def unit(self, bias: Floats, first: int, last: int) -> Floats:
        """Return the scores (log-odds) of the tokens from `first` up to `last`, not included."""
        scores: Floats = bias + self.shares(first, last).sum(axis=0)
        return scores

    def shares(self, first: int, last: int) -> NDArray[np.float32]:
        """Return tokens x heads: what each token of the unit added; their sum and the bias are the score."""
        words = self.words[first:last] / np.sqrt(
            max(float(self.word_squares[first:last].sum()), 1e-9)
        )
        letters = self.characters[first:last] / np.sqrt(
            max(float(self.character_squares[first:last].sum()), 1e-9)
        )
        shares: NDArray[np.float32] = words + letters
        return shares
