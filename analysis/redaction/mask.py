"""Mask a batch of texts. Spans are exact code points of the original."""

import re
from collections.abc import Sequence

from analysis.records import MaskedText, MaskSpan
from analysis.redaction.chinese import CHINESE, find_chinese_names
from analysis.redaction.lexicon import Kind
from analysis.redaction.line import CUES, FIRST_FAMILY, Line, is_at_stake, kinds_within, read_line
from analysis.redaction.names import find_name
from analysis.redaction.places import find_place
from analysis.redaction.shapes import find_shapes

MARKERS = {
    "email": "[email address]", "link": "[web address]", "handle": "[user name]", "phone": "[phone number]",
    "nhs_number": "[NHS number]", "ni_number": "[National Insurance number]", "postcode": "[postcode]",
    "number_plate": "[number plate]", "case_reference": "[case reference]", "date": "[date]",
    "address": "[address]", "school": "[school]", "street": "[street]", "place": "[place]",
    "surgery": "[surgery]", "name": "[name]", "detail": "[detail]",
}  # fmt: skip
"""What a reader, or a screen reader, meets in place of each kind (R4-42: words, never a blank). A `detail` is what
only a person can know to give somebody away: the machine never takes one out."""

HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
"""Characters without a width: they part a name for the machine and not for the reader."""
_AT_ALL = (
    Kind.STAKE | Kind.LONG_PLACE | Kind.MAYBE_ROAD | Kind.SCHOOL | Kind.MAYBE | Kind.MAYBE_PLACE
)
Found = tuple[int, int, str]


def mask(texts: Sequence[str]) -> list[MaskedText]:
    """Return each text with markers, and where they stand for what; text outside the spans is unchanged."""
    return [_mask_one(text) for text in texts]


def _mask_one(text: str) -> MaskedText:
    spans = (
        _find(text) if text.isascii() or HIDDEN.search(text) is None else _find_under_hidden(text)
    )
    return write_masked(text, spans)


def write_masked(text: str, spans: Sequence[Found]) -> MaskedText:
    """Return the text with the markers of the spans, which are in order and do not overlap."""
    if not spans:
        return MaskedText(text, ())
    pieces, last = [], 0
    for start, end, kind in spans:
        pieces += [text[last:start], MARKERS[kind]]
        last = end
    return MaskedText("".join([*pieces, text[last:]]), tuple(MaskSpan(*span) for span in spans))


def _find(text: str) -> list[Found]:
    kinds = kinds_within(text)
    found = _find_in_words(read_line(text)) if is_at_stake(text, kinds) else []
    if kinds >= FIRST_FAMILY:
        found += find_shapes(text, kinds // FIRST_FAMILY)
    if not text.isascii() and CHINESE.search(text):
        found += find_chinese_names(text)
    return _clear_of_overlaps(found) if found else found


def _find_in_words(line: Line) -> list[Found]:
    found: list[Found] = []
    place, count, kinds = 0, len(line.words), line.kinds
    while place < count:
        kind = kinds[place]
        if kind & _AT_ALL or (place and kinds[place - 1] & CUES):
            where = find_place(line, place)
            if where:
                found.append(where)
            else:
                who = find_name(line, place)
                if who:
                    found.append((who[0], who[1], "name"))
                    place = who[2]
        place += 1
    return found


def _find_under_hidden(text: str) -> list[Found]:
    """Return the spans found with the hidden characters out of the way, in places of the original."""
    kept = [place for place, character in enumerate(text) if not HIDDEN.match(character)]
    bare = "".join(text[place] for place in kept)
    return [(kept[start], kept[end - 1] + 1, kind) for start, end, kind in _find(bare)]


def _clear_of_overlaps(spans: list[Found]) -> list[Found]:
    """Return the spans in order; where two overlap, the one that starts first and is longer stays."""
    kept: list[Found] = []
    for span in sorted(spans, key=lambda found: (found[0], -found[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
