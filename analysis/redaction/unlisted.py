"""Surnames, and words that no list knows: names only where the words around them say so."""

from analysis.redaction.beside import is_aged_initial, is_ours
from analysis.redaction.lexicon import NAMELIKE, Kind, is_misspelling, is_near_name
from analysis.redaction.line import Line, is_foreign
from analysis.redaction.reach import follows_initial, owns

_STATES = frozenset(["is", "was", "has", "had", "always", "never", "works", "worked"])
"""People do these and so do things: alone they make no name of a word that no list knows."""
_HOUSEHOLD = frozenset(["family", "household", "twins", "siblings", "boys", "girls", "brothers"])
"""After a surname: "Okonkwo family"."""


def surname_holds(line: Line, place: int) -> bool:
    """Return whether a surname is one here: inside a sentence, or before what people do."""
    if line.kinds[place] & (Kind.KEEP | Kind.PLACE | Kind.MAYBE_PLACE):
        return False
    if line.capital(place):
        follows = bool(line.kind(place + 1) & (Kind.DOING | Kind.SURNAME))
        explained = line.small(place + 1) in _HOUSEHOLD or follows_initial(line, place)
        return not line.opens(place) or follows or explained or _is_apposed(line, place)
    return line.shouted and bool(line.kind(place - 1) & NAMELIKE)


def _is_apposed(line: Line, place: int) -> bool:
    """Return whether a comma and who it is come after: "Nowak, my caseworker"."""
    if line.between(place) != ", " or not line.kind(place + 1) & Kind.DETERMINER:
        return False
    near = (line.kind(at) & Kind.RELATION for at in range(place + 2, place + 4))
    return any(near) and not line.kinds[place] & Kind.ORDINARY


def unknown_holds(line: Line, place: int) -> bool:
    """Return whether a word that no list knows is a name: it does what people do, or is nearly a name."""
    word, small = line.words[place], line.small(place)
    if len(word) < 3 or not _is_spelt_like_name(word):
        return is_aged_initial(line, place)
    after = line.kind(place + 1) if line.joined(place) else 0
    if follows_initial(line, place):
        return True
    if not line.capital(place):
        misspelt = small.isascii() and not is_misspelling(small) and is_near_name(small)
        return misspelt and not is_foreign(line)
    if not line.opens(place) and after & (Kind.SURNAME | Kind.NAME) and line.capital(place + 1):
        return True
    if is_misspelling(small):
        return False
    if is_near_name(small) or (owns(line, place) and after & Kind.BELONGING):
        return True
    if not line.opens(place):
        return not line.kind(place - 1) & Kind.WHERE or bool(after & Kind.DOING)
    if is_ours(line, place):
        return True
    if not after & Kind.DOING:
        return False
    near = (line.kind(at) & Kind.PERSON_NEAR for at in range(place + 2, place + 9))
    return line.small(place + 1) not in _STATES or any(near)


def _is_spelt_like_name(word: str) -> bool:
    """Return whether capitals stand only where names have them: "McNeil", "Anne-Marie", not "iPad"."""
    return (
        word[1:].islower()
        or "-" in word
        or "'" in word
        or "’" in word
        or word.startswith(("Mc", "Mac"))
    )
