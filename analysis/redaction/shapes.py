"""Find what identifies a person by its shape, with the patterns of `patterns`."""

import re
from dataclasses import dataclass

from analysis.redaction.patterns import FAMILIES

Found = tuple[int, int, str]

PUBLIC_NUMBERS = frozenset(
    {"08001111", "116123", "08088005000", "85258", "0800555111", "01432260800"}
)
"""Help lines that everybody may ring stay readable (R4-20)."""


_PUBLIC_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:[\w-]+\.)?(?:gov|nhs)\.uk/?", re.IGNORECASE)
"""The front page of a public body says nothing of anybody."""


def is_nhs_number(digits: str) -> bool:
    """Return whether ten digits pass the NHS number's check (modulus 11).

    Source: NHS Data Dictionary, "NHS NUMBER".
    """
    if len(digits) != 10 or not digits.isdigit():
        return False
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return rest != 10 and (0 if rest == 11 else rest) == int(digits[9])


@dataclass(frozen=True, slots=True)
class _Family:
    """One family of shapes: when it is tried, all its patterns in one, and what each of them finds."""

    gate: re.Pattern[str]
    also: re.Pattern[str]
    shapes: re.Pattern[str]
    kinds: dict[str, str]
    inner: dict[str, str]


def _compiled(gate: str, also: str, patterns: tuple[tuple[str, str], ...]) -> _Family:
    parts = [
        f"(?P<whole{place}>{pattern.replace('(?P<inner>', f'(?P<inner{place}>')})"
        for place, (_, pattern) in enumerate(patterns)
    ]
    return _Family(
        gate=re.compile(gate, re.IGNORECASE),
        also=re.compile(also),
        shapes=re.compile("|".join(parts), re.IGNORECASE),
        kinds={f"whole{place}": kind for place, (kind, _) in enumerate(patterns)},
        inner={
            f"whole{place}": f"inner{place}"
            for place, (_, pattern) in enumerate(patterns)
            if "(?P<inner>" in pattern
        },
    )


_FAMILIES = tuple(_compiled(*family) for family in FAMILIES)


_ANY_GATE = re.compile("|".join(gate for gate, _, _ in FAMILIES), re.IGNORECASE)


def families_of(chunk: str) -> int:
    """Return, as one bit each, the families that a text with this stretch between blanks may hold."""
    if _ANY_GATE.search(chunk) is None:
        return 0
    return sum(1 << place for place, one in enumerate(_FAMILIES) if one.gate.search(chunk))


def find_shapes(text: str, families: int) -> list[Found]:
    """Return every number, address, link, date and reference: start, end and kind; they may overlap.

    Args: families: the bits of `families_of` for all the text's stretches together.
    """
    found = []
    for place, family in enumerate(_FAMILIES):
        if not families >> place & 1 or family.also.search(text) is None:
            continue
        for match in family.shapes.finditer(text):
            whole = str(match.lastgroup)
            start, end = match.span(family.inner.get(whole, whole))
            if start < 0:
                start, end = match.span()
            kind = _settle(family.kinds[whole], text[start:end])
            if kind:
                found.append((start, end, kind))
    return found


def _settle(kind: str, words: str) -> str:
    """Return the kind on a second look; empty for a number that everybody may know."""
    digits = "".join(character for character in words if character.isdigit())
    if digits in PUBLIC_NUMBERS or (kind == "link" and _PUBLIC_SITE.fullmatch(words)):
        return ""
    if kind in {"phone", "case_reference"} and not words.startswith("0") and is_nhs_number(digits):
        return "nhs_number"
    return kind
