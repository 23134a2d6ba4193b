"""Files that other programs wrote are read, and what they do otherwise than ours loses nothing (REFI-QDA 1.5)."""

import csv
import io
import zipfile
from pathlib import Path

from feedback.services.exchange_codebook import read_qdc, write_csv
from feedback.services.exchange_project import Source, read_project, write_project
from tests.integration.services.test_exchange_codebook import BOOK, qdc
from tests.integration.services.test_exchange_project import AT, NAME, WORDS, packed, project

MADE = Path(__file__).parents[2] / "data" / "exchange"
CODE = '<CodeBook><Codes><Code guid="c1" name="Waiting: criticised" isCodable="true"/></Codes></CodeBook>'


def test_codebook_that_taguette_wrote_adds_what_is_new_and_nothing_twice() -> None:
    new = read_qdc((MADE / "taguette-1.5.2.qdc").read_bytes(), BOOK)
    assert [words.label for words in new] == ["Waiting.for transport", "A “quoted” & <odd> code"]


def test_codebook_with_a_mark_at_its_beginning_is_read() -> None:
    """QualCoder writes one."""
    written = b"\xef\xbb\xbf" + qdc('<Code guid="9" name="Buses" isCodable="true"/>')
    assert [words.label for words in read_qdc(written, BOOK)] == ["Buses"]


def test_table_has_a_column_from_which_taguette_takes_a_codes_words() -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(BOOK).decode("utf-8-sig"))))
    assert list(rows[0])[-1] == "description"
    assert rows[0]["description"] == "respite, “clubs” Not when: it is school"
    assert rows[1]["description"] == "'=waiting lists", "no cell begins as a formula does"


def test_project_that_exegete_wrote_brings_every_code_back() -> None:
    """It names sources and codes as they left, numbers everything anew and codes a part of a comment."""
    written = (MADE / "exegete-0.15.1a1.qdpx").read_bytes()
    found = read_project(written, BOOK, WORDS, NAME)
    assert found.said == {
        1: {"breaks": "neutral", "waiting": "both"},
        2: {"breaks": "positive"},
        3: {"waiting": "negative"},
    }
    assert (found.other_text, found.unknown) == (0, 0)


def test_note_after_the_sources_is_no_part_of_the_last_comment() -> None:
    """QualCoder writes annotations as notes, whose words stand in an element of the same name."""
    source = (
        '<Sources><TextSource guid="s3" name="Comment 003" plainTextPath="internal://s3.txt">'
        '<PlainTextSelection guid="x" startPosition="0" endPosition="4"><Coding guid="y"><CodeRef targetGUID="c1"/>'
        "</Coding></PlainTextSelection></TextSource></Sources>"
    )
    note = '<Notes><Note guid="n1"><PlainTextContent>Ask again</PlainTextContent></Note></Notes>'
    written = packed(project(CODE + source + note), s3="\ufeff" + WORDS[3])
    found = read_project(written, BOOK, WORDS, NAME)
    assert (found.said, found.other_text) == ({3: {"waiting": "negative"}}, 0)


def test_project_file_that_is_named_after_the_project_is_found() -> None:
    sources = [Source(place, words, "went_well", ()) for place, words in WORDS.items()]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_project(NAME, BOOK, sources, at=AT))) as ours,
        zipfile.ZipFile(out, "w") as theirs,
    ):
        for member in ours.namelist():
            theirs.writestr(member.replace("project.qde", "Blind sample.QDE"), ours.read(member))
    assert read_project(out.getvalue(), BOOK, WORDS, NAME).said == {1: {}, 2: {}, 3: {}}
