"""Read comments that people coded from a CSV file, or say in plain words why not."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.learning.council.records import (
    Columns,
    CouncilRefused,
    LabelledComment,
    LabelledFile,
)

FEWEST_ROWS = 10
MOST_STEPS = 20
"""A column of numbers with more distinct values than this is a measure, not a scale that people chose from."""
KNOWN_ORDERS = (
    ("negative", "mixed", "neutral", "positive"),
    ("very negative", "negative", "mixed", "neutral", "positive", "very positive"),
    ("very bad", "bad", "ok", "good", "very good"),
    ("very poor", "poor", "fair", "good", "very good", "excellent"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
)
csv.field_size_limit(10_000_000)


def read_labelled(path: Path, columns: Columns) -> LabelledFile:
    """Return the coded comments of a file; rows without words, or without any code, are counted and left out.

    Raises: CouncilRefused when the file is missing, not UTF-8, not CSV, lacks a column, has fewer than
        FEWEST_ROWS coded rows or no labels, or when every row has the same label.
    """
    raw = _bytes_of(path)
    rows = _rows(raw, [columns.text, columns.labels, columns.question, columns.sentiment])
    comments = tuple(_comment(row, columns) for row in rows)
    coded = tuple(c for c in comments if c is not None)
    _refuse_useless(coded)
    return LabelledFile(
        comments=coded,
        sha256=hashlib.sha256(raw).hexdigest(),
        row_count=len(comments),
        blank_count=len(comments) - len(coded),
        order=scale_order([c.sentiment for c in coded if c.sentiment], columns.order),
    )


def read_uncoded(
    path: Path, *, text: str, question: str | None
) -> list[tuple[str, str, str | None]]:
    """Return (id or row number, text, question) of each row that has words, in order.

    Raises: CouncilRefused as `read_labelled`.
    """
    rows = _rows(_bytes_of(path), [text, question])
    return [
        (row.get("id") or str(number), row[text], (row[question] or None) if question else None)
        for number, row in enumerate(rows, start=1)
        if (row[text] or "").strip()
    ]


def scale_order(values: Sequence[str], wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the distinct values from lowest to highest; empty where they have no order.

    Raises: CouncilRefused when `wanted` leaves out a value that occurs.

    >>> scale_order(["10", "2", "1"])
    ('1', '2', '10')
    >>> scale_order(["happy", "sad"])
    ()
    """
    found = sorted(set(values))
    if wanted:
        if missing := [v for v in found if v not in wanted]:
            raise CouncilRefused(f"The order of the scale leaves out the value “{missing[0]}”.")
        return tuple(v for v in wanted if v in found)
    try:
        if len({float(v) for v in found}) == len(found) <= MOST_STEPS and len(found) > 1:
            return tuple(sorted(found, key=float))
    except ValueError:
        pass
    for known in KNOWN_ORDERS:
        if len(found) > 1 and {v.lower() for v in found} <= set(known):
            return tuple(sorted(found, key=lambda v: known.index(v.lower())))
    return ()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CouncilRefused(
            f"The file {path.name} cannot be read: {error.strerror or 'no reason given'}."
        ) from error


def _rows(raw: bytes, wanted: Sequence[str | None]) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        present = set(reader.fieldnames or ())
        for column in wanted:
            if column is not None and column not in present:
                raise CouncilRefused(f"The file has no column called {column}.")
        return list(reader)
    except UnicodeDecodeError as error:
        raise CouncilRefused(
            "The file is not in UTF-8. Save it again as UTF-8 and try once more."
        ) from error
    except csv.Error as error:
        raise CouncilRefused(f"The file is not well-formed CSV: {error}.") from error


def _comment(row: Mapping[str, str | None], columns: Columns) -> LabelledComment | None:
    text = row[columns.text] or ""
    written = row[columns.labels] or ""
    parts = written.split(columns.separator) if columns.separator else [written]
    labels = frozenset(filter(None, (part.strip() for part in parts)))
    sentiment = (row[columns.sentiment] or "").strip() if columns.sentiment else ""
    if not text.strip() or not (labels or sentiment):
        return None
    question = (row[columns.question] or "").strip() if columns.question else ""
    return LabelledComment(text, question or None, labels or None, sentiment or None)


def _refuse_useless(comments: Sequence[LabelledComment]) -> None:
    coded = [c.labels for c in comments if c.labels]
    if not coded:
        raise CouncilRefused("No row has a label: there is nothing to learn from.")
    if len(coded) < FEWEST_ROWS:
        raise CouncilRefused(
            f"Only {len(coded)} rows have words and a label; at least {FEWEST_ROWS} are needed."
        )
    label, count = Counter(sorted(x for labels in coded for x in labels)).most_common(1)[0]
    if count == len(coded):
        raise CouncilRefused(
            f"Every row has the label “{label}”: there is nothing to tell it apart from. "
            "Is the separator right?"
        )
