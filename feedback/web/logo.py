"""The council's own logo, as the settings name it: read and checked once at start, served by us and by nobody else."""

from pathlib import Path
from xml.parsers import expat

from feedback.domain.errors import SettingsError

MOST_BYTES = 20_000
"""A phone on a poor line pays for every byte of it, on every first visit (R3-04)."""
_PNG = b"\x89PNG\r\n\x1a\n"
_REFUSED = frozenset({"script", "foreignobject", "style", "animate", "set", "handler", "iframe"})
"""What can run, or reach elsewhere: a logo needs none of it."""


class _NotALogo(ValueError):
    """What is wrong with the file, in words for an operator."""


def read_logo(path: Path) -> bytes:
    """Return the file's bytes.

    Raises: SettingsError when it cannot be read, is too large, is neither SVG nor PNG, or could run or load anything.
    """
    try:
        found = path.read_bytes()
        _check(path, found)
    except (OSError, _NotALogo, expat.ExpatError) as error:
        said = str(error) if isinstance(error, _NotALogo) else "the file cannot be read"
        raise SettingsError(f"FEEDBACK_COUNCIL_LOGO: {said}.") from None
    return found


def _check(path: Path, found: bytes) -> None:
    if len(found) > MOST_BYTES:
        raise _NotALogo(f"the file has {len(found):,} bytes, at most {MOST_BYTES:,} are served")
    if path.suffix == ".png":
        if not found.startswith(_PNG):
            raise _NotALogo("the file is named .png and is no PNG")
    elif path.suffix == ".svg":
        _check_drawing(found)
    else:
        raise _NotALogo("the file must be an .svg or a .png")


def _check_drawing(found: bytes) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _check_element
    # No entities: they can be made to grow without end, and to read other files.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ProcessingInstructionHandler = _refuse_instruction
    parser.Parse(found, True)


def _check_element(name: str, attributes: dict[str, str]) -> None:
    element = name.rpartition(" ")[2].lower()
    if element in _REFUSED:
        raise _NotALogo(f"the drawing holds <{element}>, which is not served")
    for attribute, value in attributes.items():
        written = attribute.rpartition(" ")[2].lower()
        points_out = written in {"href", "src"} and not value.startswith("#")
        loads = "url(" in value.replace(" ", "").replace("url(#", "").lower()
        if written.startswith("on") or points_out or loads:
            raise _NotALogo(f"the drawing holds {written}=, which could run or load something")


def _refuse_doctype(*_given: object) -> None:
    raise _NotALogo("the drawing has a DOCTYPE; save it without one")


def _refuse_instruction(*_given: object) -> None:
    raise _NotALogo("the drawing has a processing instruction; save it without one")
