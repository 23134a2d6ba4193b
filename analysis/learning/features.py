"""Features of a stretch of words, made so that every score is an exact sum over its words.

A unit (a comment or a clause) has two blocks of features, each scaled to length one: its words and word
pairs weighted by rarity, and the letter groups inside its words (which forgive spelling). A linear score
over them is a sum of one number a word, so "which words decided" is arithmetic, not a guess.
"""

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.text.tokens import Token

CHARACTER_BUCKETS = 1 << 15
"""Letter groups share this many buckets; a clash costs little because a word has many groups."""

Floats = NDArray[np.float32]


def character_groups(word: str) -> list[int]:
    """Return the buckets of the word's letter groups of 3 to 5, with its borders marked."""
    marked = f"<{word}>"
    return [
        zlib.crc32(marked[i : i + n].encode("utf-8", "replace")) % CHARACTER_BUCKETS
        for n in (3, 4, 5)
        for i in range(max(1, len(marked) - n + 1))
        if n == 3 or i + n <= len(marked)
    ]


def word_features(tokens: Sequence[Token]) -> list[str]:
    """Return the words and the pairs of neighbours (`not_good`)."""
    words = [token.word for token in tokens]
    return words + [f"{a}_{b}" for a, b in pairwise(words)]


def build_vocabulary(units: Sequence[Sequence[Token]], *, least: int) -> dict[str, int]:
    """Return the features that occur in at least `least` units, in alphabetical order, numbered."""
    seen: dict[str, int] = {}
    for tokens in units:
        for feature in set(word_features(tokens)):
            seen[feature] = seen.get(feature, 0) + 1
    return {name: i for i, name in enumerate(sorted(f for f, n in seen.items() if n >= least))}


def word_matrix(
    units: Sequence[Sequence[Token]], vocabulary: dict[str, int], rarity: Floats
) -> csr_matrix:
    """Return units x features, each row scaled to length one."""
    rows = [
        [i for f in word_features(tokens) if (i := vocabulary.get(f)) is not None]
        for tokens in units
    ]
    return _scaled(rows, len(vocabulary), rarity)


def character_matrix(units: Sequence[Sequence[Token]], rarity: Floats) -> csr_matrix:
    """Return units x letter-group buckets, each row scaled as if no group occurred in two of its words."""
    rows = [[g for token in tokens for g in character_groups(token.word)] for tokens in units]
    return _scaled(rows, CHARACTER_BUCKETS, rarity)


def rarity_of(rows: Sequence[Sequence[int]], width: int) -> Floats:
    """Return the inverse document frequency of each feature. Source: Spärck Jones 1972, smoothed."""
    counts = np.zeros(width, dtype=np.float64)
    for row in rows:
        counts[list(set(row))] += 1
    return (np.log((1 + len(rows)) / (1 + counts)) + 1).astype(np.float32)


def _scaled(rows: Sequence[Sequence[int]], width: int, rarity: Floats) -> csr_matrix:
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    indices = np.array([i for row in rows for i in row], dtype=np.int32)
    values = rarity[indices] if len(indices) else np.zeros(0, dtype=np.float32)
    lengths = np.add.reduceat(np.append(values**2, 0.0), indptr[:-1]) if len(rows) else np.zeros(0)
    lengths[np.diff(indptr) == 0] = 1.0
    scale = np.repeat(1 / np.sqrt(np.maximum(lengths, 1e-9)), np.diff(indptr))
    return csr_matrix((values * scale, indices, indptr), shape=(len(rows), width), dtype=np.float32)
