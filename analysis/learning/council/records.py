"""The frozen records of a council's own codebook: what is learned from, and what comes out."""

import hashlib
import re
from dataclasses import dataclass

from analysis.records import Evidence


class CouncilRefused(ValueError):
    """A file or a wish cannot be followed; the message says why in plain words, without any comment's text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a labelled file hold what.

    Args:
        labels: all labels of a row in one cell, split at `separator`; an empty cell was not coded.
        question, sentiment: None where the file has none.
        order: the values of the sentiment column from lowest to highest; empty lets the values say.
    """

    text: str
    labels: str
    question: str | None = None
    sentiment: str | None = None
    separator: str = "|"
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledComment:
    """One comment that people coded.

    Args:
        text: Privacy: can identify people; never stored in a model.
        labels: None where nobody coded them.
        sentiment: as written in the file; None where empty.
    """

    text: str
    question: str | None
    labels: frozenset[str] | None
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """All that a labelled file says.

    Args:
        sha256: of the file's bytes, for the model's provenance.
        row_count: rows in the file.
        blank_count: rows that were left out because they have no words or no code at all.
        order: the sentiment's values from lowest to highest; empty where they have no order or there are none.
    """

    comments: tuple[LabelledComment, ...]
    sha256: str
    row_count: int
    blank_count: int
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelTag:
    """A label that the model gives a comment.

    Args:
        confidence: 0..1, the model's chance.
        sure: False asks a person to decide first.
        evidence: words without which the chance is lower, the most telling first; places in the given text.
    """

    label: str
    confidence: float
    sure: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ScaleTag:
    """The sentiment in the council's own words.

    Args:
        value: as written in the labelled file.
        score: -1 (lowest) to 1 (highest) on an ordered scale; None for free categories.
        confidence: 0..1, the chance of the value.
    """

    value: str
    score: float | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CouncilTags:
    """What the council's model says of one comment: labels in the codebook's order, and its sentiment."""

    labels: tuple[LabelTag, ...]
    sentiment: ScaleTag | None


def same_text_key(text: str) -> str:
    """Return what two comments share that say the same but for case, spacing and marks.

    >>> same_text_key("Thank you!") == same_text_key(" thank  YOU")
    True
    """
    plain = re.sub(r"\W+", " ", text.lower()).strip()
    # A comment of marks alone would otherwise be the same as every other of them.
    return hashlib.sha256((plain or text.strip()).encode("utf-8", "replace")).hexdigest()


def fold_of(text: str, *, folds: int, seed: int) -> int:
    """Return the fold, 0 to folds - 1, in which the text and all its repeats stand."""
    mixed = hashlib.sha256(f"{seed}:{same_text_key(text)}".encode()).hexdigest()
    return int(mixed[:8], 16) % folds
