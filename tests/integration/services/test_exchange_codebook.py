"""The codebook goes out and comes back; hostile files are refused (REFI-QDA 1.5, codebook exchange)."""

import csv
import io
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from feedback.domain.errors import ImportRefused
from feedback.services.codebook import StoredCodebook, StoredTheme, ThemeWords
from feedback.services.exchange_codebook import NAMESPACE, read_qdc, write_csv, write_qdc

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BREAKS = ThemeWords("Short breaks & <play>", "Breaks", "respite, “clubs”", "it is school", "iv")
WAITING = ThemeWords("Waiting", "Did you wait?", "=waiting lists", "", "v", ("We waited.",))
BOOK = StoredCodebook(
    3, "2026.1 change 2", (StoredTheme("breaks", BREAKS), StoredTheme("waiting", WAITING))
)
EMPTY = StoredCodebook(1, "1", (StoredTheme("other", replace(WAITING, label="Other")),))


def qdc(inside: str, *, before: str = "") -> bytes:
    """Return a file as other programs write it."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}'
        f'<CodeBook xmlns="{NAMESPACE}" origin="Another"><Codes>{inside}</Codes></CodeBook>'
    ).encode()


def test_codebook_when_written_has_the_shape_of_the_standard() -> None:
    root = ET.fromstring(write_qdc(BOOK))  # noqa: S314 (we wrote it)
    inside = f"{{{NAMESPACE}}}"
    assert root.tag == f"{inside}CodeBook"
    assert [child.tag for child in root] == [f"{inside}Codes"]
    for code in root[0]:
        assert code.tag == f"{inside}Code"
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert GUID.fullmatch(code.attrib["guid"])
        assert [child.tag for child in code] == [f"{inside}Description"]
    assert write_qdc(BOOK) == write_qdc(BOOK), "the same bytes"


def test_codebook_when_written_and_read_elsewhere_is_the_same() -> None:
    read = read_qdc(write_qdc(BOOK), EMPTY)
    said = [(words.label, words.include, words.exclude) for words in read]
    assert said == [(w.label, w.include, w.exclude) for w in (BREAKS, WAITING)]


def test_services_of_a_theme_when_written_and_read_elsewhere_are_the_same() -> None:
    """Section 1.2: the standard has no place for them, so they stand at the end of the description."""
    told = replace(BREAKS, services=("short_breaks", "send"))
    book = replace(BOOK, themes=(StoredTheme("breaks", told), BOOK.themes[1]))
    (read, none) = read_qdc(write_qdc(book), EMPTY)
    assert (read.include, read.exclude) == (told.include, told.exclude)
    assert (read.services, none.services) == (("send", "short_breaks"), ())
    (row, _other) = csv.DictReader(io.StringIO(write_csv(book).decode("utf-8-sig")))
    assert row["services"] == "short_breaks | send"
    alone = replace(told, exclude="")
    (read,) = read_qdc(write_qdc(replace(book, themes=(StoredTheme("breaks", alone),))), EMPTY)
    assert (read.include, read.exclude, read.services) == (
        alone.include,
        "",
        ("send", "short_breaks"),
    )


def test_words_of_another_program_that_only_look_like_services_stay_as_they_are() -> None:
    said = "<Description>All that is about Services: buses | send</Description>"
    (read,) = read_qdc(qdc(f'<Code guid="1" name="Travel">{said}</Code>'), EMPTY)
    assert (read.include, read.services) == ("All that is about Services: buses | send", ())


def test_codebook_when_it_comes_back_adds_nothing() -> None:
    renamed = StoredTheme("waiting", replace(WAITING, label="Delays"))
    changed = replace(BOOK, themes=(BOOK.themes[0], renamed))
    assert read_qdc(write_qdc(BOOK), BOOK) == []
    assert read_qdc(write_qdc(BOOK), changed) == [], "known by its guid, whatever its name"


def test_codes_of_another_program_when_nested_are_named_after_both() -> None:
    inner = '<Code guid="2" name="Buses" isCodable="true" color="#ff0000"/>'
    outer = f'<Code guid="1" name="Travel" isCodable="false">{inner}</Code>'
    found = read_qdc(qdc(outer), EMPTY)
    assert [words.label for words in found] == ["Travel", "Travel: Buses"]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"not xml",
        b"<CodeBook/>",
        b'<?xml version="1.0" encoding="no-such"?><CodeBook/>',
        qdc("<Code"),
        qdc('<Code guid="1" isCodable="true"/>'),
        qdc('<Code guid="1" name="x">' * 9 + "</Code>" * 9),
        qdc("".join(f'<Code guid="{n}" name="c{n}"/>' for n in range(201))),
        qdc("", before='<!DOCTYPE CodeBook [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        qdc("", before='<!DOCTYPE CodeBook SYSTEM "file:///etc/passwd">'),
        b" " * 1_000_001,
    ],
)
def test_file_when_damaged_or_hostile_is_refused_in_plain_words(written: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_qdc(written, EMPTY)
    assert "passwd" not in str(refused.value)


def test_table_when_written_holds_every_theme_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(BOOK).decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == [BREAKS.label, WAITING.label]
    assert rows[1]["take_when"] == "'=waiting lists"
    assert rows[0]["version"] == BOOK.version
