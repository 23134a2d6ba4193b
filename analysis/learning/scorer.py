"""Score a batch of texts with a learned linear model, whole and clause by clause, and say what each word gave.

The model is plain arrays: no pickle, nothing that runs. Each distinct word's part of every score is worked
out once and kept, so a batch is one look-up a word and one sum a unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from analysis.learning.features import Floats, character_groups
from analysis.sentiment.lexicons import WORD_NUMBERS, lexicon_features, word_numbers
from analysis.text.tokens import Token, split_clauses, tokenise
from analysis.themes.units import question_token

KEPT_WORDS = 50_000
"""How many distinct words are remembered before the memory is emptied; 50,000 cost about 15 MB."""


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


@dataclass(frozen=True, slots=True)
class LinearBatch:
    """A batch of texts, scored.

    Args:
        tokens: of each text; the question's token first (it has no place in the text).
        units: of each text, (first, last) token of the whole, then of each clause where it has several.
        logits: units of all texts x heads, in log-odds.
        rows: the first row of `logits` of each text, and the end.
        lexicon: texts x FEATURES of the word lists.
    """

    tokens: list[list[Token]]
    units: list[list[tuple[int, int]]]
    logits: Floats
    rows: list[int]
    lexicon: Floats
    _starts: list[int]
    _words: Floats
    _letters: Floats
    _scales: Floats

    def clause_rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all clauses, and the place of each text's first: the whole where it is one clause."""
        counts = np.array([max(1, len(units) - 1) for units in self.units])
        begins = np.array(self.rows[:-1]) + np.array([len(u) > 1 for u in self.units])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        every = np.arange(counts.sum()) - np.repeat(starts, counts) + np.repeat(begins, counts)
        return every, starts

    def best_clause(self, text: int, head: int) -> int:
        """Return the clause's place among the text's units that speaks most for the head."""
        first, last = self.rows[text], self.rows[text + 1]
        return 0 if last == first + 1 else 1 + int(self.logits[first + 1 : last, head].argmax())

    def given(self, text: int, unit: int, head: int) -> Floats:
        """Return what each token of the unit gave to the head: with the bias they sum to its score."""
        first, last = self.units[text][unit]
        start, scale = self._starts[text], self._scales[self.rows[text] + unit]
        words = self._words[start + first : start + last, head]
        letters = self._letters[start + first : start + last, head]
        shares: Floats = words * scale[0] + letters * scale[1]
        return shares


@dataclass(slots=True)
class Scorer:
    """A model with its memory of words. Not shared between processes; safe to empty at any time."""

    model: LinearModel
    _rows: dict[str, int] = field(default_factory=dict)
    _table: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    _pairs: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Key the pairs by their two words, so that looking one up joins no text."""
        for feature, row in self.model.vocabulary.items():
            first, _line, second = feature.rpartition("_")
            if first:
                self._pairs[first, second] = row

    def feature_rows(self, before: str, word: str) -> list[int]:
        """Return the rows of the vocabulary that a word brings, itself and the pair with the word before it."""
        rows = (self.model.vocabulary.get(word), self._pairs.get((before, word)))
        return [row for row in rows if row is not None]

    def score(self, texts: Sequence[str], questions: Sequence[str | None]) -> LinearBatch:
        """Return the batch's scores. A batch has at least one text."""
        tokens = [
            [question_token(question), *tokenise(text)]
            for text, question in zip(texts, questions, strict=True)
        ]
        units = [_units(t, split_clauses(text)) for t, text in zip(tokens, texts, strict=True)]
        starts = [0, *accumulate(map(len, tokens))]
        words, letters, lexicon = self._parts(tokens, starts[-1])
        logits, scales = self._logits(words, letters, units, starts)
        return LinearBatch(
            tokens, units, logits, [0, *accumulate(map(len, units))],
            lexicon_features(lexicon, np.array(starts[:-1])), starts, words, letters, scales,
        )  # fmt: skip

    def _parts(
        self, tokens: Sequence[Sequence[Token]], count: int
    ) -> tuple[Floats, Floats, Floats]:
        """Return tokens x (heads, squared length) for each block of features, and the word lists' numbers."""
        rows = np.empty(count, dtype=np.int64)
        places, pairs = [], []
        place = 0
        if len(self._rows) >= KEPT_WORDS:
            self._rows.clear()
        for text in tokens:
            before = ""
            for token in text:
                word = token.word
                row = self._rows.get(word)
                rows[place] = self._remember(word) if row is None else row
                pair = self._pairs.get((before, word))
                if pair is not None:
                    places.append(place)
                    pairs.append(pair)
                before = word
                place += 1
        width = len(self.model.heads) + 1
        found = self._table[rows]
        words = found[:, :width]
        rarity = self.model.word_rarity[pairs]
        words[places, :-1] += self.model.word_weights[pairs] * rarity[:, None]
        words[places, -1] += rarity**2
        return words, found[:, width : 2 * width], found[:, 2 * width :]

    def _logits(
        self,
        words: Floats,
        letters: Floats,
        units: Sequence[Sequence[tuple[int, int]]],
        starts: Sequence[int],
    ) -> tuple[Floats, Floats]:
        """Return units x heads, and what each block of a unit is multiplied with (one over its length)."""
        bounds = [
            start + place
            for own, start in zip(units, starts, strict=False)
            for unit in own
            for place in unit
        ]
        summed: Floats = self.model.bias
        scales: list[Floats] = []
        for block in (words, letters):
            # reduceat sums from each bound to the next; every second sum is a unit.
            padded = np.vstack([block, np.zeros((1, block.shape[1]), dtype=block.dtype)])
            every = np.add.reduceat(padded, bounds, axis=0)[::2]
            scale = (1 / np.sqrt(np.maximum(every[:, -1:], 1e-9))).astype(np.float32)
            summed = (summed + every[:, :-1] * scale).astype(np.float32)
            scales.append(scale)
        return summed, np.hstack(scales)

    def _remember(self, word: str) -> int:
        model, width = self.model, len(self.model.heads) + 1
        if not self._table.size:
            self._table = np.zeros((1024, 2 * width + WORD_NUMBERS), dtype=np.float32)
        row = len(self._rows)
        if row >= len(self._table):
            self._table = np.vstack([self._table, np.zeros_like(self._table)])
        entry = np.zeros(2 * width + WORD_NUMBERS, dtype=np.float32)
        known = model.vocabulary.get(word)
        if known is not None:
            entry[: width - 1] = model.word_weights[known] * model.word_rarity[known]
            entry[width - 1] = model.word_rarity[known] ** 2
        groups = np.array(character_groups(word))
        rarity = model.character_rarity[groups]
        entry[width : 2 * width - 1] = rarity @ model.character_weights[groups]
        entry[2 * width - 1] = float((rarity**2).sum())
        entry[2 * width :] = word_numbers(word)
        self._table[row] = entry
        self._rows[word] = row
        return row


def _units(tokens: Sequence[Token], clauses: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
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
