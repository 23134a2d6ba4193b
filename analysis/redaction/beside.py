"""Names that the words beside them tell: another name and "and", who somebody is, an age, thanks.

These need no capital: people who type on a phone use none.
"""

import re

from analysis.redaction.lexicon import Kind, is_misspelling
from analysis.redaction.line import Line

AGE = re.compile(
    r",? \(?(?:aged? )?\d{1,2}(?:\)|,| and\b)"
    r"|,? \(?(?:year|yr) \d{1,2}\)?,"
    r"| is (?:only |just |now |nearly |almost )?\d{1,2}\b(?! (?:weeks?|months?|days?|hours?|minutes?|miles?|times|of|out|am|pm|to|or|per|pounds|quid))"
    r"| (?:is|was) in (?:year|yr|y) ?\d"
    r"| (?:has )?(?:just )?turned \d"
)
"""After a name, as in "Summer (6) and Mason, 4, ...", "Summer is 6 and ..." or "Israel is in year 6"."""
_ENDEARMENTS = frozenset(
    [
        "love",
        "honey",
        "angel",
        "angels",
        "babe",
        "darling",
        "dear",
        "sunny",
        "happy",
        "precious",
        "treasure",
        "star",
        "sweet",
        "sky",
    ]
)
"""After thanks these are nobody's name."""
NOT_ALONE = frozenset(
    [
        "will",
        "may",
        "can",
        "so",
        "do",
        "even",
        "has",
        "an",
        "be",
        "no",
        "well",
        "per",
        "my",
        "ever",
        "long",
        "fair",
    ]
)
"""Names that are little words too: in small letters never a name by what stands beside them."""
_AND = frozenset(["and", "n", "&"])
_VERBS = ("ed", "ing", "ly", "ent", "nt")


def is_paired(line: Line, place: int) -> bool:
    """Return whether "and" joins the word to what is surely a name: "osian n efa", "karen and mark came"."""
    before = line.kind(place - 2)
    if not _is_and(line, place - 1) or not before & Kind.NAME or before & Kind.KEEP:
        return False
    kind, small = line.kinds[place], line.small(place)
    if kind & Kind.MAYBE and small not in NOT_ALONE:
        if line.capital(place):
            return not kind & (Kind.KEEP | Kind.FUNCTION)
        acts = line.joined(place) and line.kind(place + 1) & Kind.DOING
        return bool(acts) or not kind & (Kind.LITTLE | Kind.KEEP | Kind.ORDINARY)
    unknown = kind & Kind.UNKNOWN and small.isalpha() and len(small) > 2
    if unknown and line.capital(place):
        return not line.acronym(place)
    return bool(unknown) and not small.endswith(_VERBS) and not is_misspelling(small)


def _is_and(line: Line, place: int) -> bool:
    return line.small(place) in _AND and line.joined(place) and line.joined(place - 1)


def is_ours(line: Line, place: int) -> bool:
    """Return whether the words after a word with a capital say whose it is: "Pearl our lollipop lady"."""
    if not line.capital(place) or line.small(place + 1) not in {"my", "our"}:
        return False
    near = (line.kind(at) & Kind.RELATION for at in range(place + 2, place + 5))
    return line.joined(place) and any(near) and not line.kinds[place] & Kind.LITTLE


def is_aged_initial(line: Line, place: int) -> bool:
    """Return whether a single capital at the head of a sentence or after "and" has an age: "J is 9 and K is 4"."""
    word = line.words[place]
    if len(word) > 1 or not line.capital(place) or word in {"A", "I"}:
        return False
    stands = line.opens(place) or line.small(place - 1) in _AND
    return stands and AGE.match(line.text, line.ends[place]) is not None


def is_thanked(line: Line, place: int) -> bool:
    """Return whether thanks end with the word, a name that is also a word: "thank you grace", "cheers mark!"."""
    if line.joined(place) or not line.kinds[place] & Kind.MAYBE:
        return False
    first = place - 2 if line.small(place - 1) == "you" else place - 1
    thanks = line.joined(place - 1) and line.small(first) in {
        "thank",
        "thanks",
        "cheers",
        "thankyou",
    }
    return thanks and line.small(place) not in _ENDEARMENTS | NOT_ALONE
