"""Comments as numbers: words and pairs, letter groups, word lists, the encoder's states, the question asked.

The whole comment and its best clause are scored with the same weights and averaged: on the open Friends and
Family comments that was better than either alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from analysis.learning.council.states import STATE_WIDTH, word_states
from analysis.learning.features import (
    CHARACTER_BUCKETS,
    Floats,
    build_vocabulary,
    character_groups,
    rarity_of,
    word_features,
)
from analysis.sentiment.lexicons import FEATURES, lexicon_features, word_numbers
from analysis.text.tokens import Token, split_clauses, tokenise
from analysis.themes.units import question_kind

FEWEST_COMMENTS = 3
"""A word stands in the model only if so many different comments have it: a rarer one could be somebody's name."""
LEXICON_SPREAD = np.array([0.45, 0.15, 0.06, 0.35, 0.3, 0.4])
"""The usual spread of each of the lexicons' FEATURES on real comments, so that each weighs alike."""
LEXICON_SHARE, CROSSED_SHARE, QUESTION_SHARE, LENGTH_SHARE = 0.3, 0.2, 0.5, 0.3
"""How large these features are beside the words', whose length is one. Chosen by grouped cross-validation."""
STATE_SHARE = 1.0
"""How large the encoder's state is beside the words', whose length is one."""
SHORT_TOKENS = 3
"""So few words are mostly an answer ("Nothing", "All good") whose sense is the question's."""
groups_of = lru_cache(maxsize=60_000)(character_groups)
numbers_of = lru_cache(maxsize=60_000)(word_numbers)


@dataclass(frozen=True, slots=True)
class Unit:
    """A comment or one of its clauses: the question's own token first, and the sum of its words' states."""

    tokens: tuple[Token, ...]
    state: Floats


@dataclass(frozen=True, slots=True)
class Read:
    """A comment made ready: its tokens, the question's number, and for each token its clause and its state.

    Args:
        states: tokens x STATE_WIDTH, in the context of the whole comment.
    """

    tokens: tuple[Token, ...]
    clauses: tuple[int, ...]
    question: int
    states: NDArray[np.float16]

    def without(self, place: int) -> "Read":
        """Return the same without one token; the others keep the context in which they were read."""
        return replace(
            self,
            tokens=self.tokens[:place] + self.tokens[place + 1 :],
            clauses=self.clauses[:place] + self.clauses[place + 1 :],
            states=np.delete(self.states, place, axis=0),
        )

    def unit(self, places: Sequence[int]) -> Unit:
        """Return these tokens as a unit."""
        asked = Token(f"q:{self.question}", 0, 0)
        state = self.states[list(places)].sum(axis=0, dtype=np.float32)
        return Unit((asked, *(self.tokens[i] for i in places)), state)

    def units(self) -> list[Unit]:
        """Return the whole comment, then each clause where it has several."""
        whole = self.unit(range(len(self.tokens)))
        kinds = dict.fromkeys(self.clauses)
        if len(kinds) < 2:
            return [whole]
        own = [[i for i, c in enumerate(self.clauses) if c == kind] for kind in kinds]
        return [whole, *(self.unit(places) for places in own)]


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the numbers mean. Nothing of a comment is in it but words that FEWEST_COMMENTS comments share.

    Args:
        questions: the questions asked; number 0 is "another question, or none".
    """

    questions: tuple[str, ...]
    vocabulary: dict[str, int]
    word_rarity: Floats
    letter_rarity: Floats

    @property
    def width(self) -> int:
        """Return how many features there are."""
        kinds = len(self.questions) + 1
        small = len(FEATURES) * (kinds + 1) + kinds + 2
        return len(self.vocabulary) + CHARACTER_BUCKETS + small + STATE_WIDTH

    def read(self, text: str, question: str | None) -> Read:
        """Return a comment made ready."""
        return read_comment(text, question, question_number(question, self.questions))

    def matrix(self, units: Sequence[Unit]) -> csr_matrix:
        """Return units x features."""
        return csr_matrix(
            hstack([self._words([unit.tokens for unit in units]), csr_matrix(_states(units))]),
            dtype=np.float32,
        )

    def _words(self, units: Sequence[Sequence[Token]]) -> csr_matrix:
        get = self.vocabulary.get
        words = [[i for f in word_features(u) if (i := get(f)) is not None] for u in units]
        letters = [[g for t in u[1:] for g in groups_of(t.word)] for u in units]
        return csr_matrix(
            hstack(
                [
                    _scaled(words, len(self.vocabulary), self.word_rarity),
                    _scaled(letters, CHARACTER_BUCKETS, self.letter_rarity),
                    csr_matrix(self._small(units)),
                ]
            )
        )

    def _small(self, units: Sequence[Sequence[Token]]) -> Floats:
        kinds = len(self.questions) + 1
        asked = np.zeros((len(units), kinds), dtype=np.float32)
        asked[np.arange(len(units)), [int(u[0].word[2:]) for u in units]] = 1
        felt = _felt(units) / LEXICON_SPREAD
        crossed = (asked[:, :, None] * felt[:, None, :]).reshape(len(units), -1)
        size = np.array([len(u) - 1 for u in units], dtype=np.float32)
        parts = [
            LEXICON_SHARE * felt,
            CROSSED_SHARE * crossed,
            QUESTION_SHARE * asked,
            LENGTH_SHARE * np.log1p(size)[:, None],
            QUESTION_SHARE * (size <= SHORT_TOKENS)[:, None],
        ]
        return np.hstack(parts).astype(np.float32)


def learn_blocks(texts: Sequence[str], questions: Sequence[str | None]) -> Blocks:
    """Return the features of these comments. Repeats of a text count once."""
    known = tuple(sorted({_plain(q) for q in questions if q}))
    distinct = {(t, q): None for t, q in zip(texts, questions, strict=True)}
    wholes = [[Token(f"q:{question_number(q, known)}", 0, 0), *tokenise(t)] for t, q in distinct]
    vocabulary = build_vocabulary(_once_a_text(wholes), least=FEWEST_COMMENTS)
    get = vocabulary.get
    return Blocks(
        known,
        vocabulary,
        rarity_of(
            [[i for f in word_features(u) if (i := get(f)) is not None] for u in wholes],
            len(vocabulary),
        ),
        rarity_of(
            [[g for t in u[1:] for g in groups_of(t.word)] for u in wholes], CHARACTER_BUCKETS
        ),
    )


def read_comment(text: str, question: str | None, number: int) -> Read:
    """Return a comment made ready, its question by number and in words."""
    tokens = tokenise(text)
    ends = [end for _start, end in split_clauses(text)]
    clauses = np.searchsorted(ends, [t.start for t in tokens], side="right").tolist()
    return Read(tuple(tokens), tuple(clauses), number, word_states(text, question_kind(question)))


def question_number(question: str | None, known: Sequence[str]) -> int:
    """Return the question's number; 0 for none and for one that was not learned."""
    plain = _plain(question or "")
    return known.index(plain) + 1 if plain in known else 0


def unit_sums(reads: Iterable[Read]) -> tuple[list[Unit], NDArray[np.int64]]:
    """Return every unit of the comments, and where each comment's begin (its whole first)."""
    units: list[Unit] = []
    starts = []
    for read in reads:
        starts.append(len(units))
        units += read.units()
    return units, np.array(starts, dtype=np.int64)


def whole_and_best(
    scores: NDArray[np.float64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each comment's score as a whole, and of its best clause (of the whole where it has one)."""
    if not len(starts):
        return scores, scores
    ends = np.append(starts[1:], len(scores))
    # The whole stands first of its units; where there are clauses the best is sought behind it.
    first = np.where(ends - starts > 1, starts + 1, starts)
    bounds = np.stack([first, ends], axis=1).ravel()
    padded = np.vstack([scores, scores[-1:]])
    best: NDArray[np.float64] = np.maximum.reduceat(padded, bounds, axis=0)[::2]
    return scores[starts], best


def _once_a_text(wholes: Sequence[Sequence[Token]]) -> list[Sequence[Token]]:
    return list({tuple(t.word for t in u[1:]): u for u in wholes}.values())


def _plain(question: str) -> str:
    return " ".join(question.lower().split())


def _felt(units: Sequence[Sequence[Token]]) -> Floats:
    """Return what the word lists say of each unit; the question's own token, which no list knows, fills blanks."""
    if not units:
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    starts = np.cumsum([0, *(len(u) for u in units[:-1])])
    return lexicon_features(np.array([numbers_of(t.word) for u in units for t in u]), starts)


def _states(units: Sequence[Unit]) -> Floats:
    states = np.stack([unit.state for unit in units]) if units else np.zeros((0, STATE_WIDTH))
    lengths = np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-6)
    scaled: Floats = (STATE_SHARE * states / lengths).astype(np.float32)
    return scaled


def _scaled(rows: Sequence[Sequence[int]], width: int, rarity: Floats) -> csr_matrix:
    """Return rows x features, weighted by rarity, each row of length one."""
    lengths = [len(row) for row in rows]
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    indices = np.fromiter((i for row in rows for i in row), dtype=np.int32, count=int(indptr[-1]))
    values = rarity[indices]
    owner = np.repeat(np.arange(len(rows)), lengths)
    squares = np.bincount(owner, weights=values**2, minlength=len(rows))
    scaled = (values / np.sqrt(np.maximum(squares, 1e-9))[owner]).astype(np.float32)
    return csr_matrix((scaled, indices, indptr), shape=(len(rows), width))
