"""Excel workbooks as bad as they come: values only, nothing unpacked without end, nothing mixed up."""

import re
from datetime import date

import pytest

from feedback.domain.errors import ImportRefused
from feedback.services.import_workbook import MOST_UNPACKED, NO_VALUE, Sheet, read_workbook
from tests.workbooks import SHEET, at, rewritten, with_part, workbook, worked_out

HEADER = ("ID", "Overall", "Comment")


def refusal(content: bytes) -> str:
    with pytest.raises(ImportRefused) as refused:
        read_workbook(content)
    return refused.value.public_message


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row for _number, row in sheet.rows]


def test_cells_of_every_kind_become_text_without_a_time_of_day() -> None:
    """R4-02."""
    sheet = read_workbook(
        workbook(HEADER, (1, 2.0, 2.5), (True, at(2026, 5, 4), date(2026, 5, 5)), (None, " x ", ""))
    )
    assert cells(sheet)[1:] == [
        ("1", "2", "2.5"), ("TRUE", "2026-05-04", "2026-05-05"), ("", "x", ""),
    ]  # fmt: skip
    assert "14:25" not in str(sheet.rows)


def test_formula_gives_what_it_last_came_to_and_never_its_own_text() -> None:
    content = worked_out(workbook(HEADER, (1, "good", '=CONCATENATE("hid","den")')), "42")
    assert cells(read_workbook(content))[1] == ("1", "good", "42")
    assert "CONCATENATE" not in str(read_workbook(content))


def test_formula_that_was_never_worked_out_is_marked_not_left_out_unsaid() -> None:
    sheet = read_workbook(workbook(HEADER, (1, "good", "=A1"), (2, "poor", "Words.")))
    assert cells(sheet)[1:] == [("1", "good", NO_VALUE), ("2", "poor", "Words.")]


def test_merged_cells_set_their_rows_aside_and_no_others() -> None:
    sheet = read_workbook(
        workbook(HEADER, (1, "good", "a"), (2, "poor", "b"), (3, "good", "c"), merged=["C2:C3"])
    )
    assert set(sheet.spoiled) == {2, 3}
    assert "merged" in sheet.spoiled[2]


def test_merged_cells_of_the_heading_alone_are_taken() -> None:
    sheet = read_workbook(workbook(("ID", "What?", None), (1, "a", "b"), merged=["B1:C1"]))
    assert cells(sheet) == [("ID", "What?", ""), ("1", "a", "b")]
    assert not sheet.spoiled


def test_heading_of_two_rows_is_refused() -> None:
    assert "more than one row" in refusal(workbook(HEADER, (1, 2, 3), (4, 5, 6), merged=["A1:A2"]))


@pytest.mark.parametrize("mac", [False, True])
def test_days_are_right_in_both_calendars(mac: bool) -> None:
    assert cells(read_workbook(workbook(HEADER, (at(2026, 5, 4),), mac=mac)))[1][0] == "2026-05-04"


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    sheet = read_workbook(workbook(HEADER, (1, "a", "b"), (), (), (2, "c", "d")))
    assert [number for number, _row in sheet.rows] == [1, 2, 5]


def test_other_sheets_are_named_as_not_read() -> None:
    (note,) = read_workbook(workbook(HEADER, (1, "a", "b"), others=2)).notes
    assert "2 were not" in note


def test_first_sheet_that_holds_anything_is_read() -> None:
    assert cells(read_workbook(workbook(others=1))) == [("not read",)]
    assert "no rows" in refusal(workbook())


def test_size_that_the_file_claims_is_not_believed() -> None:
    lying = rewritten(
        workbook(HEADER, (1, "a", "b")),
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', xml),
    )
    assert cells(read_workbook(lying))[1] == ("1", "a", "b")


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(workbook(HEADER, (1, 2, 3)), "xl/bomb.xml", b"0" * (MOST_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert "100 MB" in refusal(bomb)


def test_thousands_of_parts_are_refused() -> None:
    content = workbook(HEADER, (1, 2, 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedback.services.import_workbook.MOST_PARTS", 5)
        assert "100 MB" in refusal(content)


def test_sheet_of_too_many_cells_or_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    far = rewritten(
        workbook(HEADER, (1, 2, 3)), lambda xml: xml.replace(b'<row r="2"', b'<row r="1048577"')
    )
    assert "Leave out columns" in refusal(far)
    monkeypatch.setattr("feedback.services.import_workbook.MOST_CELLS", 5)
    assert "Leave out columns" in refusal(workbook(HEADER, (1, 2, 3)))


def test_sheet_whose_last_row_is_far_away_is_read_whole() -> None:
    far = rewritten(
        workbook(HEADER, (1, 2, 3)),
        lambda xml: re.sub(rb'(<row r=|<c r="[A-C])"?2"', rb'\g<1>"1048576"', xml).replace(
            b'A"1', b"A1").replace(b'B"1', b"B1").replace(b'C"1', b"C1"),
    )  # fmt: skip
    assert [number for number, _cells in read_workbook(far).rows] == [1, 1_048_576]


@pytest.mark.parametrize("declared", [b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<!doctype a>"])
def test_entities_are_refused(declared: bytes) -> None:
    content = rewritten(workbook(HEADER, (1, 2, 3)), lambda xml: declared + xml)
    assert "document type" in refusal(content)


def test_part_in_which_nothing_could_be_found_is_refused() -> None:
    content = rewritten(workbook(HEADER, (1, 2, 3)), lambda xml: xml.decode().encode("utf-16"))
    assert "cannot be read" in refusal(content)


def test_macros_are_refused() -> None:
    assert "macros" in refusal(with_part(workbook(HEADER, (1,)), "xl/vbaProject.bin", b"x"))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and nothing more",
        with_part(b"", "letter.txt", b"x"),
        rewritten(workbook(HEADER, (1, 2, 3)), lambda xml: xml[:200]),
        workbook(HEADER, (1, 2, 3))[:-40],
    ],
)
def test_file_that_is_no_whole_workbook_is_refused_in_plain_words(content: bytes) -> None:
    assert "cannot be read as an Excel workbook" in refusal(content)
    assert SHEET not in refusal(content)
