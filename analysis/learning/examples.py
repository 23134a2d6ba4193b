"""Labelled comments to learn from: real ones that people coded, and invented ones."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.themes.units import question_kind

DATA = Path(__file__).resolve().parent.parent / "data"
SECOND = DATA / "voices" / "second"
"""Labels of those who read the invented comments without seeing their authors' labels."""
REAL_FILES = ("nhs_fft_phase1_open.csv", "nhs_fft_phase2_open.csv")
SHARES = 10
"""Real comments and disclosures are dealt out in so many parts by the hash of their words, not by us."""
MEASURING_DRAW = "second draw: "
"""Put before a text's words where it is dealt out for measuring. The first draw had no such words; those comments were
read while the feeling of comments was worked on, so they measure nothing any more."""
MEASURED, TUNED = 0, 1
"""The part of each dealing that no model learns from: of the draw for measuring, and of the plain one for tuning."""
MEASURING_HAND = "hand_5"
"""The hand whose invented comments no model ever learns from: another author than all that it learned."""
MEASURED_DISCLOSURES = 4
"""Of SHARES parts of the disclosures, so many are for measuring."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled comment.

    Args:
        source: `real`, `disclosures`, `bare facts`, or `invented:` and its hand.
        question: `went_well`, `could_be_better` or `anything_else`.
        themes: theme id -> the signs it was coded with, by the first who read it.
        sentiment: None for a disclosure or near miss, which was coded for the flag alone.
        again: what a second reader made of it, who had not seen the first labels; None where nobody did.
        felt_again: the feeling that a blind reader of the measuring part gave it; None of all others.
    """

    source: str
    text: str
    question: str
    themes: dict[str, str]
    sentiment: str | None
    proposes: bool
    flagged: bool
    language: str = "en"
    again: "Example | None" = None
    felt_again: str | None = None

    @property
    def readings(self) -> "tuple[Example, ...]":
        """Return what each of its readers made of it."""
        return (self,) if self.again is None else (self, self.again)

    def share(self, theme: str) -> float:
        """Return the share of its readers who took the theme, 0..1."""
        return sum(theme in one.themes for one in self.readings) / len(self.readings)

    @property
    def part(self) -> str:
        """Return what the comment is for: `learn`, `tune` (thresholds) or `measure`, fixed by its words or author."""
        if self.source in (f"invented:{MEASURING_HAND}", "bare facts"):
            return "measure"
        if self.source == "disclosures":
            return "measure" if bucket_of(self.text) < MEASURED_DISCLOSURES else "learn"
        if self.source == "real":
            return part_of_real(self.text)
        return "tune" if bucket_of(self.text) == TUNED else "learn"


def part_of_real(text: str) -> str:
    """Return what a real comment is for, whoever labelled it: `learn`, `tune` or `measure`."""
    if bucket_of(text, MEASURING_DRAW) == MEASURED:
        return "measure"
    return "tune" if bucket_of(text) == TUNED else "learn"


def bucket_of(text: str, draw: str = "") -> int:
    """Return which of SHARES parts a text falls in, by the hash of its words alone.

    Args:
        draw: words put before them, for another dealing of the same texts.
    """
    plain = re.sub(r"\W+", " ", text.lower()).strip()
    return int(hashlib.sha256((draw + plain).encode()).hexdigest()[:8], 16) % SHARES


def load_real(data: Path) -> list[Example]:
    """Return the coded real comments, joined with their texts in `data`.

    Raises: ValueError when a text is not the one that was coded (its hash differs).
    """
    texts = {row["id"]: row for name in REAL_FILES for row in _rows(data / name)}
    examples: dict[str, Example] = {}
    felt = {row["id"]: row["sentiment"] for row in _rows(DATA / "coded" / "feeling_again.csv")}
    for row in _rows(DATA / "coded" / "nhs_comments.csv"):
        found = texts[row["id"]]
        if hashlib.sha256(found["text"].encode()).hexdigest()[:16] != row["text_sha256"]:
            raise ValueError(f"The text of {row['id']} is not the one that was coded.")
        read = _example(row, "real", found["text"], our_question(found))
        read = replace(read, felt_again=felt.get(row["id"]))
        first = examples.setdefault(row["id"], read)
        if first is not read and first.again is None:
            examples[row["id"]] = replace(first, again=read)
    return list(examples.values())


def load_invented() -> list[Example]:
    """Return the invented comments that ship with the analysis, each with both its readings."""
    examples = []
    for path in sorted((DATA / "voices").glob("*.csv")):
        rows = [row for row in _rows(path) if "themes" in row]
        again = {row["id"]: row for row in _rows(SECOND / path.name)} if rows else {}
        for row in rows:
            source, asked = f"invented:{path.stem}", question_kind(row["question"] or None)
            first = _example(row, source, row["text"], asked)
            second = again.get(row["id"])
            if second is not None:
                first = replace(first, again=_example(second, source, row["text"], asked))
            examples.append(first)
    return examples


def load_bare_facts() -> list[Example]:
    """Return the invented comments that state facts alone, kept whole for measuring."""
    return [
        _example(row, "bare facts", row["text"], question_kind(row["question"] or None))
        for row in _rows(DATA / "measuring" / "bare_facts.csv")
    ]


def load_disclosures() -> list[Example]:
    """Return the invented disclosures and near misses, coded for the flag alone."""
    return [
        Example(
            "disclosures", row["text"], "anything_else", {}, None, False, row["flag"] == "1",
            row.get("language") or "en",
        )
        for path in sorted((DATA / "voices").glob("safety*.csv"))
        for row in _rows(path)
    ]  # fmt: skip


def _example(row: dict[str, str], source: str, text: str, question: str) -> Example:
    themes: dict[str, str] = {}
    for written in filter(None, row["themes"].split(";")):
        theme, sign = written.rsplit(":", 1)
        themes[theme] = themes.get(theme, "") + sign
    return Example(
        source,
        text,
        question,
        themes,
        row["sentiment"],
        row["suggestion"] == "1",
        row["safeguarding"] == "1",
    )


def our_question(row: dict[str, str]) -> str:
    """Return which of our questions a Friends and Family question comes to."""
    if kind := row.get("question_type"):
        return {"what_good": "went_well", "could_improve": "could_be_better"}.get(
            kind, "anything_else"
        )
    return {
        "Trust A - Q1": "could_be_better",
        "Trust C - Q2": "could_be_better",
        "Trust A - Q2": "went_well",
    }.get(row["question"], "anything_else")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
