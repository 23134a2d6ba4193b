"""Which words of a text are people's names, judged by the word and by the words around it.

A word that is hardly ever anything but a name goes wherever it stands, in whatever letters. Names that are
also words ("Grace", "mark"), surnames, and words that no list knows go only where the words around them say
so: a title, a relation, "called", a thing that people do, a capital in the middle of a sentence.
Source: R4-40; the rules were tried on invented sentences and on real comments that hold few names.
"""

import re

from analysis.redaction.beside import (
    AGE,
    NOT_ALONE,
    is_ours,
    is_paired,
    is_thanked,
)
from analysis.redaction.lexicon import NAMELIKE, Kind, cue_words, is_misspelling
from analysis.redaction.line import CUES, Line
from analysis.redaction.places import names_a_road
from analysis.redaction.reach import first_of_name, last_of_name, owns
from analysis.redaction.told import heads_sentence, is_initialled, is_land, is_public, is_told
from analysis.redaction.unlisted import surname_holds, unknown_holds

_CALM = Kind.ORDINARY | Kind.KEEP | Kind.DOING | Kind.BELONGING | Kind.WHERE | Kind.FOLLOWS_WORD
_POSSESSIVE = re.compile(r"['’]s$")
_INITIALS = re.compile(r"[^\W\d_](?:-[A-Z])?$")
_TELLING = frozenset(
    ["tell", "told", "ask", "asked", "rang", "ring", "phoned", "emailed", "texted"]
)
_BEFORE_TIMES = frozenset(["in", "since", "until", "till", "last", "next", "by"])
"""Before a month, a season or a land: "since Jan", "in Jordan"."""
_AFTER_SEASON = frozenset(["holiday", "holidays", "term", "time", "school", "day", "days"])
_AUXILIARIES = frozenset(["would", "will", "are", "were", "could", "can", "should", "might"])
_WORKPLACE = frozenset(cue_words("workplaces"))
_WORDS_FIRST = frozenset(
    [
        "hope",
        "will",
        "can",
        "may",
        "do",
        "so",
        "well",
        "even",
        "be",
        "no",
        "has",
        "my",
        "an",
        "care",
        "happy",
    ]
)
"""Names that open a sentence as a word far more often than as a name."""
_NO_NAMES = NOT_ALONE | {"care", "major", "pat", "reg", "van"}
"""Never a name in small letters, even after "my son"."""
_NEVER_ALONE = frozenset(["uncle", "aunt", "auntie", "aunty", "unc"])
"""Who is called so is called by name: after these even "rob" or "joy" in small letters is one."""
_OFFICES = frozenset(["ELSA"])
"""Offices whose letters make a name: an emotional literacy support assistant."""


def find_name(line: Line, place: int) -> tuple[int, int, int] | None:
    """Return the name that begins with the word: start and end in code points, and its last word's place.

    A formal title before it ("Mrs", "Dr") goes with it; a role or a relation ("nurse", "auntie") stays readable.
    """
    if not _is_name(line, place):
        return None
    last = last_of_name(line, place)
    first = first_of_name(line, place)
    word = line.words[last]
    cut = _POSSESSIVE.search(word)
    return line.starts[first], line.ends[last] - (len(word) - cut.start() if cut else 0), last


def _is_name(line: Line, place: int) -> bool:
    kind = line.kinds[place]
    before_institution = line.joined(place) and line.kind(place + 1) & Kind.INSTITUTION
    if before_institution or is_public(line, place):
        return False
    if is_paired(line, place) or is_told(line, place) or heads_sentence(line, place):
        return True
    if names_a_road(line, place):
        return False
    if kind & Kind.NAME:
        return _strong_holds(line, place)
    if kind & _CALM and not kind & NAMELIKE and not line.kind(place - 1) & CUES:
        return False
    if line.acronym(place) or (kind & Kind.FUNCTION and not kind & Kind.MAYBE):
        return _is_initial(line, place) or is_initialled(line, place)
    if _announced(line, place):
        return True
    if kind & Kind.MAYBE:
        return _maybe_holds(line, place)
    if kind & Kind.SURNAME:
        return surname_holds(line, place)
    return bool(kind & Kind.UNKNOWN) and unknown_holds(line, place)


def _is_initial(line: Line, place: int) -> bool:
    """Return whether a single capital stands for a name: "Mrs K", "my son J"."""
    word = line.words[place]
    if not (_INITIALS.match(word) and word.isupper()) or word == "I" or not line.joined(place - 1):
        return False
    before = line.kind(place - 1)
    return bool(before & Kind.TITLE) or (bool(before & Kind.RELATION) and word != "A")


def _strong_holds(line: Line, place: int) -> bool:
    if line.acronym(place) and (len(line.words[place]) <= 3 or line.words[place] in _OFFICES):
        return False
    if "ł" in line.words[place] and not line.capital(place) and len(line.words[place]) <= 5:
        return False  # "miła", "mała": words, as names are never written so
    short = len(line.words[place]) <= 4 and line.words[place].isascii()
    return not (short and not line.capital(place) and line.kind(place - 1) & Kind.DETERMINER)


def _announced(line: Line, place: int) -> bool:
    """Return whether the words before the word announce a name."""
    before, kind = line.kind(place - 1), line.kinds[place]
    if not line.joined(place - 1):
        return _announced_after_comma(line, place)
    if owns(line, place - 1):
        return False
    if is_thanked(line, place):
        return True
    if before & Kind.TITLE and len(line.words[place - 1]) > 1:
        return _titled(line, place)
    if before & Kind.SOFT_TITLE and kind & NAMELIKE:
        if line.small(place - 1) in _NEVER_ALONE:
            return line.small(place) not in _NO_NAMES and not kind & Kind.KEEP
        return line.capital(place) or not kind & (Kind.LITTLE | Kind.KEEP)
    if before & Kind.NAMING and not kind & Kind.FUNCTION:
        return _named(line, place)
    if before & (Kind.RELATION | Kind.SOFT_TITLE):
        return _related(line, place)
    if before & Kind.GREETING and kind & NAMELIKE:
        return line.capital(place) or not kind & (Kind.LITTLE | Kind.KEEP)
    return False


_ONLY_WRITTEN_OUT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "missus",
        "cllr",
        "councillor",
        "rev",
        "revd",
        "reverend",
        "prof",
        "sgt",
        "sergeant",
    ]
)
"""Titles that stand before nothing but a name, so that any letters will do."""


_FOREIGN = frozenset(
    ["pan", "pani", "doamna", "domnul", "domnisoara", "pane", "sra", "sr", "пані", "пан", "пана"]
)
"""Polish and Romanian titles are words of address too: a name after them has its capital."""


def _titled(line: Line, place: int) -> bool:
    kind, title = line.kinds[place], line.small(place - 1)
    if line.acronym(place - 1) and not line.capital(place):
        return False
    if line.small(place).startswith(("i'", "i’")):
        return False
    if "." in line.between(place - 1) and kind & _CALM and not kind & NAMELIKE:
        return False
    if title == "lady":
        return bool(kind & NAMELIKE) and line.capital(place)
    if line.capital(place) or title in _ONLY_WRITTEN_OUT:
        return not kind & Kind.FUNCTION and not (kind & Kind.KEEP and not line.capital(place))
    if kind & (Kind.SURNAME | Kind.NAME):
        return True
    if title in _FOREIGN:
        return False
    return bool(kind & Kind.UNKNOWN) and not is_misspelling(line.small(place))


def _named(line: Line, place: int) -> bool:
    kind, before = line.kinds[place], line.small(place - 1)
    if before in {"name's", "named", "nicknamed", "aka"}:
        return bool(kind & NAMELIKE) or not kind & _CALM or line.capital(place)
    if before == "called" and kind & (Kind.KEEP | Kind.RELATION):
        return False
    if line.capital(place):
        return not kind & Kind.KEEP
    person = line.kind(place - 2) & (Kind.RELATION | Kind.SOFT_TITLE) or line.small(place - 2) in {
        "is", "was", "someone", "somebody",
    }  # fmt: skip
    if kind & NAMELIKE:
        return not kind & Kind.LITTLE or bool(person)
    return bool(kind & Kind.UNKNOWN and person) and not is_misspelling(line.small(place))


def _related(line: Line, place: int) -> bool:
    kind, small = line.kinds[place], line.small(place)
    owned = bool(line.kind(place - 2) & (Kind.DETERMINER | Kind.ORDINARY))
    if kind & NAMELIKE:
        if line.capital(place):
            as_word = kind & Kind.LITTLE and line.kind(place + 1) & Kind.FUNCTION
            return not (as_word and line.opens(place))
        if kind & Kind.LITTLE:
            acts = line.kind(place + 1) & Kind.DOING
            return bool(acts) and owned and small not in _NO_NAMES
        return not (kind & Kind.MAYBE and line.kind(place + 1) & Kind.FOLLOWS_WORD)
    if kind & (_CALM | CUES):
        return False
    if line.capital(place):
        return not line.acronym(place)
    verb = small.endswith(("ed", "ing", "ly", "ent", "nt"))
    unknown = kind & Kind.UNKNOWN and len(small) > 2 and small.isalpha() and not verb
    return bool(unknown and owned) and not is_misspelling(small)


def _announced_after_comma(line: Line, place: int) -> bool:
    """Return whether a relation and a comma come before: "my son, Grace"; "name: Mark"."""
    if place == 0 or not line.capital(place):
        return False
    if line.text[line.ends[place - 1] : line.starts[place]].strip() not in {
        ",",
        ":",
        "(",
        "-",
        "–",
    }:
        return False
    kind = line.kinds[place]
    person = line.kind(place - 1) & Kind.RELATION or line.small(place - 1) in {
        "name",
        "regards",
        "signed",
    }
    return bool(person and kind & (NAMELIKE | Kind.UNKNOWN)) and not kind & Kind.KEEP


def _maybe_holds(line: Line, place: int) -> bool:
    """Return whether a name that is also a word is a name here, by what stands around it."""
    kind, capital = line.kinds[place], line.capital(place)
    after = line.kind(place + 1) if line.joined(place) else 0
    if kind & (Kind.RELATION | Kind.SOFT_TITLE):
        return False
    if owns(line, place):
        return bool(after & Kind.BELONGING) and (capital or not kind & (Kind.LITTLE | Kind.KEEP))
    if line.shouted and _shouted_whole(line, place):
        return True
    if not capital:
        told = line.joined(place - 1) and line.small(place - 1) in _TELLING
        return told and not kind & (Kind.LITTLE | Kind.KEEP | Kind.DOING | Kind.FUNCTION)
    if AGE.match(line.text, line.ends[place]):
        return True
    if _begins_list(line, place):
        return not kind & (Kind.DOING | Kind.FUNCTION)
    if kind & Kind.KEEP:
        return bool(after & Kind.SAYING) and not line.kind(place - 1) & Kind.WHERE
    if _is_explained(line, place):
        return True
    return _maybe_inside(line, place, after)


def _shouted_whole(line: Line, place: int) -> bool:
    """Return whether, where all is in capitals, a name that is also a word stands before a surname: "DEAN MORRIS"."""
    after = line.kind(place + 1)
    surname = after & (Kind.SURNAME | Kind.NAME) and not after & Kind.ORDINARY
    return line.joined(place) and bool(surname) and line.small(place) not in _NO_NAMES


def _maybe_inside(line: Line, place: int, after: int) -> bool:
    """Return whether a name that is also a word, with a capital, is one by where it stands in the sentence."""
    kind = line.kinds[place]
    if is_land(line, place):
        return False
    if line.opens(place):
        return not kind & (Kind.ORDINARY | Kind.LITTLE) or _opening_name(line, place, after)
    if line.small(place - 1) in {"my", "our"} and not kind & Kind.LITTLE:
        return True
    timed = line.small(place - 1) in _BEFORE_TIMES
    if line.kind(place - 1) & Kind.DETERMINER or (
        timed and not (line.small(place - 1) == "by" and not kind & Kind.KEEP)
    ):
        return False
    as_word = line.small(place + 1) in _AFTER_SEASON
    return not (kind & Kind.LITTLE and as_word)


def _is_explained(line: Line, place: int) -> bool:
    """Return whether the words after say who it is: "Faith, my social worker"; "Dawn at the hub"."""
    near = range(place + 2, place + 5)
    if is_ours(line, place) and line.small(place) not in _WORDS_FIRST:
        return True
    if line.between(place) == ", ":
        whose = line.kind(place + 1) & Kind.DETERMINER
        return bool(whose) and any(line.kind(at) & Kind.RELATION for at in near)
    at_work = line.joined(place) and line.small(place + 1) in {"at", "from", "on", "in"}
    return at_work and any(line.small(at) in _WORKPLACE for at in near)


def _begins_list(line: Line, place: int) -> bool:
    """Return whether another name with a capital follows after "and" or a comma: "Lily, Ivy and Heather"."""
    after = place + 1
    if line.small(after) in {"and", "n"}:
        after += 1
    elif line.between(place) not in {", ", ",", " & ", "/", " + "}:
        return False
    return (
        line.capital(after)
        and bool(line.kind(after) & NAMELIKE)
        and not line.kind(after) & Kind.KEEP
    )


def _opening_name(line: Line, place: int, after: int) -> bool:
    said = line.small(place + 1)
    surname = line.joined(place) and line.capital(place + 1) and line.kind(place + 1) & Kind.SURNAME
    if surname or (
        said == "from" and line.kinds[place] & Kind.MAYBE and line.small(place) != "may"
    ):
        return True
    if not after & Kind.DOING or line.small(place + 2) in _AUXILIARIES:
        return False  # "Frank answers would help"
    if line.small(place) in _WORDS_FIRST:
        return bool(after & Kind.SAYING) and not (
            said == "came" and line.small(place) in {"hope", "may"}
        )
    return said not in {"need", "needs"} or not line.kinds[place] & Kind.LITTLE
