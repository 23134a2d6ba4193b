"""What a file is, its content says: encodings, delimiters, and names that lie."""

import pytest

from feedback.domain.errors import ImportRefused
from feedback.services import import_grid as module
from feedback.services.import_grid import column_letter, pack, read_upload, unpack
from tests.workbooks import workbook

CSV = "ID,Overall,Words\n1,good,Café for £5\n2,poor,Nine months\n"


def refusal(name: str, content: bytes, encoding: str = "") -> str:
    with pytest.raises(ImportRefused) as refused:
        read_upload(name, content, encoding=encoding)
    return refused.value.public_message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_found(encoding: str) -> None:
    grid = read_upload("a.csv", CSV.encode(encoding))
    assert grid.rows[0] == (2, ("1", "good", "Café for £5"))
    assert ("cp1252" in " ".join(grid.notes)) is (encoding == "cp1252")


def test_wrong_encoding_that_was_chosen_is_refused_with_its_line_and_no_words() -> None:
    said = refusal("a.csv", CSV.encode("cp1252"), "utf-8")
    assert "line 2" in said
    assert "Caf" not in said


def test_bytes_of_no_encoding_are_refused() -> None:
    assert "encoding" in refusal("a.csv", CSV.encode() + b"3,good,\x81\xff\n")


def test_letters_that_were_spoiled_earlier_are_pointed_out() -> None:
    spoiled = CSV.encode().decode("cp1252").encode()
    assert "spoiled" in " ".join(read_upload("a.csv", spoiled).notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_found(delimiter: str) -> None:
    grid = read_upload("a.csv", CSV.replace(",", delimiter).encode())
    assert grid.header == ("ID", "Overall", "Words")


def test_headings_lose_what_no_database_takes() -> None:
    grid = read_upload(
        "a.csv", "ID,Wor\x00ds \u202e\n  of all\n1,a\n".replace("\n  ", " ").encode("utf-16")
    )
    assert grid.header == ("ID", "Words of all")


def test_blank_rows_are_no_rows_and_the_others_keep_their_numbers() -> None:
    grid = read_upload("a.csv", b"ID,Words\n1,a\n\n,\n2,b\n")
    assert [number for number, _cells in grid.rows] == [2, 5]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", workbook(("ID",), (1,)), "is an Excel workbook"),
        ("a.xlsx", CSV.encode(), "is no Excel workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0old", "old kind"),
        ("a.xls", CSV.encode(), "must end in .csv or .xlsx"),
        ("answers", CSV.encode(), "must end in .csv or .xlsx"),
        ("a.csv", b"%PDF-1.7 x", "something else"),
        ("a.csv", b"\n <!doctype html><p>x", "something else"),
        ("a.csv", b"\x89PNG x", "something else"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x00\n", "empty"),
        ("a.csv", b"ID,Words\n1,a\x00b\n", "null bytes"),
        ("a.csv", b"ID,Words\n", "no rows of answers"),
        ("a.csv", b'ID,Words\n1,"Siobhan never rang\n', "not well-formed"),
        ("a.csv", b"ID," * 101 + b"\n" + b"1," * 101, "more than 100 columns"),
        ("a.csv", b"1,good,Words\n1,good,Others\n", "seems to hold answers"),
        ("a.csv", b"ID," + b"w" * 501 + b"\n1,a\n", "seems to hold answers"),
        ("a.csv", b",,x\na,b,x\n", "seems to hold answers"),
        ("a.csv", b"Survey 2026,,\nID,Day,Words\n1,2 May 2026,a\n", "Most columns have no heading"),
    ],
)  # fmt: skip
def test_file_that_is_not_what_it_should_be_is_refused(
    name: str, content: bytes, words: str
) -> None:
    said = refusal(name, content)
    assert words in said
    assert "Siobhan" not in said, "promise 9"


def test_file_that_is_too_large_or_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    assert "2 rows" in refusal("a.csv", CSV.encode())
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    assert "20 MB" in refusal("a.csv", CSV.encode())


def test_grid_comes_back_as_it_was_sealed() -> None:
    content = workbook(("ID", "Words"), (1, "a"), (2, "b"), (3, "c"), merged=["B2:B3"], others=1)
    grid = read_upload("a.xlsx", content)
    assert unpack(pack(grid)) == grid
    assert (len(grid.rows), grid.row_count, grid.spoiled[0].row) == (1, 3, 2)


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_called_as_a_spreadsheet_calls_them(place: int, letter: str) -> None:
    assert column_letter(place) == letter
