"""Masked comments and their codes as a REFI-QDA project (.qdpx), for QualCoder, NVivo, MAXQDA and ATLAS.ti, and back.

Source: REFI-QDA standard 1.5, project exchange, namespace urn:QDA-XML:project:1.0: a ZIP file with `project.qde`
and, in `sources`, a text for each source; positions count code points. What a comment says of a theme is a code
over the whole comment: officers decide about comments, not about words. A theme is a code that cannot be used
itself, with one code below it for each way of speaking of it; their names hold the theme's, since QualCoder
wants names that are unique in the project. Programs number everything anew when they write, so what comes back
is known by its names first, and by its guids where a name was changed.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from feedback.domain.errors import ImportRefused
from feedback.services.codebook import StoredCodebook
from feedback.services.exchange_codebook import ORIGIN, tell, theme_guid

NAMESPACE = "urn:QDA-XML:project:1.0"
MOST_BYTES, MOST_UNPACKED, MOST_SOURCES = 5_000_000, 40_000_000, 20_000
PROJECT_FILE = ".qde"
NOT_A_PROJECT = "This file is not a REFI-QDA project (.qdpx)."
TOO_LARGE = "This file is larger than a project of ours can be."
WAYS = {"negative": "criticised", "neutral": "a wish or a fact", "positive": "praised"}
BOTH = "both"
_OURS = UUID("0d6a2b52-3d0f-5f0e-8a39-9a4f1f2b6c77")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PLACE = re.compile(r"comment (\d{1,6})\b", re.IGNORECASE)

Codes = dict[str, str]
"""Theme -> how it is spoken of: a key of WAYS, or `both`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A comment as it leaves.

    Args:
        place: its number in the project, from 1; its name holds it. masked: never the original.
        codes: (who, what they said), people by a number from 1, never by name.
    """

    place: int
    masked: str
    question: str
    codes: tuple[tuple[int, Codes], ...] = ()


@dataclass(frozen=True, slots=True)
class CodesBack:
    """What a file said.

    Args:
        said: place -> codes. other_text: comments whose words are not the ones that left.
        unknown: codings with a code that is no theme's.
    """

    said: Mapping[int, Codes]
    other_text: int
    unknown: int


def write_project(
    name: str, codebook: StoredCodebook, sources: Sequence[Source], *, at: datetime
) -> bytes:
    """Return the project; the same bytes for the same comments, codes, codebook and moment."""
    ET.register_namespace("", NAMESPACE)
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    people = sorted({who for source in sources for who, _codes in source.codes}) or [1]
    root = ET.Element(_tag("Project"), {"name": name, "origin": ORIGIN, "creationDateTime": moment,
                                        "creatingUserGUID": _guid("person", people[0])})  # fmt: skip
    users = ET.SubElement(root, _tag("Users"))
    for who in people:
        ET.SubElement(users, _tag("User"), {"guid": _guid("person", who), "name": f"Officer {who}"})
    _write_codebook(root, codebook)
    known = {theme.id for theme in codebook.themes}
    texts: list[tuple[str, str]] = []
    inside = ET.SubElement(root, _tag("Sources"))
    for source in sources:
        texts.append(_write_source(inside, name, source, moment, known))
    return _zipped([("project.qde", ET.tostring(root, encoding="utf-8", xml_declaration=True)),
                    *((f"sources/{file}", text.encode("utf-8")) for file, text in texts)])  # fmt: skip


def read_project(
    written: bytes, codebook: StoredCodebook, sent: Mapping[int, str], name: str
) -> CodesBack:
    """Return what a project says of the comments that were sent in it, place -> masked words.

    A selection of any part of a comment counts for the comment. A theme with the codes of praise and of
    criticism is both; beside praise or criticism a wish or a fact adds nothing.

    Raises: ImportRefused, in words that hold nothing of the file.
    """
    unpacked = _unpack(written)
    reader = _Reader()
    tell(unpacked.pop("project.qde"), reader, otherwise=NOT_A_PROJECT)
    if not reader.is_project:
        raise ImportRefused(NOT_A_PROJECT)
    codes = _known_codes(codebook, reader.codes)
    guids = {_guid(name, place): place for place in sent}
    ways: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    other_text = unknown = 0
    for source in reader.sources:
        place = _place_of(source, guids)
        if place not in sent or _plain(_text_of(source, unpacked)) != _plain(sent[place]):
            other_text += 1
            continue
        said = ways[place]
        for target in source.targets:
            if target in codes:
                theme, way = codes[target]
                said[theme].add(way)
            else:
                unknown += 1
    settled = {
        place: {theme: settle(found) for theme, found in sorted(said.items())}
        for place, said in ways.items()
    }
    return CodesBack(dict(sorted(settled.items())), other_text, unknown)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _guid(*parts: object) -> str:
    return str(uuid5(_OURS, ":".join(map(str, parts))))


def _code_guid(theme: str, way: str) -> str:
    return _guid("code", theme, way)


def _write_codebook(root: ET.Element, codebook: StoredCodebook) -> None:
    codes = ET.SubElement(ET.SubElement(root, _tag("CodeBook")), _tag("Codes"))
    for theme in codebook.themes:
        words = theme.words
        about = {"guid": theme_guid(theme.id), "name": words.label, "isCodable": "false"}
        above = ET.SubElement(codes, _tag("Code"), about)
        said = ET.SubElement(above, _tag("Description"))
        said.text = words.include + (f" Not when: {words.exclude}" if words.exclude else "")
        for way, label in WAYS.items():
            below = {"guid": _code_guid(theme.id, way), "name": f"{words.label}: {label}"}
            ET.SubElement(above, _tag("Code"), below | {"isCodable": "true"})


def _write_source(
    sources: ET.Element, project: str, source: Source, moment: str, known: set[str]
) -> tuple[str, str]:
    """Add a source; return its file and its words."""
    guid, words = _guid(project, source.place), _plain_lines(source.masked)
    made = {"creatingUser": _guid("person", 1), "creationDateTime": moment}
    about = {"guid": guid, "name": f"Comment {source.place:03d}"}
    element = ET.SubElement(
        sources, _tag("TextSource"), about | {"plainTextPath": f"internal://{guid}.txt"} | made
    )
    ET.SubElement(element, _tag("Description")).text = source.question
    for who, codes in source.codes:
        by = made | {"creatingUser": _guid("person", who)}
        for theme, said in sorted(codes.items()):
            if theme not in known:
                continue
            for way in ("negative", "positive") if said == BOTH else (said,):
                _write_coding(element, words, (guid, who, theme, way), by)
    return f"{guid}.txt", words


def _write_coding(
    source: ET.Element, words: str, of: tuple[str, int, str, str], by: dict[str, str]
) -> None:
    """Code the whole comment."""
    *_rest, theme, way = of
    place = {"startPosition": "0", "endPosition": str(len(words))}
    about = {"guid": _guid("selection", *of), "name": WAYS[way]} | place
    selection = ET.SubElement(source, _tag("PlainTextSelection"), about | by)
    coding = ET.SubElement(selection, _tag("Coding"), {"guid": _guid("coding", *of)} | by)
    ET.SubElement(coding, _tag("CodeRef"), {"targetGUID": _code_guid(theme, way)})


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, content in files:
            packed.writestr(zipfile.ZipInfo(file, _EARLIEST), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _plain_lines(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _plain(words: str) -> str:
    """Return words as they can be compared: programs change ends of lines and add a mark at the beginning."""
    return " ".join(words.removeprefix("\ufeff").split())


@dataclass(slots=True)
class _SourceBack:
    """A text source while it is being read: the codes that its selections name."""

    guid: str
    name: str
    file: str
    inline: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


class _Reader:
    """What the parser tells, kept."""

    def __init__(self) -> None:
        self.codes: list[tuple[str, str]] = []
        self.sources: list[_SourceBack] = []
        self.is_project = False
        self._inside: list[str] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        """Begin an element."""
        tag = name.removeprefix(f"{NAMESPACE} ")
        self._inside.append(tag)
        if tag == "Project":
            self.is_project = True
        elif tag == "Code":
            self.codes.append((_bare(given.get("guid", "")), given.get("name", "")))
        elif tag == "TextSource":
            if len(self.sources) >= MOST_SOURCES:
                raise ImportRefused(TOO_LARGE)
            path = given.get("plainTextPath", "").rpartition("/")[2]
            self.sources.append(
                _SourceBack(_bare(given.get("guid", "")), given.get("name", ""), path)
            )
        elif tag == "CodeRef" and "TextSource" in self._inside:
            self.sources[-1].targets.append(_bare(given.get("targetGUID", "")))

    def end(self, _name: str) -> None:
        """End an element."""
        self._inside.pop()

    def words(self, words: str) -> None:
        """Take in what stands in an element."""
        # A note has words of this name as well, and it stands after the sources.
        if self._inside[-1] == "PlainTextContent" and "TextSource" in self._inside:
            self.sources[-1].inline.append(words)


def _bare(guid: str) -> str:
    return guid.strip("{}").lower()


def _unpack(written: bytes) -> dict[str, bytes]:
    """Return the project file and the texts, by the last part of their names.

    Raises: ImportRefused.
    """
    if len(written) > MOST_BYTES:
        raise ImportRefused(TOO_LARGE)
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as packed:
            for member in packed.infolist():
                name = member.filename.rpartition("/")[2]
                if name.lower().endswith(PROJECT_FILE):
                    # Some programs name it after the project.
                    name = "project.qde"
                elif not name.endswith(".txt"):
                    continue
                with packed.open(member) as opened:
                    # Never what the file says of its own size: a bomb says little.
                    content = opened.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise ImportRefused(TOO_LARGE)
                found[name] = content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise ImportRefused(NOT_A_PROJECT) from None
    if "project.qde" not in found:
        raise ImportRefused(NOT_A_PROJECT)
    return found


def _known_codes(
    codebook: StoredCodebook, read: Sequence[tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return guid in the file -> (theme, way), of the codes that are a theme's."""
    ours = {_code_guid(theme.id, way): (theme.id, way) for theme in codebook.active for way in WAYS}
    named = {
        f"{theme.words.label}: {label}".casefold(): (theme.id, way)
        for theme in codebook.active
        for way, label in WAYS.items()
    }
    return {
        guid: known
        for guid, name in read
        if (known := named.get(name.strip().casefold()) or ours.get(guid)) is not None
    }


def _place_of(source: _SourceBack, guids: Mapping[str, int]) -> int:
    """Return the place of a source, or 0 when it is none of ours."""
    said = _PLACE.search(source.name)
    return int(said[1]) if said else guids.get(source.guid, 0)


def _text_of(source: _SourceBack, texts: Mapping[str, bytes]) -> str:
    if source.inline:
        return "".join(source.inline)
    return texts.get(source.file, b"").decode("utf-8", "replace")


def settle(ways: set[str]) -> str:
    """Return how a theme is spoken of in all: a wish or a fact adds nothing to praise or criticism."""
    spoken = ways & {"negative", "positive"}
    return BOTH if len(spoken) > 1 else next(iter(spoken), "neutral")
