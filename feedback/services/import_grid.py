"""A file that an officer sends, as a grid of cells: CSV in whichever encoding, or an Excel workbook.

What a file is, its content says, not its name. No refusal holds what a cell held.
"""

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feedback.domain.errors import ImportRefused
from feedback.services.import_rows import RejectedRow
from feedback.services.import_workbook import MOST_COLUMNS, Numbered, read_workbook

MOST_BYTES = 20_000_000
"""The largest file that is taken in: 20 MB."""
MOST_ROWS = 20_000
"""As many answers as one transaction stores within seconds."""
LONGEST_HEADING = 500
ENCODINGS = {"": "", "utf-8": "UTF-8", "cp1252": "Windows (cp1252)", "utf-16": "UTF-16"}
TOO_LARGE = "The file is larger than 20 MB. It was not read. Export fewer answers at a time, or leave out columns."

_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NEITHER = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"<!DOC",
    b"<!doc",
    b"<html",
    b"<?xml",
)
_SPOILED = ("Ã©", "â€™", "Â£", "â€œ")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a file.

    Args:
        header: the first row, stripped; may hold the same words twice, or none.
        rows: each with its number as a spreadsheet shows it. Privacy: free text of families.
        spoiled: rows that cannot be told apart or read, set aside with the reason.
        sha256: of the file as it came.
        notes: what the officer should know of how it was read.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sha256: str
    spoiled: tuple[RejectedRow, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def row_count(self) -> int:
        """Return how many rows there are below the header, those set aside too."""
        return len(self.rows) + len(self.spoiled)

    def column(self, place: int) -> Iterable[str]:
        """Return the column's cells that are not empty, stripped, from the top."""
        return (
            cells[place].strip()
            for _number, cells in self.rows
            if place < len(cells) and cells[place].strip()
        )


def column_letter(place: int) -> str:
    """Return what a spreadsheet calls the column: A, B ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def pack(grid: Grid) -> bytes:
    """Return the grid as bytes to be sealed."""
    written = [
        grid.header, grid.rows, grid.sha256,
        [(one.row, one.reason) for one in grid.spoiled], grid.notes,
    ]  # fmt: skip
    return zlib.compress(json.dumps(written).encode(), 6)


def unpack(packed: bytes) -> Grid:
    """Return the grid that `pack` wrote."""
    header, rows, sha256, spoiled, notes = json.loads(zlib.decompress(packed))
    return Grid(
        header=tuple(header),
        rows=tuple((number, tuple(cells)) for number, cells in rows),
        sha256=sha256,
        spoiled=tuple(RejectedRow(row, reason) for row, reason in spoiled),
        notes=tuple(notes),
    )


def read_upload(filename: str, content: bytes, *, encoding: str = "") -> Grid:
    """Return the file's cells.

    Args:
        encoding: one of ENCODINGS; "" works it out.

    Raises: ImportRefused, in words that say what to do.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefused(TOO_LARGE)
    ending = filename.lower().rpartition(".")[2]
    _see_kind(ending, content)
    notes: tuple[str, ...] = ()
    spoiled: Mapping[int, str] = {}
    if ending == "xlsx":
        sheet = read_workbook(content)
        numbered, spoiled, notes = sheet.rows, sheet.spoiled, sheet.notes
    else:
        text, notes = _decode(content, encoding)
        numbered = _split(text)
    header, rows = _see_shape(numbered)
    sha256 = hashlib.sha256(content).hexdigest()
    whole = tuple((number, cells) for number, cells in rows if number not in spoiled)
    aside = tuple(
        RejectedRow(number, spoiled[number]) for number, _cells in rows if number in spoiled
    )
    return Grid(header, whole, sha256, aside, notes)


def _see_kind(ending: str, content: bytes) -> None:
    """See that the content is what the name says."""
    if not content.strip(b"\x00 \t\r\n"):
        raise ImportRefused("The file is empty.")
    if ending not in {"csv", "xlsx"}:
        raise ImportRefused(
            "Only CSV files and Excel workbooks are read: the name must end in .csv or .xlsx. "
            "Save an older workbook (.xls), or one with macros (.xlsm), as .xlsx first."
        )
    if content.startswith(_OLD_WORKBOOK):
        raise ImportRefused(
            "This is an Excel workbook of the old kind, or one with a password. Take the password off "
            "and save it as .xlsx."
        )
    is_zip = content.startswith(_WORKBOOK)
    if ending == "csv" and is_zip:
        raise ImportRefused(
            "The name ends in .csv, and the file is an Excel workbook or another packed file. Save it as "
            "“CSV UTF-8”, or give it its right name."
        )
    if ending == "xlsx" and not is_zip:
        raise ImportRefused("The name ends in .xlsx, and the file is no Excel workbook.")
    if ending == "csv" and content.lstrip().startswith(_NEITHER):
        raise ImportRefused(
            "The name ends in .csv, and the file is something else: a page, a picture or a document. "
            "Export the answers as CSV again."
        )


def _decode(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Return the text, and what to say of how it was read."""
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    if b"\x00" in content and not marked and encoding != "utf-16":
        raise ImportRefused(
            "The file holds null bytes: it was damaged on its way, or it is in UTF-16 without its mark. "
            "Save it as “CSV UTF-8”."
        )
    for name in [marked or encoding] if marked or encoding else ["utf-8", "cp1252"]:
        try:
            text = content.decode(name)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            continue
        return text, _say_encoding(text, name)
    raise ImportRefused(
        f"The file is not in {ENCODINGS.get(marked or encoding) or 'an encoding that we know'}: line {line} "
        "has a byte that is no letter there. Save it as “CSV UTF-8”, or choose another encoding."
    )


def _say_encoding(text: str, name: str) -> tuple[str, ...]:
    said = []
    if name == "cp1252":
        said.append("Read as Windows (cp1252). See below whether letters like £ and é are right.")
    if any(mark in text for mark in _SPOILED):
        said.append(
            "Some letters were spoiled before the file came here: an é or ’ has become two or three others. "
            "If you can, export it again as “CSV UTF-8”."
        )
    return tuple(said)


def _split(text: str) -> list[Numbered]:
    """Return the rows of CSV, numbered as a spreadsheet numbers them; blank ones are left out."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [
            (number, tuple(row))
            for number, row in enumerate(reader, start=1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise ImportRefused(
            f"The file is not well-formed CSV near line {reader.line_num}. Often a quotation mark is missing: "
            "export it again from where it came."
        ) from None


def _see_shape(numbered: list[Numbered]) -> tuple[tuple[str, ...], list[Numbered]]:
    """Return the header and the rows below it."""
    if len(numbered) < 2:
        raise ImportRefused("The file has no rows of answers below a first row of questions.")
    header = tuple(map(_as_heading, numbered[0][1]))
    rows = numbered[1:]
    if len(rows) > MOST_ROWS:
        raise ImportRefused(
            f"The file has {len(rows):,} rows, and {MOST_ROWS:,} are taken at a time. Split it, or ask whoever "
            "runs the service to import it by the command line."
        )
    if len(header) > MOST_COLUMNS:
        raise ImportRefused(
            f"The file has more than {MOST_COLUMNS} columns. Leave out those that are not needed."
        )
    if _holds_answers(header, rows):
        raise ImportRefused(
            "The first row seems to hold answers. It must hold the questions: export the file with headings."
        )
    if _is_title(header, rows):
        raise ImportRefused(
            "Most columns have no heading in the first row: it may be a title, or one of two rows of headings. "
            "Take away what stands above the row with the questions, and send the file again."
        )
    return header, rows


def _as_heading(cell: str) -> str:
    """Return a heading with single blanks, and without what no database or page takes."""
    kept = "".join(letter for letter in cell if letter.isprintable() or letter.isspace())
    return " ".join(kept.split())


def _is_title(header: tuple[str, ...], rows: list[Numbered]) -> bool:
    """Tell whether most of the columns that hold something have no heading, as below a title."""
    used = {place for _n, cells in rows for place, cell in enumerate(cells) if cell.strip()}
    named = {place for place, words in enumerate(header) if words}
    return 2 * len(used & named) < len(used)


def _holds_answers(header: tuple[str, ...], rows: list[Numbered]) -> bool:
    """Tell whether the first row is an answer like those below it, which must never be shown as a question."""
    if any(len(words) > LONGEST_HEADING for words in header):
        return True
    named = [place for place, words in enumerate(header) if words]
    again = [
        place
        for place in named
        if any(place < len(cells) and cells[place].strip() == header[place] for _n, cells in rows)
    ]
    return not named or 2 * len(again) >= len(named)
