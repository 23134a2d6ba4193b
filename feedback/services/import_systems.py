"""What other survey systems call their columns, and which of our questions a column seems to answer.

Only suggestions: the officer sees each of them and can choose otherwise. A system's columns are data
(`feedback/imports/systems`); docs/importing.md says how to add one.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from feedback.domain.questionnaires import Construct, Question, Questionnaire
from feedback.services.import_mappings import SHIPPED, ImportMapping, load_shipped_mappings

SYSTEMS = SHIPPED / "systems"

_NUMBERING = re.compile(r"^(?:q(?:uestion)?\s*)?\d{1,3}[a-z]?\s*[.):_-]\s*", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_BOX = re.compile(r"^(.*?)\s*(?:\[(.+)\]|[:–-]\s+(.+))$")
_DAY_HEADINGS = frozenset(
    {"date", "received on", "date received", "received", "submitted", "completed"}
)


@dataclass(frozen=True, slots=True)
class System:
    """A survey system.

    Args:
        signs: a file that has every column of one of these is its.
        id, day: the columns that name a row and say its day, the best first.
        separator: stands between several answers in one cell; "" where each has a column of its own.
    """

    name: str
    title: str
    signs: tuple[frozenset[str], ...]
    id: tuple[str, ...]
    day: tuple[str, ...]
    separator: str


@cache
def load_systems() -> tuple[System, ...]:
    """Return the systems that are known, by name."""
    return tuple(
        _read(tomllib.loads(path.read_text("utf-8"))) for path in sorted(SYSTEMS.glob("*.toml"))
    )


def _read(written: dict[str, list[str] | str | list[list[str]]]) -> System:
    def plain(key: str) -> tuple[str, ...]:
        return tuple(plain_words(str(one)) for one in written[key])

    return System(
        name=str(written["name"]),
        title=str(written["title"]),
        signs=tuple(frozenset(map(plain_words, sign)) for sign in written["signs"]),
        id=plain("id"),
        day=plain("day"),
        separator=str(written.get("separator", "")),
    )


def find_system(header: Iterable[str]) -> System | None:
    """Return the system that wrote the file, by most of its own columns, or None."""
    named = {plain_words(words) for words in header}
    signed = [(len(sign), s) for s in load_systems() for sign in s.signs if sign <= named]
    return max(signed, key=lambda one: one[0])[1] if signed else None


def find_ready(header: Sequence[str]) -> ImportMapping | None:
    """Return the shipped mapping that reads such a file as it is (the Friends and Family Test), or None."""
    return next(
        (m for m in load_shipped_mappings() if set(m.columns) <= set(header)),
        None,
    )


def plain_words(words: str) -> str:
    """Return the words in small letters without numbering, marks and doubled spaces, to be compared."""
    bare = _NUMBERING.sub("", words.strip()).casefold().replace("’", "'")
    return " ".join(_NOT_LETTERS.sub(" ", bare).split())


def find_question(heading: str, questionnaire: Questionnaire) -> Question | None:
    """Return the question that the heading is: in our words, or by the name of what it measures."""
    said = plain_words(heading)
    return next(
        (
            q
            for q in questionnaire.questions
            if said and said in {plain_words(q.words), plain_words(q.construct), plain_words(q.id)}
        ),
        None,
    )


def find_box(heading: str, questionnaire: Questionnaire) -> str | None:
    """Return the code of the service whose box the column is, like `Which services? [School]`, or None."""
    asked = questionnaire.find_construct(Construct.SERVICES)
    found = _BOX.match(heading)
    if asked is None or found is None:
        return None
    return find_option(found[2] or found[3], asked)


def find_option(said: str, question: Question) -> str | None:
    """Return the code of the answer that says exactly this, or None: nothing is guessed from likeness."""
    words = plain_words(said)
    return next(
        (o.code for o in question.options if words in {plain_words(o.label), plain_words(o.code)}),
        None,
    )


def is_day_heading(heading: str) -> bool:
    """Tell whether the heading is a usual one for the day of an answer."""
    return plain_words(heading) in _DAY_HEADINGS
