"""What the owners of the open Friends and Family Test files said of their comments: extra lessons for the encoder.

Their labels are of health care and not ours, so nothing that ships gives them; but people gave them by reading, to
10,000 comments, and an encoder that can tell them apart reads ours better.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.learning.examples import REAL_FILES, our_question, part_of_real

LEAST = 15
"""A label with fewer comments teaches nothing that would hold elsewhere."""
UNSURE_TRUST = "Trust B"
"""It gives 0 to most of its thank-yous: its criticality is not used."""


@dataclass(frozen=True, slots=True)
class NhsComment:
    """One comment with its owners' labels; what they did not give is None.

    Args:
        themes: of phase 2, several.
        felt: of phase 2, 0 (very positive) to 4 (very negative).
        code: of phase 1, one.
        critical: of phase 1, -1 (very critical) to 1.
    """

    text: str
    question: str
    themes: frozenset[str] | None = None
    felt: int | None = None
    code: str | None = None
    critical: float | None = None


def load_nhs(data: Path) -> list[NhsComment]:
    """Return every comment that is for learning (not for tuning or measuring), each text once."""
    found: dict[str, NhsComment] = {}
    for name in REAL_FILES:
        with (data / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if part_of_real(row["text"]) == "learn":
                    found[row["text"]] = _merged(found.get(row["text"]), row)
    return list(found.values())


def common_labels(comments: Sequence[NhsComment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the themes and the codes that at least LEAST comments carry, in alphabetical order."""
    themes = Counter(t for c in comments for t in c.themes or ())
    codes = Counter(c.code for c in comments if c.code)
    return (
        tuple(sorted(t for t, n in themes.items() if n >= LEAST)),
        tuple(sorted(c for c, n in codes.items() if n >= LEAST)),
    )


def _merged(known: NhsComment | None, row: dict[str, str]) -> NhsComment:
    before = known or NhsComment(row["text"], our_question(row))
    if "sentiment" in row:
        felt = int(row["sentiment"]) - 1 if row["sentiment"] else None
        themes = frozenset(row["themes"].split("|")) if row["themes"] else None
        return NhsComment(before.text, before.question, themes, felt, before.code, before.critical)
    trusted = row["organization"] != UNSURE_TRUST and row["criticality"]
    critical = int(row["criticality"]) / 5 if trusted else None
    return NhsComment(
        before.text, before.question, before.themes, before.felt, row["codes"] or None, critical
    )
