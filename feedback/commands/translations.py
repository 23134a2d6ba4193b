"""`feedback translations`: gather what is to be translated, and compile what was."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message

from analysis.themes.codebook import load_codebook
from feedback.contact_points import DEFAULT_CONTACT_POINTS
from feedback.languages import FOLDER, known_languages, load_status
from feedback.services.receipts import UNKNOWN_CODE
from feedback.settings import DEFAULT_HELP_LINES
from feedback.storage.engine import AWAY
from feedback.web.errors import FAULT, HEADINGS
from feedback.web.family.views_around import COMPLAINT_WORDS, CONTACT_WORDS
from feedback.web.family.views_versions import GROUPS
from forms.around import equality_words
from forms.audiences import every_word
from forms.messages import MESSAGES
from forms.questionnaire import load_questionnaires

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FOR_FAMILIES = ("base/layout_family.html", "components", "errors", "family")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "plain": None}
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
Wanted = tuple[str | tuple[str, str], str]
"""Words, or the two forms of words with a number, and where they stand."""


@click.group()
def translations() -> None:
    """Look after the words of other languages."""


@translations.command()
def update() -> None:
    """Bring every catalogue to today's English words, and compile it. What is gone is taken out."""
    for code in load_status():
        path = FOLDER / code / "messages.po"
        catalogue = gather(code, read_po(code))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(write_po(catalogue))
        path.with_suffix(".mo").write_bytes(write_mo(catalogue))
        missing = sum(not is_done(message) for message in catalogue if message.id)
        name = known_languages()[code].name
        click.echo(f"{code}  {name}: {len(catalogue)} texts, {missing} not translated")


def gather(code: str, old: Catalog) -> Catalog:
    """Return a catalogue of today's English words with the translations that still fit them."""
    fresh = _empty(code)
    for words, place in wanted():
        known = old.get(words if isinstance(words, str) else words[0])
        same = known is not None and known.id == words
        fresh.add(words, string=known.string if known is not None and same else None)
        fresh[words if isinstance(words, str) else words[0]].auto_comments = [place]
    return fresh


def wanted() -> Iterator[Wanted]:
    """Give everything that a family reads: questionnaires, pages, messages, numbers to call, themes."""
    for questionnaire in load_questionnaires().values():
        for _question, words in every_word(questionnaire):
            yield words, f"questionnaire {questionnaire.slug}"
    yield from _in_templates()
    for heading, words, _audiences in GROUPS:
        yield from ((said, "first page") for said in (heading, words) if said)
    for name, words in MESSAGES.items():
        yield words, f"message {name}"
    for status, heading in HEADINGS.items():
        yield heading, f"error {status}"
    yield FAULT, "error 500"
    yield UNKNOWN_CODE, "error receipt"
    yield AWAY, "error database"
    for line in DEFAULT_HELP_LINES:
        yield line.name, f"help line {line.code}"
        yield line.when, f"help line {line.code}"
    for point in DEFAULT_CONTACT_POINTS:
        yield point.name, f"contact {point.code}"
    for code, words in equality_words():
        yield words, f"about you {code}"
    yield from ((words, "step") for words in (COMPLAINT_WORDS, CONTACT_WORDS))
    for theme in load_codebook().themes:
        yield theme.label, f"theme {theme.id}"


def _in_templates() -> Iterator[Wanted]:
    paths = [path for name in FOR_FAMILIES for path in _below(TEMPLATES / name)]
    for path in sorted(paths):
        with path.open("rb") as file:
            found = extract.extract(
                "jinja2.ext:babel_extract", file, KEYWORDS, options={"trimmed": "true"}
            )
            for _line, words, _comments, _context in found:
                place = f"page {path.relative_to(TEMPLATES).as_posix()}"
                yield (words if isinstance(words, str) else (words[0], words[1])), place


def _below(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.html"))


def write_po(catalogue: Catalog) -> bytes:
    """Return the file that people edit."""
    return _written(catalogue, pofile.write_po)


def write_mo(catalogue: Catalog) -> bytes:
    """Return the file that the service reads; the same words give the same bytes.

    Words with a number that are not translated stay out: Babel would write English for them, and nobody could
    tell that it is English (R3-21).
    """
    kept = _empty(str(catalogue.locale))
    for message in catalogue:
        if message.id and is_done(message):
            kept.add(message.id, string=message.string)
    return _written(kept, mofile.write_mo)


def read_po(code: str) -> Catalog:
    """Return the catalogue as people have edited it; an empty one where there is none yet."""
    path = FOLDER / code / "messages.po"
    if not path.exists():
        return _empty(code)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=code)


def is_done(message: Message) -> bool:
    """Tell whether every form of the words is translated."""
    written = message.string or ""
    forms = (written,) if isinstance(written, str) else written
    return all(forms)


def _empty(code: str) -> Catalog:
    # No day and no person in the file: the same words give the same bytes.
    made = Catalog(
        locale=code,
        project="Have your say",
        version="1",
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
        msgid_bugs_address="none",
        last_translator="see status.toml",
        language_team=load_status()[code]["name"],
        fuzzy=False,
    )
    made.header_comment = "# Words for families. See docs/languages.md."
    return made


def _written(catalogue: Catalog, write: Callable[..., None]) -> bytes:
    buffer = BytesIO()
    write(buffer, catalogue)
    return buffer.getvalue()


COMMANDS = (translations,)
