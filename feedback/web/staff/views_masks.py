"""An original in numbered words, with what is hidden marked."""

from dataclasses import dataclass
from itertools import pairwise

from analysis.redaction import MARKERS
from feedback.services.masking import OpenedOriginal


@dataclass(frozen=True, slots=True)
class OriginalPiece:
    """A stretch of the original: `number` where a word begins here, `hidden` is its marker where it is hidden."""

    words: str
    number: int | None
    hidden: str


@dataclass(frozen=True, slots=True)
class HiddenView:
    """What is hidden now, to be ticked; `value` is the stretch."""

    value: str
    words: str
    marker: str


def pieces_of(opened: OpenedOriginal) -> tuple[OriginalPiece, ...]:
    """Return the original cut where a word or something hidden begins or ends."""
    numbers = {start: number for number, (start, _end) in enumerate(opened.words, start=1)}
    ends = {end for _start, end in opened.words}
    borders = {0, len(opened.original), *numbers, *ends}
    borders |= {place for span in opened.spans for place in (span.start, span.end)}
    return tuple(
        OriginalPiece(
            opened.original[start:end],
            numbers.get(start),
            next((MARKERS[s.kind] for s in opened.spans if s.start <= start < s.end), ""),
        )
        for start, end in pairwise(sorted(borders))
    )


def hidden_in(opened: OpenedOriginal) -> tuple[HiddenView, ...]:
    """Return everything that is hidden, in the order of the words."""
    return tuple(
        HiddenView(f"{s.start}-{s.end}", opened.original[s.start : s.end], MARKERS[s.kind])
        for s in opened.spans
    )
