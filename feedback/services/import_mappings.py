"""Which column of somebody else's file is which question of ours. Mappings are TOML files.

The shipped ones lie in `feedback/imports`; docs/importing.md says how to write one.
"""

import codecs
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from feedback.domain.errors import ImportRefused
from feedback.domain.questionnaires import Construct, QuestionKind, Questionnaire

SHIPPED = Path(__file__).resolve().parent.parent / "imports"

OWN_KEY = "id"
OWN_DAY = "received_on"
ISO_DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cell answers: our construct, and the words it was asked in, or None where they were ours."""

    construct: Construct
    words: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of chosen answers.

    Args:
        values: what the file says -> our answer code.
        skipped: what the file says where nothing was answered.
        separator: between several answers in one cell, or None.
    """

    asked: Asked
    column: str
    values: Mapping[str, str]
    skipped: frozenset[str]
    separator: str | None


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of free text.

    Args:
        question_column: says for each row what was asked, or None where it was always the same.
        questions: what it says -> what was asked; the one key is "" where there is no question column.
    """

    column: str
    skipped: frozenset[str]
    question_column: str | None
    questions: Mapping[str, Asked]


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """How to read one kind of file.

    Args:
        name: part of what makes a row known when it comes again; never changed once it was used.
        key: the columns that name a row; empty where only a row's whole content can.
        day_column, day_format: when it was received (strptime), or None where the file does not say.
        read_day: reads the day in place of the format; raises ValueError with the reason.
        known_as: stands for `name` in what makes a row known; None where it is the name.
        once_each: a row that is the same in every cell as an earlier one is the same answer, sent twice.
    """

    name: str
    title: str
    key: tuple[str, ...]
    answers: tuple[AnswerColumn, ...]
    texts: tuple[TextColumn, ...]
    day_column: str | None = None
    day_format: str = ISO_DAY
    language: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    read_day: Callable[[str], date] | None = None
    known_as: str | None = None
    once_each: bool = False

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return everything that the file's people were asked, in the file's order."""
        written = (asked for text in self.texts for asked in text.questions.values())
        return (*(answer.asked for answer in self.answers), *written)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that the file must have, in order, each once."""
        named = [*self.key]
        named += [self.day_column] if self.day_column else []
        named += [answer.column for answer in self.answers]
        for text in self.texts:
            named += [text.column, *([text.question_column] if text.question_column else [])]
        return tuple(dict.fromkeys(named))


def load_mapping(path: Path) -> ImportMapping:
    """Return the mapping in a TOML file.

    Raises: ImportRefused naming the file and what is wrong in it.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        return _read(written)
    except OSError:
        raise ImportRefused(f"The mapping {path.name} cannot be opened.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(f"The mapping {path.name} is not a TOML file: {error}") from None
    except KeyError as error:
        raise ImportRefused(f"The mapping {path.name} does not say {error.args[0]!r}.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise ImportRefused(f"The mapping {path.name} is wrong: {error}") from None


def load_shipped_mappings() -> tuple[ImportMapping, ...]:
    """Return the mappings that come with the service, by file name."""
    return tuple(load_mapping(path) for path in sorted(SHIPPED.glob("*.toml")))


def choose_mapping(header: Sequence[str], questionnaire: Questionnaire) -> ImportMapping:
    """Return the shipped mapping whose columns the file has, or the one for our own column names.

    Raises: ImportRefused when the file has neither.
    """
    for mapping in load_shipped_mappings():
        if set(mapping.columns) <= set(header):
            return mapping
    return _own_columns(header, questionnaire)


def _own_columns(header: Sequence[str], questionnaire: Questionnaire) -> ImportMapping:
    """Return the mapping of a file whose columns are named as our constructs."""
    asked = {q.construct.value: q for q in questionnaire.questions if q.construct.value in header}
    if not asked:
        raise ImportRefused(
            "None of the file's columns is one that we know. Give a mapping with --map, or name the "
            f"columns: {', '.join(q.construct.value for q in questionnaire.questions)}."
        )
    chosen = [q for q in asked.values() if not q.is_typed]
    return ImportMapping(
        name="own-columns",
        title="our own column names",
        key=(OWN_KEY,) if OWN_KEY in header else (),
        answers=tuple(
            AnswerColumn(
                asked=Asked(q.construct),
                column=q.construct.value,
                values={option.code: option.code for option in q.options},
                skipped=frozenset({""}),
                separator="|" if q.kind is QuestionKind.CHOICES else None,
            )
            for q in chosen
        ),
        texts=tuple(
            TextColumn(q.construct.value, frozenset({""}), None, {"": Asked(q.construct)})
            for q in asked.values()
            if q.is_typed
        ),
        day_column=OWN_DAY if OWN_DAY in header else None,
    )


def _read(written: dict[str, Any]) -> ImportMapping:
    unknown = set(written) - {
        "name", "title", "key", "answer", "text", "received", "language", "encoding", "delimiter"
    }  # fmt: skip
    if unknown:
        raise ValueError(f"it says {', '.join(sorted(unknown))}, which means nothing here")
    received = written.get("received", {})
    mapping = ImportMapping(
        name=str(written["name"]),
        title=str(written.get("title", written["name"])),
        key=tuple(written.get("key", ())),
        answers=tuple(_read_answer(one) for one in written.get("answer", ())),
        texts=tuple(_read_text(one) for one in written.get("text", ())),
        day_column=received["column"] if received else None,
        day_format=received.get("format", ISO_DAY),
        language=written.get("language"),
        encoding=written.get("encoding", "utf-8"),
        delimiter=written.get("delimiter", ","),
    )
    if not mapping.answers and not mapping.texts:
        raise ValueError("it names no answer and no text")
    if len(mapping.delimiter) != 1 or not mapping.name or len(mapping.name) > 80:
        raise ValueError("the delimiter must be one character, and the name at most 80")
    try:
        codecs.lookup(mapping.encoding)
    except LookupError:
        raise ValueError("the encoding is not one that Python knows") from None
    return mapping


def _read_answer(one: dict[str, Any]) -> AnswerColumn:
    return AnswerColumn(
        asked=_read_asked(one),
        column=one["column"],
        values={str(said): str(code) for said, code in one["values"].items()},
        skipped=frozenset(map(str, one.get("skipped", [""]))),
        separator=one.get("separator"),
    )


def _read_text(one: dict[str, Any]) -> TextColumn:
    asked_in = one.get("question_column")
    said = one["questions"] if asked_in else {"": one}
    return TextColumn(
        column=one["column"],
        skipped=frozenset(map(str, one.get("skipped", [""]))),
        question_column=asked_in,
        questions={key: _read_asked(asked) for key, asked in said.items()},
    )


def _read_asked(one: dict[str, Any]) -> Asked:
    return Asked(Construct(one["construct"]), one.get("words"))
