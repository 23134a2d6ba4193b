"""How well people are masked and languages told, on texts written for measuring alone: `./run bench masking`.

A marked span counts as found where at least half its letters are masked. Of the letters that are masked, those inside
a marked span are rightly so. A harmless text is one without a mark. Languages are told without the form's own.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.redaction import mask
from analysis.text.language import detect
from benchmarks.line import print_line

DATA = Path(__file__).resolve().parent.parent / "analysis" / "data" / "measuring"
MARK = re.compile(r"\{[a-z_]+:([^}]*)\}")
FOUND_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and the (start, end) of what must go."""

    text: str
    spans: tuple[tuple[int, int], ...]


def read_marked(line: str) -> Marked:
    """Return the text and its spans.

    >>> read_marked("ask {name:Bev} now")
    Marked(text='ask Bev now', spans=((4, 7),))
    """
    text, spans, last = "", [], 0
    for match in MARK.finditer(line):
        text += line[last : match.start()]
        spans.append((len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        last = match.end()
    return Marked(text + line[last:], tuple(spans))


def measure_masking() -> list[dict[str, Any]]:
    """Return spans found, letters rightly masked, and the share of harmless texts that were touched."""
    lines = (DATA / "masking.txt").read_text(encoding="utf-8").splitlines()
    rows = [read_marked(line) for line in lines if line]
    found = spans = right = masked = touched = 0
    for row, result in zip(rows, mask([r.text for r in rows]), strict=True):
        hidden = {i for s in result.spans for i in range(s.start, s.end)}
        wanted = {i for start, end in row.spans for i in range(start, end)}
        spans += len(row.spans)
        found += sum(
            sum(i in hidden for i in range(start, end)) >= FOUND_FROM * (end - start)
            for start, end in row.spans
        )
        right, masked = right + len(hidden & wanted), masked + len(hidden)
        touched += bool(hidden) and not row.spans
    harmless = sum(not row.spans for row in rows)
    return [
        _measure(f"masking: spans found ({spans})", found / spans, 0.95),
        _measure("masking: letters rightly masked", right / masked, 0.95),
        _measure(f"masking: harmless texts touched ({harmless})", touched / harmless, 0.06, under=True),
    ]  # fmt: skip


def measure_languages() -> list[dict[str, Any]]:
    """Return the share of short texts whose language is told."""
    with (DATA / "languages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = detect([row["text"] for row in rows], [None] * len(rows))
    right = sum(t.code == row["language"] for t, row in zip(told, rows, strict=True))
    languages = len({row["language"] for row in rows})
    return [_measure(f"language, {languages} languages ({len(rows)})", right / len(rows), 0.95)]


def _measure(name: str, value: float, bar: float, *, under: bool = False) -> dict[str, Any]:
    value = round(value, 3)
    ok = value <= bar if under else value >= bar
    return {"name": name, "value": value, "unit": "share", "interval": None, "bar": bar, "ok": ok}


def main() -> None:
    """Measure and print one line."""
    print_line("masking", measure_masking() + measure_languages())


if __name__ == "__main__":
    main()
