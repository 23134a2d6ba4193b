"""The codebook for other programs: REFI-QDA (.qdc) out and in, and CSV out; CSV in is `codebook_table`.

Source: REFI-QDA standard 1.5, codebook exchange, namespace urn:QDA-XML:codebook:1.0. A code is a theme; its
description holds when to take it, and when not. The guid is made of the theme's id, so that it stays the same.
"""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET
from xml.parsers import expat

from feedback.domain.codes import SERVICE_BY_CODE, SERVICES
from feedback.domain.errors import ImportRefused
from feedback.services.codebook import StoredCodebook, ThemeWords

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Voice of children and families"
MOST_BYTES, MOST_CODES, DEEPEST = 1_000_000, 200, 8
_THEMES = UUID("6f2c8f0e-4a6b-5d0e-9a3e-2f5f0d3c7b11")
_APART, _ABOUT = " Not when: ", " Services: "
"""What comes after when to take a theme: the standard has one description and no place of its own for these."""
_LONGEST_LABEL = 80
AREA_OF_NEW = "vii"
"""The area of a theme from elsewhere until somebody chooses: the voice of children and families."""
COLUMNS = (
    "id", "name", "for_families", "take_when", "not_when", "examples", "area", "whose", "services",
    "retired", "now_part_of", "version",
)  # fmt: skip
FOR_OTHERS = "description"
"""A last column that only other programs read: Taguette takes a code's words from a column of this name."""
FORMULA = ("=", "+", "-", "@", "\t")
NOT_A_CODEBOOK = "This file is not a REFI-QDA codebook (.qdc)."


@dataclass(slots=True)
class _Code:
    """A code while it is being read."""

    name: str
    guid: str
    description: list[str] = field(default_factory=list)


def theme_guid(theme_id: str) -> str:
    """Return the theme's guid, the same each time."""
    return str(uuid5(_THEMES, theme_id))


def write_qdc(codebook: StoredCodebook) -> bytes:
    """Return the themes in use as a REFI-QDA codebook; the same bytes for the same version."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": ORIGIN})
    codes = ET.SubElement(root, f"{{{NAMESPACE}}}Codes")
    for theme in codebook.active:
        words = theme.words
        about = {"guid": theme_guid(theme.id), "name": words.label, "isCodable": "true"}
        code = ET.SubElement(codes, f"{{{NAMESPACE}}}Code", about)
        said = ET.SubElement(code, f"{{{NAMESPACE}}}Description")
        said.text = _described(words)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def write_csv(codebook: StoredCodebook) -> bytes:
    """Return the themes as a table, retired ones too; no cell begins as a formula does."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow((*COLUMNS, FOR_OTHERS))
    for theme in codebook.themes:
        w = theme.words
        cells = (
            theme.id, w.label, w.plain, w.include, w.exclude, " | ".join(w.examples), w.area,
            w.controller, " | ".join(w.services), "yes" if theme.retired else "no", theme.into or "",
            codebook.version, _described(w),
        )  # fmt: skip
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _described(words: ThemeWords) -> str:
    not_when = f"{_APART}{words.exclude}" if words.exclude else ""
    about = f"{_ABOUT}{' | '.join(words.services)}" if words.services else ""
    return f"{words.include}{not_when}{about}"


def read_qdc(written: bytes, known: StoredCodebook) -> list[ThemeWords]:
    """Return the themes of a REFI-QDA codebook that the codebook does not have, by guid and by name.

    A code below another one is named after both. A document type is refused, and with it every entity.

    Raises: ImportRefused, in words that hold nothing of the file.
    """
    if len(written) > MOST_BYTES:
        raise ImportRefused("The file is larger than 1 MB.")
    codes = list(_read_codes(written))
    if len(codes) > MOST_CODES:
        raise ImportRefused(f"The file has more than {MOST_CODES} codes.")
    guids = {theme_guid(theme.id) for theme in known.themes}
    names = {theme.words.label.casefold() for theme in known.active}
    new: list[ThemeWords] = []
    for code in codes:
        if code.guid.strip("{}").lower() in guids or code.name.casefold() in names:
            continue
        names.add(code.name.casefold())
        said = " ".join("".join(code.description).split())
        said, services = _without_services(said)
        include, _apart, exclude = said.partition(_APART)
        words = ThemeWords(code.name, code.name, include or code.name, exclude, AREA_OF_NEW)
        new.append(replace(words, services=services))
    return new


def in_order(services: Collection[str]) -> tuple[str, ...]:
    """Return codes of services, each once, in the order of `SERVICES`; those that nobody knows come last."""
    known = [service.code for service in SERVICES if service.code in services]
    return (*known, *sorted(set(services) - set(known)))


def _without_services(said: str) -> tuple[str, tuple[str, ...]]:
    """Return a description and the services at its end; words that name no services of ours stay as they are."""
    words, about, listed = said.rpartition(_ABOUT)
    services = {one.strip() for one in listed.split("|")}
    if not about or not services <= set(SERVICE_BY_CODE):
        return said, ()
    return words, in_order(services)


def _read_codes(written: bytes) -> Iterator[_Code]:
    reader = _Reader()
    tell(written, reader, otherwise=NOT_A_CODEBOOK)
    if not reader.is_codebook:
        raise ImportRefused(NOT_A_CODEBOOK)
    yield from reader.codes


class Hears(Protocol):
    """What is told of each element, with its namespace before its name, and of the words in it."""

    def start(self, name: str, given: dict[str, str]) -> None:
        """Begin an element."""

    def end(self, name: str) -> None:
        """End an element."""

    def words(self, words: str) -> None:
        """Take in what stands in an element."""


def tell(written: bytes, reader: Hears, *, otherwise: str) -> None:
    """Tell the reader what stands in an XML file; a document type is refused, and with it every entity.

    Raises: ImportRefused, with the words `otherwise` for what is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(written, True)
    except (expat.ExpatError, UnicodeDecodeError, ValueError, LookupError):
        raise ImportRefused(otherwise) from None


def _refuse(*_declared: object) -> None:
    raise ImportRefused("The file declares a document type. Files of this kind have none.")


class _Reader:
    """What the parser tells, kept as codes in their order."""

    def __init__(self) -> None:
        self.codes: list[_Code] = []
        self.is_codebook = False
        self._above: list[_Code] = []
        self._in_description = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """Begin an element."""
        if name == f"{NAMESPACE} CodeBook":
            self.is_codebook = True
        elif name == f"{NAMESPACE} Code":
            own = " ".join(given.get("name", "").split())
            if not own or len(self._above) >= DEEPEST:
                raise ImportRefused(NOT_A_CODEBOOK)
            path = f"{self._above[-1].name}: {own}" if self._above else own
            code = _Code(path[:_LONGEST_LABEL].strip(), given.get("guid", ""))
            self._above.append(code)
            self.codes.append(code)
        self._in_description = name == f"{NAMESPACE} Description" and bool(self._above)

    def end(self, name: str) -> None:
        """End an element."""
        if name == f"{NAMESPACE} Code":
            self._above.pop()
        self._in_description = False

    def words(self, words: str) -> None:
        """Take in what stands in an element."""
        if self._in_description:
            self._above[-1].description.append(words)
