"""What people change about a masked text, code point by code point, and the numbered words that they choose by."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from analysis.records import MaskChange, MaskedText, MaskSpan
from analysis.redaction.mask import write_masked

_RUN = re.compile(r"\S+")


def change_masks(text: str, spans: Iterable[MaskSpan], changes: Sequence[MaskChange]) -> MaskedText:
    """Return the text masked by the spans, and by what people changed since, the last change first in weight.

    A change holds for its own code points alone: of a span that it meets, the rest stays as it was. Outside all
    of them the text is unchanged.

    Args:
        text: the original. Privacy: can identify people.
    """
    found = [(span.start, span.end, span.kind) for span in spans]
    for change in changes:
        start, end = max(0, change.start), min(change.end, len(text))
        if start >= end:
            continue
        found = [
            piece
            for first, last, kind in found
            for piece in ((first, min(last, start), kind), (max(first, end), last, kind))
            if piece[0] < piece[1]
        ]
        if change.kind is not None:
            found.append((start, end, change.kind))
    return write_masked(text, sorted(found))


def find_words(text: str) -> list[tuple[int, int]]:
    """Return where each word begins and ends, in code points, without the punctuation around it.

    >>> [("Dr. O'Neil, twice"[a:b]) for a, b in find_words("Dr. O'Neil, twice")]
    ['Dr', "O'Neil", 'twice']
    """
    words = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        while start < end and unicodedata.category(text[start]).startswith("P"):
            start += 1
        while start < end and unicodedata.category(text[end - 1]).startswith("P"):
            end -= 1
        if start < end:
            words.append((start, end))
    return words
