"""Read a CSV file from another system into submissions, and say of every row that cannot be one why not.

No reason holds a cell's content: reasons are read by people who may not read the words.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from feedback.domain.enums import Channel
from feedback.domain.errors import ImportRefused
from feedback.domain.questionnaires import (
    FEWEST_PEOPLE,
    MOST_PEOPLE,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.submissions import Answer, Submission
from feedback.services.import_mappings import AnswerColumn, Asked, ImportMapping, TextColumn

Row = dict[str, str]
DayOf = Callable[[str], date]
"""Gives the day of a row by its key, where the file does not say it."""

# A cell that a spreadsheet would run, not read: a function call, a reference, a link to a program.
_FORMULA = re.compile(r"^[=+@-]\s*(?:[A-Za-z][\w.]*\s*[(|]|[A-Z]{1,3}\d+\b)|^=\s*[\d(\"'+-]")
_SHEET_ERROR = re.compile(r"^#(?:NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!)$")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was set aside: its number as a spreadsheet shows it (the header is 1), and why."""

    row: int
    reason: str


class _NotTaken(Exception):
    """Why one row cannot be a submission."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The file's header and its rows, each with its number as a spreadsheet shows it."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sha256: str


def read_csv(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> CsvFile:
    """Return the file's rows, all read before any is stored.

    Raises: ImportRefused, in words that say what to do, when it is not a CSV file in that encoding.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise ImportRefused(f"The file {path.name} cannot be opened.") from None
    text = _decode(content, path.name, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = [(number, tuple(row)) for number, row in enumerate(reader, start=1) if row]
    except csv.Error as error:
        raise ImportRefused(
            f"{path.name} is not well-formed CSV near line {reader.line_num}: {error}. Nothing was "
            "stored. Often a quotation mark is missing: save it as CSV again from where it came."
        ) from None
    if not numbered:
        raise ImportRefused(f"{path.name} is empty.")
    header = tuple(name.strip() for name in numbered[0][1])
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise ImportRefused(f"{path.name} has two columns of one name: {', '.join(twice)}.")
    return CsvFile(header, tuple(numbered[1:]), hashlib.sha256(content).hexdigest())


def _decode(content: bytes, name: str, encoding: str) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportRefused(
            f"{name} is a spreadsheet workbook. Save it as “CSV UTF-8 (comma delimited)” and import that."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding.replace("_", "-").lower() in {"utf-8", "utf8"}:
        encoding = "utf-8-sig"  # spreadsheets put an invisible mark first
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ImportRefused(
            f"{name} is not in {encoding.removesuffix('-sig')}: line {line} has a byte that is no letter "
            "there. Save it as “CSV UTF-8”, or say its encoding (often --encoding cp1252)."
        ) from None


@dataclass(frozen=True, slots=True)
class RowReader:
    """Turns rows of one file into submissions.

    Args:
        day_of: the day of a row, by its key, where the file does not say.
    """

    mapping: ImportMapping
    questionnaire: Questionnaire
    day_of: DayOf

    def check(self, header: Sequence[str]) -> None:
        """See that the file has the columns.

        Raises: ImportRefused naming every column that is missing.
        """
        missing = [column for column in self.mapping.columns if column not in header]
        if missing:
            raise ImportRefused(
                f"The file does not have the column{'s' if len(missing) > 1 else ''} "
                f"{', '.join(missing)}, which the mapping “{self.mapping.title}” reads."
            )

    def read(self, file: CsvFile) -> tuple[list[tuple[int, Submission]], list[RejectedRow]]:
        """Return row number and submission of each good row, and the rejected; together all rows."""
        good: list[tuple[int, Submission]] = []
        rejected: list[RejectedRow] = []
        seen: dict[str, int] = {}
        repeats: Counter[str] = Counter()
        for number, cells in file.rows:
            try:
                row = _as_row(file.header, cells)
                key = self._key(row, repeats)
                if key in seen:
                    raise _NotTaken(self._same_as(seen[key]))
                seen[key] = number
                good.append((number, self._submission(row, key)))
            except _NotTaken as why:
                rejected.append(RejectedRow(number, str(why)))
        return good, rejected

    def _same_as(self, earlier: int) -> str:
        if self.mapping.key:
            return f"It has the same key as row {earlier}."
        return f"It is the same in every cell as row {earlier}."

    def _key(self, row: Row, repeats: Counter[str]) -> str:
        if self.mapping.key:
            parts = [row[column].strip() for column in self.mapping.key]
            if not any(parts):
                raise _NotTaken(f"It has no {' and '.join(self.mapping.key)}.")
            return "\x1f".join(parts)
        # Nothing names the row, so its whole content does, and which time it stands in the file.
        content = hashlib.sha256("\x1f".join(row.values()).encode("utf-8", "replace")).hexdigest()
        repeats[content] += 1
        if self.mapping.once_each:
            return f"{content} 1"
        return f"{content} {repeats[content]}"

    def _submission(self, row: Row, key: str) -> Submission:
        # Only what was asked: a question that the other system never put was not skipped (R1-03).
        answers = (*self._chosen(row), *self._written(row))
        if all(answer.skipped for answer in answers):
            raise _NotTaken("Nothing is answered in it.")
        return Submission(
            questionnaire=self.questionnaire,
            channel=Channel.IMPORT,
            language=self.mapping.language or self.questionnaire.language,
            answers=answers,
            may_quote=False,
            received_on=self._day(row, key),
            once_key=f"import {self.mapping.known_as or self.mapping.name} {self.questionnaire.forum} {key}",
        )

    def _day(self, row: Row, key: str) -> date:
        if self.mapping.day_column is None:
            return self.day_of(key)
        if self.mapping.read_day is not None:
            try:
                return self.mapping.read_day(row[self.mapping.day_column])
            except ValueError as why:
                raise _NotTaken(f"Its {self.mapping.day_column} {why}.") from None
        try:
            # A day has no time zone: it is the day that the other system wrote down.
            return datetime.strptime(  # noqa: DTZ007
                row[self.mapping.day_column].strip(), self.mapping.day_format
            ).date()
        except ValueError:
            raise _NotTaken(
                f"Its {self.mapping.day_column} is not a day written like {self.mapping.day_format}."
            ) from None

    def _chosen(self, row: Row) -> Iterator[Answer]:
        # Several columns may answer one question: one for each box that could be ticked.
        codes: dict[str, tuple[str, ...]] = {}
        for column in self.mapping.answers:
            question = self._question(column.asked)
            said = row[column.column].strip()
            found = () if said in column.skipped else _codes(column, said, question)
            codes[question.id] = tuple(dict.fromkeys((*codes.get(question.id, ()), *found)))
        for question_id, choices in codes.items():
            yield Answer(question_id, choices=choices)

    def _written(self, row: Row) -> Iterator[Answer]:
        taken: set[str] = set()
        for column in self.mapping.texts:
            words = row[column.column].strip()
            skipped = words in column.skipped
            if not skipped:
                _see_words(words, column.column)
            question = self._question(self._asked(column, row))
            if question.kind is QuestionKind.NUMBER and not skipped:
                words = _whole_number(words, column.column)
            if question.id in taken:
                raise _NotTaken(f"Two of its texts answer the question {question.id}.")
            taken.add(question.id)
            yield Answer(question.id, text=None if skipped else words)

    def _asked(self, column: TextColumn, row: Row) -> Asked:
        said = row[column.question_column].strip() if column.question_column else ""
        asked = column.questions.get(said)
        if asked is None:
            raise _NotTaken(f"Its {column.question_column} is none that the mapping knows.")
        return asked

    def _question(self, asked: Asked) -> Question:
        # `questionnaire_as_asked` has seen that every construct of the mapping is there.
        return next(q for q in self.questionnaire.questions if q.construct is asked.construct)


def _as_row(header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise _NotTaken(f"It has {len(cells)} cells, and the header has {len(header)}.")
    if any("\x00" in cell for cell in cells):
        raise _NotTaken("It holds a null byte: the file was damaged on its way.")
    return dict(zip(header, cells, strict=True))


def _codes(column: AnswerColumn, said: str, question: Question) -> tuple[str, ...]:
    parts = [part.strip() for part in said.split(column.separator)] if column.separator else [said]
    codes = [column.values.get(part) for part in parts if part]
    known = [code for code in codes if code is not None and question.option(code) is not None]
    if len(known) != len(codes):
        raise _NotTaken(f"Its {column.column} is none of the answers that can be given.")
    return tuple(dict.fromkeys(known))


def _whole_number(words: str, column: str) -> str:
    number = int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else 0
    if not FEWEST_PEOPLE <= number <= MOST_PEOPLE:
        raise _NotTaken(f"Its {column} is no whole number from {FEWEST_PEOPLE} to {MOST_PEOPLE:,}.")
    return str(number)


def _see_words(words: str, column: str) -> None:
    if _SHEET_ERROR.match(words):
        raise _NotTaken(f"Its {column} is a spreadsheet's error message in place of the words.")
    if _FORMULA.match(words):
        raise _NotTaken(f"Its {column} is a spreadsheet formula, not words.")
