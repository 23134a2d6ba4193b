"""Analyse a CSV file into a CSV file: no database, same input, same bytes out."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import cache
from pathlib import Path

from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment, CommentAnalysis

COLUMNS = (
    "id", "language", "sentiment", "sentiment_score", "themes", "suggestion", "safeguarding",
    "masked", "spans", "evidence",
)  # fmt: skip
CHUNK = 500
csv.field_size_limit(10_000_000)

Row = list[str]
Progress = Callable[[int], None]


class FileRefused(ValueError):
    """The file cannot be analysed as it is; the message says why in plain words."""


def analyse_file(
    source: Path,
    target: Path,
    *,
    model: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> int:
    """Analyse every row of `source` (columns id and text; question and language if there) into `target`.

    Returns: how many rows were written; every row of the source has one, in the source's order. A row that
        could not be analysed has an empty sentiment and says why in `evidence`.

    Raises: FileRefused when the file is not UTF-8, has no such columns, or is not CSV. Nothing is left
        half written: the target appears when it is complete.
    """
    comments = _read(source)
    chunks = [comments[i : i + CHUNK] for i in range(0, len(comments), CHUNK)]
    part = target.with_name(target.name + ".part")
    done = 0
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for rows in _analysed(chunks, model, workers):
            writer.writerows(rows)
            done += len(rows)
            if progress is not None:
                progress(done)
    part.replace(target)
    return done


def _read(source: Path) -> list[Comment]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = {"id", "text"} - set(reader.fieldnames or ())
            if missing:
                raise FileRefused(f"The file has no column called {min(missing)}.")
            return [
                Comment(
                    row["id"] or "",
                    row["text"] or "",
                    row.get("question") or None,
                    row.get("language") or None,
                )
                for row in reader
            ]
    except UnicodeDecodeError as error:
        raise FileRefused(
            "The file is not in UTF-8. Save it again as UTF-8 and try once more."
        ) from error
    except csv.Error as error:
        raise FileRefused(f"The file is not well-formed CSV: {error}.") from error


def _analysed(
    chunks: Sequence[list[Comment]], model: Path | None, workers: int
) -> Iterator[list[Row]]:
    models = [model] * len(chunks)
    if workers <= 1 or len(chunks) <= 1:
        yield from map(_rows, chunks, models)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_rows, chunks, models)


@cache
def _engine(model: Path | None) -> Engine:
    return load_engine(model)


def _rows(comments: list[Comment], model: Path | None) -> list[Row]:
    """Return a row for each comment. Ids may repeat, so places stand for them inside the batch."""
    placed = [Comment(str(i), c.text, c.question, c.language) for i, c in enumerate(comments)]
    results, rejected = analyse(placed, _engine(model))
    rows = {int(r.id): _row(comments[int(r.id)].id, r) for r in results}
    for reject in rejected:
        reason = json.dumps({"rejected": reject.reason}, ensure_ascii=False)
        rows[int(reject.id)] = [
            comments[int(reject.id)].id,
            "und",
            "",
            "",
            "",
            "0",
            "0",
            "",
            "[]",
            reason,
        ]
    return [rows[i] for i in range(len(comments))]


def _row(original_id: str, result: CommentAnalysis) -> Row:
    feeling = result.sentiment
    evidence = {
        "themes": {t.theme: [asdict(e) for e in t.evidence] for t in result.themes},
        "confidence": {t.theme: t.confidence for t in result.themes},
        "flag": None
        if result.flag is None
        else {"urgency": result.flag.urgency, "reason": result.flag.reason},
        "version": result.version,
    }
    spans = [{"start": s.start, "end": s.end, "type": s.kind} for s in result.masked.spans]
    return [
        original_id,
        result.language.code,
        feeling.sentiment.value if feeling else "",
        f"{feeling.score:.3f}" if feeling else "",
        ";".join(f"{t.theme}:{t.polarity.sign}" for t in result.themes),
        str(int(result.proposal is not None)),
        str(int(result.flag is not None)),
        result.masked.text.encode("utf-8", "replace").decode(),
        json.dumps(spans),
        json.dumps(evidence, ensure_ascii=True, sort_keys=True),
    ]
