"""Comments that people decided, and which of them are put aside for a blind comparison."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.learning.council.records import same_text_key

Bools = NDArray[np.bool_]
BLIND_SHARE = 5
"""One comment in so many is put aside."""


@dataclass(frozen=True, slots=True)
class DecidedComment:
    """One comment with what people decided of it. A theme in neither set is not decided.

    Args:
        id: the caller's own key; says which comments are put aside, so it must not change.
        writer: whose comment it is (a response's id): what one writer alone says is never learned.
        masked: the masked text. Privacy: the words of a person; what is learned holds none that fewer than
            three writers share.
        question: a construct (`went_well`) or the question's own words.
        present, absent: theme ids.
    """

    id: str
    writer: str
    masked: str
    question: str | None
    present: frozenset[str]
    absent: frozenset[str]


def is_put_aside(comment_id: str) -> bool:
    """Tell whether a comment is kept for comparing, by the hash of its id: nobody chooses, and it never changes."""
    return int(hashlib.sha256(comment_id.encode()).hexdigest()[:8], 16) % BLIND_SHARE == 0


def set_apart(
    decided: Sequence[DecidedComment], blind_ids: Collection[str] | None = None
) -> tuple[list[DecidedComment], list[DecidedComment]]:
    """Return what may be learned from and the blind sample, each in the order of the ids.

    What has the words of a comment of the sample is in neither: learning from it would be learning the answer.

    Args:
        blind_ids: comments that somebody coded without seeing a suggestion; where there are any, they are
            the sample. Without them it is a fifth, by the hash of the id.
    """
    ordered = sorted(decided, key=lambda comment: comment.id)
    aside = set(blind_ids or (c.id for c in ordered if is_put_aside(c.id)))
    sample = [c for c in ordered if c.id in aside]
    known = {same_text_key(c.masked) for c in sample}
    rest = [c for c in ordered if c.id not in aside]
    return [c for c in rest if same_text_key(c.masked) not in known], sample


def truth_of(decided: Sequence[DecidedComment], themes: Sequence[str]) -> tuple[Bools, Bools]:
    """Return (comments x themes: is there, comments x themes: was decided)."""
    present = np.array([[t in c.present for t in themes] for c in decided], dtype=bool)
    absent = np.array([[t in c.absent for t in themes] for c in decided], dtype=bool)
    shape = (len(decided), len(themes))
    return present.reshape(shape), (present | absent).reshape(shape)
