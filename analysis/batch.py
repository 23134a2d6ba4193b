"""Analyse a CSV file into a CSV file: no database, same input, same bytes out."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment, CommentAnalysis

COLUMNS = (
    "id", "language", "sentiment", "sentiment_score", "themes", "suggestion", "safeguarding",
    "masked", "spans", "evidence",
)  # fmt: skip
CHUNK = 500
csv.field_size_limit(10_000_000)

if TYPE_CHECKING:
    from analysis.learning.council import CouncilModel, CouncilTags

Row = list[str]
Progress = Callable[[int], None]


class FileRefused(ValueError):
    """The file cannot be analysed as it is; the message says why in plain words."""


def analyse_file(
    source: Path,
    target: Path,
    *,
    model: Path | None = None,
    quick: bool = False,
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
        for rows in _analysed(chunks, model, quick, workers):
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
    chunks: Sequence[list[Comment]], model: Path | None, quick: bool, workers: int
) -> Iterator[list[Row]]:
    models, ways = [model] * len(chunks), [quick] * len(chunks)
    if workers <= 1 or len(chunks) <= 1:
        yield from map(_rows, chunks, models, ways)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_rows, chunks, models, ways)


@cache
def _engine(model: Path | None, quick: bool) -> Engine:
    return load_engine(model, quick=quick)


@cache
def _council(model: Path | None) -> "CouncilModel | None":
    # Learning needs more of SciPy than reading does; only who brings a model pays for it.
    from analysis.learning.council import is_council_model, load_council

    return load_council(model) if model is not None and is_council_model(model) else None


def _rows(comments: list[Comment], model: Path | None, quick: bool) -> list[Row]:
    """Return a row for each comment. Ids may repeat, so places stand for them inside the batch."""
    placed = [Comment(str(i), c.text, c.question, c.language) for i, c in enumerate(comments)]
    council = _council(model) if model is not None else None
    results, rejected = analyse(placed, _engine(None if council else model, quick))
    said = [_suggested(result) for result in results]
    if council is not None:
        from analysis.learning.council import analyse_with_council

        questions = [placed[int(r.id)].question for r in results]
        tags = analyse_with_council([r.masked.text for r in results], questions, council)
        said = [
            _said_by_council(result, tag) if result.language.measured else suggested
            for result, tag, suggested in zip(results, tags, said, strict=True)
        ]
    rows = {
        int(result.id): _row(comments[int(result.id)].id, result, one)
        for result, one in zip(results, said, strict=True)
    }
    for reject in rejected:
        original_id = comments[int(reject.id)].id
        reason = json.dumps({"rejected": reject.reason}, ensure_ascii=False)
        rows[int(reject.id)] = [original_id, "und", "", "", "", "0", "0", "", "[]", reason]
    return [rows[i] for i in range(len(comments))]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of themes and feeling, by the shipped codebook or by a council's own."""

    sentiment: str
    score: str
    themes: str
    evidence: dict[str, list[dict[str, object]]]
    confidence: dict[str, float]


def _suggested(result: CommentAnalysis) -> _Said:
    feeling = result.sentiment
    return _Said(
        feeling.sentiment.value if feeling else "",
        f"{feeling.score:.3f}" if feeling else "",
        ";".join(f"{t.theme}:{t.polarity.sign}" for t in result.themes),
        {t.theme: [asdict(e) for e in t.evidence] for t in result.themes},
        {t.theme: t.confidence for t in result.themes},
    )


def _said_by_council(result: CommentAnalysis, tags: "CouncilTags") -> _Said:
    """Return the council's own labels; a `;` inside a label is written as a comma, since it parts labels."""
    shipped, felt = _suggested(result), tags.sentiment
    score = "" if felt is None or felt.score is None else f"{felt.score:.3f}"
    return _Said(
        felt.value if felt else shipped.sentiment,
        score if felt else shipped.score,
        ";".join(t.label.replace(";", ",") for t in tags.labels),
        {t.label: [asdict(e) for e in t.evidence] for t in tags.labels},
        {t.label: t.confidence for t in tags.labels},
    )


def _row(original_id: str, result: CommentAnalysis, said: _Said) -> Row:
    flag = result.flag
    evidence = {
        "themes": said.evidence,
        "confidence": said.confidence,
        "flag": flag and {"urgency": flag.urgency, "reason": flag.reason},
        "version": result.version,
    }
    spans = [{"start": s.start, "end": s.end, "type": s.kind} for s in result.masked.spans]
    return [
        original_id,
        result.language.code,
        said.sentiment,
        said.score,
        said.themes,
        str(int(result.proposal is not None)),
        str(int(flag is not None)),
        result.masked.text.encode("utf-8", "replace").decode(),
        json.dumps(spans),
        json.dumps(evidence, ensure_ascii=True, sort_keys=True),
    ]
