"""What the templates of the review get: text cut into marked and unmarked pieces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from feedback.services.review import ReviewComment


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment and the names of what its words were evidence for; none for plain text."""

    words: str
    reasons: tuple[str, ...]


def marked_pieces(comment: ReviewComment, labels: dict[str, str]) -> list[Piece]:
    """Return the masked text in pieces, so that every word behind a suggestion can be marked with its name."""
    spans = [(e["start"], e["end"], labels[t.theme]) for t in comment.themes for e in t.evidence]
    if comment.flag is not None:
        spans += [(e["start"], e["end"], "flag") for e in comment.flag.evidence]
    return list(_cut(comment.masked, spans))


def _cut(text: str, spans: Sequence[tuple[Any, Any, str]]) -> Iterable[Piece]:
    borders = sorted({0, len(text), *(s for s, _e, _r in spans), *(e for _s, e, _r in spans)})
    for start, end in pairwise(borders):
        reasons = tuple(dict.fromkeys(r for s, e, r in spans if s <= start and e >= end))
        yield Piece(text[start:end], reasons)
