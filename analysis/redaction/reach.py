"""How far a name reaches: the title or the initial before it, the surnames after it."""

import re

from analysis.redaction.lexicon import NAMELIKE, Kind, cue_words, is_misspelling
from analysis.redaction.line import Line

_SURNAME_ENDING = re.compile(
    r"(?:sk[aiy]|wicz|czyk|czak|enko|chuk|ova?|eva?|escu|ez|ic|yan|dze|sson|sen|poulos|oğlu|oglu|shvili)$"
)
_SECOND_PARTS = frozenset(
    [
        "mae",
        "rae",
        "lee",
        "leigh",
        "jo",
        "joe",
        "ann",
        "anne",
        "grace",
        "rose",
        "jane",
        "jean",
        "lou",
        "louise",
        "marie",
        "belle",
        "beth",
        "ray",
        "jay",
        "james",
    ]
)
"""Second halves of first names as they are typed on a phone: "ellie mae", "tommy lee"."""
_PARTICLES = frozenset(cue_words("particles"))
_SMALL_INITIALS = frozenset("bcdefghjklmpstvwz")
"""A surname's first letter as it is typed on a phone: "steph k"; the others are little words or kisses."""
_PARENT_OF = frozenset(["أم", "ام", "أبو", "ابو", "أبي", "umm", "abu"])
"""Before a child's name: what its mother or father is called by, "Umm Khalid"."""
MOST_WORDS = 5
"""No name has more words; it also bounds the time."""
_SETTING = Kind.SCHOOL | Kind.ROAD | Kind.BUILDING | Kind.INSTITUTION


def first_of_name(line: Line, place: int) -> int:
    """Return the place of the formal title before a name ("Mrs", "Mr and Mrs"), or the name's own.

    A sentence's first word that no list knows goes with the name after it: "Bartholomew Okonkwo came late".
    """
    before = place - 1
    if follows_initial(line, place):
        return before
    if not line.joined(before) or owns(line, before):
        return place
    if line.small(before) in _PARENT_OF:
        return before
    if _is_rare_first_name(line, before) and line.capital(place):
        return before
    if line.small(before) == "miss":
        return (
            before if line.capital(before) or not line.kind(before - 1) & Kind.FUNCTION else place
        )
    if not line.kind(before) & Kind.TITLE or line.words[before] == "lady":
        return place
    if line.between(before - 1) in (" & ", " + ", "/") and line.kind(before - 1) & Kind.TITLE:
        return before - 1
    couple = line.small(before - 1) in {"and", "&"} and line.kind(before - 2) & Kind.TITLE
    return before - 2 if couple else before


def _is_rare_first_name(line: Line, place: int) -> bool:
    small = line.small(place)
    unknown = line.kind(place) & Kind.UNKNOWN and line.capital(place) and not line.acronym(place)
    plain = len(small) > 3 and small.isalpha() and not is_misspelling(small)
    return bool(unknown) and plain and line.opens(place) and small.isascii()


def owns(line: Line, place: int) -> bool:
    """Return whether the word is possessive: "the doctor's"."""
    return place >= 0 and line.words[place].endswith(("'s", "’s", "s'", "s’"))


def follows_initial(line: Line, place: int) -> bool:
    """Return whether an initial stands before: "M. Abubakar"; a unit or a band ("B Lugg") has no full stop."""
    initial = line.words[place - 1] if place else ""
    dotted = len(initial) == 1 and initial.isupper() and line.between(place - 1) in (". ", ".")
    return dotted and line.capital(place)


def last_of_name(line: Line, place: int) -> int:
    """Return the place of the name's last word: surnames and further first names follow it."""
    last = place
    while last - place < MOST_WORDS and not owns(line, last):
        if _goes_on(line, last):
            last += 1
        elif step := _over_particles(line, last):
            last += step
        else:
            break
    return last


def _over_particles(line: Line, last: int) -> int:
    """Return how many words further the surname after "de la" or "al-" stands; 0 where none does."""
    if line.joined(last) and line.small(last + 1).startswith(("al-", "el-", "ul-")):
        return 1
    at = last
    while at - last < 2 and line.joined(at) and line.small(at + 1) in _PARTICLES:
        at += 1
    told = at > last and line.joined(at) and line.capital(at + 1) and line.capital(last)
    return at + 1 - last if told and not line.kind(at + 1) & (Kind.ORDINARY | Kind.KEEP) else 0


def _goes_on(line: Line, last: int) -> bool:
    """Return whether the word after the name's last word so far still belongs to it."""
    initial = len(line.words[last]) == 1 and line.between(last) == ". "
    if not (line.joined(last) or initial) or last + 1 >= len(line.words):
        return False
    kind, capital, small = line.kind(last + 1), line.capital(last + 1), line.small(last + 1)
    if line.joined(last + 1) and line.kind(last + 2) & _SETTING and line.capital(last + 2):
        return False
    if kind & Kind.NAME or (kind & Kind.SURNAME and not kind & Kind.ORDINARY):
        return True
    if not capital:
        return _goes_on_quietly(line, last)
    if kind & (Kind.FUNCTION | Kind.NAMING | Kind.DOING | _SETTING):
        return False
    if len(small) == 1:
        return small != "i"
    if line.acronym(last + 1):
        return bool(kind & Kind.SURNAME) and line.words[last].isupper()
    if kind & Kind.KEEP and not kind & Kind.MAYBE:
        return False
    plain = kind & Kind.ORDINARY and not kind & NAMELIKE
    return not (plain and line.joined(last + 1) and line.capital(last + 2))


def _goes_on_quietly(line: Line, last: int) -> bool:
    """Return whether a word in small letters still belongs to the name: "ellie mae", "steph k", "ania kowalska"."""
    kind, small, named = line.kind(last + 1), line.small(last + 1), line.kinds[last] & Kind.NAME
    if small in _SMALL_INITIALS:
        return bool(named) and line.joined(last + 1)
    if small in _SECOND_PARTS and named:
        return not line.joined(last + 1) or bool(line.kind(last + 2) & Kind.DOING)
    foreign = _SURNAME_ENDING.search(small) and not line.capital(last)
    likely = kind & Kind.UNKNOWN and (line.shouted or foreign)
    return bool(likely) and not is_misspelling(small)
