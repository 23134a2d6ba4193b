"""Names that are also words, or that no list knows, told by the verbs and the little words around them.

These need no capital, or stand where a capital says nothing: at the head of a sentence. Source: R4-40; sentences in
the registers of families (tests/unit/analysis/masking_cases_3.txt).
"""

import re

from analysis.redaction.beside import NOT_ALONE
from analysis.redaction.lexicon import Kind, cue_words, is_misspelling
from analysis.redaction.line import Line

_SPEECH = frozenset(cue_words("speech"))
_STATES = frozenset(cue_words("person_states"))
_PUBLIC = frozenset(tuple(pair.split("+")) for pair in cue_words("public_pairs"))
_PUBLIC_PARTS = frozenset(part for pair in _PUBLIC for part in pair)
_CLAUSE_HEADS = frozenset(cue_words("clause_heads"))
_IDEAS = frozenset(cue_words("ideas"))
"""In small letters these are things, even in pairs."""
_LANDS = frozenset(cue_words("lands"))
_MATCHES = frozenset(
    ["won", "lost", "drew", "scored", "beat", "match", "game", "fan", "fans", "fc", "shirt", "kit"]
)
_WHERE = frozenset(["where", "far", "not"])
_PERSON_VERBS = frozenset(cue_words("person_verbs"))
_ASKING = frozenset(["ask", "asked", "tell", "told", "thank", "rang"])
_TO_LAND = frozenset(["from", "in", "to", "of", "near"])
_GOING = frozenset(cue_words("going"))
_FOR_US = frozenset(["my", "me", "us", "our", "him", "her", "them"])
_IT_IS = frozenset(["it's", "its", "was", "is", "it’s"])
_STATE_VERBS = frozenset(["is", "was", "has", "isn't", "wasn't", "is's"])
_JOINT = frozenset(["both", "from", "were", "are", "said", "came", "told", "rang", "helped", "at"])


def is_public(line: Line, place: int) -> bool:
    """Return whether the word is part of what everybody knows: "Eid Mubarak", "Harry Potter", "Marie Curie"."""
    if line.small(place) not in _PUBLIC_PARTS:
        return False
    here, after, before = line.small(place), line.small(place + 1), line.small(place - 1)
    return (here, after) in _PUBLIC or (before, here) in _PUBLIC


def is_told(line: Line, place: int) -> bool:
    """Return whether a name that is also a word is told by a verb or a little word, whatever its letters.

    "mark rang me", "it was mo who", "blessing does my hair", "pat and rob from the team".
    """
    kind, small = line.kinds[place], line.small(place)
    if not kind & Kind.MAYBE or (small in NOT_ALONE and small != "will") or line.shouted:
        return False
    if kind & (Kind.RELATION | Kind.SOFT_TITLE) or owned_or_titled(line, place):
        return False
    if line.capital(place):
        asked = line.small(place - 1) in _ASKING and line.joined(place - 1)
        asked = asked or _PRONOUN.match(line.text, line.ends[place]) is not None
        return (
            asked or _is_singled_out(line, place) or _is_half_of_pair(line, place)
        ) and not is_land(line, place)
    if _PRONOUN.match(line.text, line.ends[place]) and not kind & Kind.LITTLE:
        return True
    after_comma = bool(place) and line.between(place - 1) == ", "
    heads = line.opens(place) or line.small(place - 1) in _CLAUSE_HEADS or after_comma
    speaks = line.joined(place) and line.small(place + 1) in _SPEECH
    if heads and speaks and not kind & Kind.KEEP and small not in _IDEAS:
        return True
    quiet = heads and line.joined(place) and small not in _IDEAS and not kind & Kind.KEEP
    if quiet and _heads_quietly(line, place):
        return True
    if kind & Kind.LITTLE or kind & Kind.KEEP:
        return _is_half_of_pair(line, place)
    return (
        _is_singled_out(line, place) or _does_for_us(line, place) or _is_half_of_pair(line, place)
    )


def _heads_quietly(line: Line, place: int) -> bool:
    """Return whether in small letters what follows is what only a person does: "ivy wont sleep", "holly is her carer"."""
    after = line.small(place + 1)
    if after in _MODALS or after in _PERSON_VERBS:
        return True
    if after in {"is", "was"} and line.small(place + 2) in _WHOSE | {
        "my",
        "our",
        "in",
        "on",
        "off",
    }:
        near = (line.kind(at) & Kind.RELATION for at in range(place + 2, place + 5))
        return any(near) or line.small(place + 3) in {"year", "yr", "hospital", "care", "foster"}
    return (after == "has" and line.small(place + 2) in {"been", "had", "got", "to"}) or _is_person(
        line, place
    )


def is_land(line: Line, place: int) -> bool:
    """Return whether a name of a land or a city too is one here: "we came from Georgia", "Paris is where"."""
    if line.small(place) not in _LANDS:
        return False
    after = line.small(place + 1)
    if after in _MATCHES or (after in {"is", "was"} and line.small(place + 2) in _WHERE):
        return True
    return line.small(place - 1) in _TO_LAND and line.small(place - 2) in _GOING


def owned_or_titled(line: Line, place: int) -> bool:
    """Return whether "the", "my" or a number stands before the word: "the bill said"."""
    return bool(line.kind(place - 1) & Kind.DETERMINER) and line.joined(place - 1)


def _is_singled_out(line: Line, place: int) -> bool:
    """Return whether it is "it was mo who" or "it's gail that"."""
    if line.small(place - 1) not in _IT_IS or line.small(place + 1) not in {"who", "whos", "who's"}:
        return False
    return line.joined(place - 1) and line.joined(place)


def _does_for_us(line: Line, place: int) -> bool:
    """Return whether it opens the text and does something to somebody: "blessing does my hair"."""
    does = line.kind(place + 1) & Kind.DOING and line.small(place + 1) not in _STATE_VERBS
    for_us = line.small(place + 2) in _FOR_US and line.joined(place + 1)
    return bool(does) and for_us and line.opens(place) and line.joined(place)


def _is_half_of_pair(line: Line, place: int) -> bool:
    """Return whether two names that are words are joined and do one thing: "pat and rob both came"."""
    for first in (place, place - 2):
        if line.small(first + 1) not in {"and", "n"} or first < 0:
            continue
        joined = line.joined(first) and line.joined(first + 1) and line.joined(first + 2)
        halves = (first, first + 2)
        names = all(
            line.kind(at) & Kind.MAYBE and line.small(at) not in _IDEAS | NOT_ALONE for at in halves
        )
        acts = line.small(first + 3) in _JOINT or line.kind(first + 3) & Kind.DOING
        if joined and names and (acts or line.small(first - 1) == "both"):
            return not owned_or_titled(line, first)
    return False


def heads_sentence(line: Line, place: int) -> bool:
    """Return whether a word with a capital opens a sentence as only a person does.

    Of a word that no list knows: "Bridie and Callum", "Aoibheann to share the slides". Of a people, a land or a month
    that is also a name: "Christian was off", "Paris has been excluded".
    """
    kind = line.kinds[place]
    if not line.capital(place) or not line.opens(place) or not line.joined(place):
        return False
    beside = line.kind(place + 1) & (Kind.UNKNOWN | Kind.NAME | Kind.MAYBE | Kind.SURNAME)
    if _ACCENTED.match(line.words[place]) and line.capital(place + 1) and beside:
        return True
    if kind & Kind.UNKNOWN:
        plain = len(line.words[place]) > 3 and line.words[place][1:].islower()
        return plain and (_acts(line, place) or _is_person(line, place))
    if not kind & Kind.MAYBE or kind & (Kind.RELATION | Kind.FUNCTION):
        return False
    if line.small(place) in {"may", "jesus"}:
        return False
    return line.small(place + 1) in _PERSON_VERBS or _is_person(line, place)


def _is_person(line: Line, place: int) -> bool:
    """Return whether what only a person is, or whose it is, follows: "was off", "is her name", "and her baby"."""
    after, then = line.small(place + 1), line.small(place + 2)
    if after == "and" and then in _WHOSE:
        return bool(line.kind(place + 3) & (Kind.RELATION | Kind.BELONGING))
    if after not in {"is", "was", "has"}:
        return False
    if then in _WHOSE and line.small(place + 3) in {"name", "names"}:
        return True
    if then in _WHOSE:
        return any(line.kind(at) & Kind.RELATION for at in range(place + 3, place + 6))
    return line.small(place + (3 if then in _DEGREES else 2)) in _STATES


_ACCENTED = re.compile(r"[À-ɏḀ-ỿ]")
"""Latin capitals with a mark: no English sentence opens with one, but names do: "Đặng Thị Hạnh"."""
_WHOSE = frozenset(["her", "his", "their", "my", "our"])
_DEGREES = frozenset(["been", "so", "very", "really", "always"])
_PRONOUN = re.compile(r" \((?:\d{1,2}[/.)-]|they|she|he|her|him|them|she/her|he/him|they/them)\)")
"""After a name: who is spoken of."""


def _acts(line: Line, place: int) -> bool:
    """Return whether what follows a word that no list knows is what follows a person at the head of a sentence."""
    after = line.small(place + 1)
    if after == "to":
        return line.small(place + 2) in _TASKS
    if is_misspelling(line.small(place)) or line.small(place).endswith(_NO_NAME_ENDINGS):
        return False
    if after == "and":
        beside = line.kind(place + 2)
        return line.capital(place + 2) and bool(beside & _BESIDE) and not beside & Kind.KEEP
    if after in _MODALS or after in _ACTS:
        return True
    verb = after.endswith("s") and not after.endswith(("ss", "us", "is")) and len(after) > 3
    does = bool(line.kind(place + 1) & _VERBAL) and after not in _THINGS_DO
    return verb and does and line.joined(place + 1) and line.small(place + 2) in _DONE_TO


_BESIDE = Kind.NAME | Kind.MAYBE | Kind.SURNAME | Kind.UNKNOWN
_VERBAL = Kind.ORDINARY | Kind.DOING
_DONE_TO = frozenset(
    [
        "my",
        "me",
        "her",
        "his",
        "him",
        "us",
        "our",
        "their",
        "the",
        "a",
        "an",
        "to",
        "up",
        "out",
        "all",
        "every",
        "very",
        "not",
        "too",
        "like",
        "well",
    ]
)
_ACTS = frozenset(cue_words("acts"))
_MODALS = frozenset(
    [
        "can't",
        "cant",
        "didn't",
        "didnt",
        "doesn't",
        "doesnt",
        "hasn't",
        "won't",
        "wont",
        "didnt",
        "hasnt",
        "doesnt",
        "cant",
        "couldnt",
        "wouldnt",
        "isn't",
        "isnt",
        "wasn't",
        "wasnt",
        "wouldn't",
        "couldn't",
    ]
)
_TASKS = frozenset(cue_words("tasks"))
_THINGS_DO = frozenset(cue_words("things_do"))
_NO_NAME_ENDINGS = (
    "ing",
    "ed",
    "ology",
    "tion",
    "ism",
    "ity",
    "ness",
    "ment",
    "ia",
    "ics",
    "board",
    "time",
    "scale",
)
"""Endings of words for things, however rare: "Dyspraxia", "Misogyny"."""


INITIALS = re.compile(r"[A-Z]{2}")
_CHILD_AFTER = re.compile(r" \(\d{1,2}\)| and sibling")


def is_initialled(line: Line, place: int) -> bool:
    """Return whether two capitals stand for a child: "sibling TK", "BK (14)"."""
    if line.shouted or not INITIALS.fullmatch(line.words[place]) or line.kinds[place] & Kind.KEEP:
        return False
    before = line.small(place - 1)
    if line.joined(place - 1) and before in _SIBLINGS:
        return True
    return _CHILD_AFTER.match(line.text, line.ends[place]) is not None


_SIBLINGS = frozenset(cue_words("kin"))
