"""Mask a batch of texts. Spans are exact code points of the original."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from analysis.records import MaskedText, MaskSpan
from analysis.redaction.patterns import PLACES, SHAPES

DATA = Path(__file__).resolve().parent.parent / "data" / "redaction"
MARKERS = {
    "email": "[email address]", "link": "[web address]", "handle": "[user name]", "phone": "[phone number]",
    "nhs_number": "[NHS number]", "ni_number": "[National Insurance number]", "postcode": "[postcode]",
    "number_plate": "[number plate]", "case_reference": "[case reference]", "date": "[date]",
    "address": "[address]", "school": "[school]", "street": "[street]", "place": "[place]", "name": "[name]",
}  # fmt: skip
"""What a reader, or a screen reader, meets in place of each kind (R4-42: words, never a blank)."""

_TITLE = r"(?:mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|auntie|aunty|aunt|uncle|nurse|sister|pc|judge)"
_RELATION = (
    r"(?:son|daughter|brother|sister|baby|boy|girl|grandson|granddaughter|nephew|niece|cousin|husband|wife|partner"
    r"|ex|boyfriend|girlfriend|friend|mate|mum|dad|nan|worker|sw|pa|carer|key ?worker|advocate|teacher|ta|senco|manager|iro"
    r"|therapist|counsellor|nurse|doctor|driver|lady|man|lad|guy|tutor|head|headteacher|midwife)"
)
# After these words a name follows, whatever its letters.
CUES = re.compile(
    rf"\b{_TITLE}\.? (?P<titled>[A-Za-z][a-zA-Z'’-]{{2,}})"
    rf"|\b(?:called|named|name is|name's|names) (?P<named>[A-Za-z][a-zA-Z'’-]{{1,}}(?: [A-Z][a-z'’-]+)?)"
    rf"|\b{_RELATION},? (?P<related>[A-Z][a-z'’-]{{2,}}(?: [A-Z][a-z'’-]+)?)"
    r"|\b(?P<doer>[A-Z][a-z'’-]{2,}) (?:said|told|rang|phoned|promised|visited|asked|helped|listened|explained|never|always|from)\b",
)  # fmt: skip
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Follow a cue or open a sentence in capitals, and are no names.
COMMON = frozenset(
    [
        "the",
        "and",
        "but",
        "for",
        "you",
        "your",
        "she",
        "her",
        "his",
        "him",
        "they",
        "them",
        "who",
        "was",
        "were",
        "are",
        "has",
        "had",
        "have",
        "not",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "all",
        "any",
        "some",
        "most",
        "many",
        "much",
        "more",
        "one",
        "two",
        "there",
        "then",
        "when",
        "where",
        "what",
        "why",
        "how",
        "our",
        "my",
        "mum",
        "dad",
        "nan",
        "mam",
        "staff",
        "people",
        "everyone",
        "everybody",
        "nobody",
        "someone",
        "somebody",
        "no-one",
        "anyone",
        "social",
        "worker",
        "workers",
        "school",
        "council",
        "camhs",
        "mash",
        "senco",
        "ehcp",
        "ofsted",
        "childline",
        "english",
        "polish",
        "romanian",
        "ukrainian",
        "welsh",
        "british",
        "christmas",
        "easter",
        "eid",
        "ramadan",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "gp",
        "nhs",
        "doctor",
        "nurse",
        "nothing",
        "everything",
        "something",
        "will",
        "also",
        "just",
        "even",
        "still",
        "only",
        "very",
        "really",
        "please",
        "thank",
        "thanks",
        "yes",
        "no",
        "children",
        "child",
        "family",
        "parents",
        "carers",
        "police",
        "hospital",
        "dentist",
        "teacher",
        "teachers",
        "head",
        "service",
        "services",
        "team",
        "hub",
        "works",
        "worked",
        "early",
        "help",
        "section",
        "tribunal",
        "court",
        "judge",
        "review",
        "plan",
        "support",
        "always",
        "never",
        "being",
        "getting",
        "maybe",
        "perhaps",
        "sorry",
        "covid",
        "send",
        "sen",
        "county",
        "county's",
        "herefordshire",
        "hereford",
        "forum",
        "parent",
        "carer",
        "voice",
        "listening",
        "families",
        "virtual",
        "independence",
    ]
)


@cache
def _first_names() -> frozenset[str]:
    lines = (DATA / "first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def mask(texts: Sequence[str]) -> list[MaskedText]:
    """Return each text with markers, and where they stand for what; text outside the spans is unchanged."""
    return [_mask_one(text) for text in texts]


def _mask_one(text: str) -> MaskedText:
    spans = _clear_of_overlaps([*_shapes(text), *_places(text), *_names(text)])
    pieces, last = [], 0
    for span in spans:
        pieces += [text[last : span.start], MARKERS[span.kind]]
        last = span.end
    return MaskedText("".join([*pieces, text[last:]]), tuple(spans))


def _shapes(text: str) -> list[MaskSpan]:
    if not any(character.isdigit() or character in "@." for character in text):
        return []
    return [MaskSpan(m.start(), m.end(), str(m.lastgroup)) for m in SHAPES.finditer(text)]


def _places(text: str) -> list[MaskSpan]:
    return [MaskSpan(m.start(), m.end(), str(m.lastgroup)) for m in PLACES.finditer(text)]


def _names(text: str) -> list[MaskSpan]:
    known = _first_names()
    spans = []
    for match in WORD.finditer(text):
        word = match.group().lower().replace("’", "'").removesuffix("'s")
        if word in known and word not in COMMON:
            start, end = match.span()
            end -= 2 if match.group()[-2:] in ("'s", "’s") else 0
            spans.append(MaskSpan(start, _with_surname(text, end), "name"))
    for match in CUES.finditer(text):
        start, end = match.span(str(match.lastgroup))
        if match.group(str(match.lastgroup)).lower().split()[0] not in COMMON:
            spans.append(MaskSpan(start, end, "name"))
    return spans


def _with_surname(text: str, end: int) -> int:
    """Return where the name ends when a capitalised surname follows the first name."""
    following = re.compile(r" ([A-Z][a-z'’-]+)").match(text, end)
    if following and following[1].lower() not in COMMON:
        return following.end()
    return end


def _clear_of_overlaps(spans: list[MaskSpan]) -> list[MaskSpan]:
    """Return the spans in order; where two overlap, the one that starts first and is longer stays."""
    kept: list[MaskSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
