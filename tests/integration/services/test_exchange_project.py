"""A project goes to other programs and comes back; hostile files are refused (REFI-QDA 1.5, project exchange)."""

import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from feedback.domain.errors import ImportRefused
from feedback.services import exchange_project
from feedback.services.exchange_project import (
    MOST_BYTES,
    NAMESPACE,
    Source,
    read_project,
    settle,
    write_project,
)
from tests.integration.services.test_exchange_codebook import BOOK

AT = datetime(2026, 8, 14, 9, 30, tzinfo=UTC)
NAME = "Blind sample of 2026-Q3"
WORDS = {1: "We waited & waited.\nNobody rang [name].", 2: "Świetnie! 👍 Thanks", 3: "It was fine."}
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SELECTION = f"{{{NAMESPACE}}}PlainTextSelection"


def sources(**codes: dict[str, str]) -> list[Source]:
    """Return three comments; `c1` and so on are what the first person said of them."""
    return [
        Source(
            place, words, "went_well", ((1, codes[f"c{place}"]),) if f"c{place}" in codes else ()
        )
        for place, words in WORDS.items()
    ]


def root_of(made: bytes) -> ET.Element:
    """Return the project file."""
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return ET.fromstring(packed.read("project.qde"))  # noqa: S314 (we wrote it)


def packed(qde: str, **texts: str) -> bytes:
    """Return a file as another program writes it, its texts below `Sources`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", qde)
        for name, words in texts.items():
            made.writestr(f"Sources/{name}.txt", words)
    return out.getvalue()


def project(inside: str, *, before: str = "") -> str:
    """Return a project file."""
    return f'<?xml version="1.0" encoding="utf-8"?>{before}<Project xmlns="{NAMESPACE}">{inside}</Project>'


def test_project_when_written_has_the_order_and_names_of_the_standard() -> None:
    root = root_of(
        write_project(NAME, BOOK, sources(c1={"waiting": "both", "breaks": "neutral"}), at=AT)
    )
    assert [child.tag.partition("}")[2] for child in root] == ["Users", "CodeBook", "Sources"]
    names = [code.get("name") for code in root.iter(f"{{{NAMESPACE}}}Code")]
    assert len(set(names)) == len(names), "QualCoder wants each name once"
    guids = [element.get("guid") for element in root.iter() if element.get("guid") is not None]
    assert all(GUID.fullmatch(guid or "") for guid in guids)
    assert len(set(guids)) == len(guids)
    codes = {code.get("guid") for code in root.iter(f"{{{NAMESPACE}}}Code")}
    targets = [ref.get("targetGUID") for ref in root.iter(f"{{{NAMESPACE}}}CodeRef")]
    assert len(targets) == 3, "praise and criticism are two codes"
    assert set(targets) <= codes
    for source in root.iter(f"{{{NAMESPACE}}}TextSource"):
        assert source.get("creationDateTime") == "2026-08-14T09:30:00Z", "QualCoder needs it"


def test_selections_when_read_as_code_points_hold_the_whole_comment() -> None:
    made = write_project(NAME, BOOK, sources(c2={"waiting": "positive"}), at=AT)
    (selection,) = root_of(made).iter(SELECTION)
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        texts = [opened.read(name).decode() for name in opened.namelist() if "sources/" in name]
    assert WORDS[2] in texts
    start, end = (int(selection.get(name, "")) for name in ("startPosition", "endPosition"))
    assert WORDS[2][start:end] == WORDS[2]


def test_project_when_written_twice_is_the_same_bytes() -> None:
    assert write_project(NAME, BOOK, sources(), at=AT) == write_project(
        NAME, BOOK, sources(), at=AT
    )


def test_codes_when_they_come_back_are_the_same() -> None:
    said = {"c1": {"waiting": "both", "breaks": "neutral"}, "c2": {"waiting": "positive"}}
    back = read_project(write_project(NAME, BOOK, sources(**said), at=AT), BOOK, WORDS, NAME)
    assert dict(back.said) == {1: said["c1"], 2: said["c2"], 3: {}}
    assert (back.other_text, back.unknown) == (0, 0)


QUALCODER = project(
    '<Users><User guid="u" name="priya"/></Users><CodeBook><Codes>'
    '<Code guid="a" name="Waiting" isCodable="false"><Code guid="b" name="waiting: Criticised" isCodable="true"/>'
    '<Code guid="c" name="My own" isCodable="true"/></Code></Codes></CodeBook><Sources>'
    '<TextSource plainTextPath="internal://x.txt" guid="s" name="Comment 001.txt" creationDateTime="x">'
    '<PlainTextSelection guid="p" startPosition="3" endPosition="9" name="waited" creatingUser="u">'
    '<Coding guid="q" creatingUser="u"><CodeRef targetGUID="b"/></Coding></PlainTextSelection>'
    '<PlainTextSelection guid="r" startPosition="0" endPosition="2" name="We">'
    '<Coding guid="t"><CodeRef targetGUID="c" /></Coding></PlainTextSelection></TextSource>'
    '<TextSource plainTextPath="internal://y.txt" guid="z" name="Comment 003" creationDateTime="x"/>'
    '<TextSource plainTextPath="internal://w.txt" guid="w" name="An interview" creationDateTime="x"/></Sources>'
)
"""Of the shape that QualCoder writes: every guid is new, positions are of the words that were marked."""


def test_project_of_qualcoder_with_guids_of_its_own_is_known_by_names_and_words() -> None:
    texts = {"x": "\ufeff" + WORDS[1].replace("\n", "\r\n"), "y": "It was not fine.", "w": "Hello"}
    back = read_project(packed(QUALCODER, **texts), BOOK, WORDS, NAME)
    assert dict(back.said) == {1: {"waiting": "negative"}}
    assert back.unknown == 1, "a code of their own"
    assert back.other_text == 2, "an interview, and a comment whose words are others by now"


def test_project_with_its_words_inside_and_names_changed_is_known_by_guids() -> None:
    made = root_of(write_project(NAME, BOOK, sources(c3={"breaks": "positive"}), at=AT))
    for source in made.iter(f"{{{NAMESPACE}}}TextSource"):
        source.set("name", "renamed")
        inside = ET.Element(f"{{{NAMESPACE}}}PlainTextContent")
        place = [w for w in WORDS if exchange_project._guid(NAME, w) == source.get("guid")]
        inside.text = WORDS[place[0]]
        source.insert(0, inside)
    for code in made.iter(f"{{{NAMESPACE}}}Code"):
        code.set("name", "renamed")
    back = read_project(packed(ET.tostring(made, encoding="unicode")), BOOK, WORDS, NAME)
    assert back.said[3] == {"breaks": "positive"}


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ({"negative", "positive"}, "both"),
        ({"negative", "neutral"}, "negative"),
        ({"neutral"}, "neutral"),
        ({"positive"}, "positive"),
    ],
)
def test_ways_of_one_theme_when_settled(ways: set[str], said: str) -> None:
    assert settle(ways) == said


def test_hostile_files_are_refused_in_words_that_hold_nothing_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entity = '<!DOCTYPE Project [<!ENTITY a "secret">]>'
    for written in (
        b"secret",
        b"PK\x03\x04secret",
        packed("secret"),
        packed(project("", before=entity)),
        packed('<Other xmlns="urn:x">secret</Other>'),
        packed("<a>" * 5),
        packed(QUALCODER).replace(b"project.qde", b"project.zzz"),
        b"x" * (MOST_BYTES + 1),
    ):
        with pytest.raises(ImportRefused) as refused:
            read_project(written, BOOK, WORDS, NAME)
        assert "secret" not in refused.value.public_message
    monkeypatch.setattr(exchange_project, "MOST_UNPACKED", 3_000)
    with pytest.raises(ImportRefused, match="larger"):
        read_project(packed(QUALCODER, bomb="0" * 4_000), BOOK, WORDS, NAME)
    monkeypatch.setattr(exchange_project, "MOST_UNPACKED", 90_000)
    monkeypatch.setattr(exchange_project, "MOST_SOURCES", 2)
    with pytest.raises(ImportRefused, match="larger"):
        read_project(packed(QUALCODER), BOOK, WORDS, NAME)
