"""Schools, streets, homes and villages: what says where a family lives or learns.

Source: R4-40. Villages from a list (analysis/data/redaction/places.txt); schools, streets and houses by the word
that ends them and the name before it; any other village by the ending of its name after "in", "at", "from".
"""

import re

from analysis.redaction.lexicon import Kind, cue_words, is_misspelling, kind_of, long_places
from analysis.redaction.line import Line
from analysis.redaction.told import is_public

Found = tuple[int, int, str]
_ENDING = re.compile(
    r"(?:ton|ham|bury|ley|ford|wick|wich|stow|minster|wardine|worth|combe|church|bridge|field|thorpe|mouth|mere|chester|cester"
    r"|hampton|borough|brook|hurst|hithe|stoke|bourne|dale|gate|shaw|holt|stead|pool|cote|low|don|ster|by)$"
)
_NUMBER_BEFORE = re.compile(
    r"(?:\b(?:flat|apartment|apt|unit|number|no\.?|house) ?\d{1,4}[a-d]?,? (?:\d{1,4} ?[a-d]?,? )?|\b\d{1,4} ?[a-d]?,? )$",
    re.IGNORECASE,
)
_CITIES = frozenset(
    ["hereford", "herefordshire", "worcester", "gloucester", "london", "birmingham"]
)
_LAND = frozenset(
    [
        "valley",
        "park",
        "hill",
        "forest",
        "vale",
        "river",
        "castle",
        "abbey",
        "wood",
        "woods",
        "mount",
    ]
)
"""Words of the land in a school's name ("Teme Valley Academy"); elsewhere they are nobody's."""
_THERE = frozenset(["in", "at", "to", "from", "near", "outside"])
"""After these a word with a capital that no list knows is a place, a school or a club, whatever its ending."""
_PLAIN_WAYS = frozenset(cue_words("plain_ways"))
_SHORTEST_PLACE = 4
_QUIET_SCHOOLS = frozenset(["primary", "academy", "infants", "juniors", "nursery"])
_PLAIN_FIRST = frozenset(
    ["old", "new", "free", "king", "busy", "little", "big", "small", "happy", "first", "good"]
)
_QUIET_ROADS = frozenset(["road", "rd", "street", "lane", "avenue", "ave"])
_BEFORE_SCHOOL = frozenset(["to", "at", "from", "left", "attends", "attended"])
_MOST_PLAIN = 3
LONGEST_NAMING = 7
"""No school's or street's name has more words; it also bounds the time."""
_LOUD_ONLY = Kind.MAYBE_ROAD | Kind.BUILDING
_SETTING = Kind.SCHOOL | Kind.ROAD | Kind.MAYBE_ROAD | Kind.BUILDING


def find_place(line: Line, place: int) -> Found | None:
    """Return the school, street, house or village that the word begins or ends, or None."""
    kind = line.kinds[place]
    if kind & _SETTING and (found := _find_setting(line, place)):
        return found
    if kind & Kind.SAINT and (found := _find_saint(line, place)):
        return found
    if kind & Kind.LONG_PLACE and (found := _find_long(line, place)):
        return found
    if _is_village(line, place):
        after = line.small(place + 1)
        if line.joined(place) and line.capital(place + 1) and after in _LAND:
            return line.starts[place], line.ends[place + 1], "place"
        end = line.ends[place] - (2 if line.small(place).endswith(("'s", "’s")) else 0)
        return line.starts[place], end, "place"
    return None


def _find_setting(line: Line, place: int) -> Found | None:
    kind = line.kinds[place]
    if is_public(line, place):
        return None
    if (
        not kind & Kind.SCHOOL
        and not kind & Kind.ROAD
        and not line.capital(place)
        and not _number_before(line, place - 1)
    ):
        return None
    last = place
    while (
        kind & Kind.SCHOOL
        and last - place < LONGEST_NAMING
        and line.joined(last)
        and line.kind(last + 1) & Kind.SCHOOL
        and line.small(last + 1) != "high"
    ):
        last += 1
    first = _first_of_naming(line, place, bool(kind & (Kind.SCHOOL | Kind.BUILDING)))
    if first is None:
        return None
    start = line.starts[first]
    if kind & Kind.SCHOOL:
        return start, line.ends[last], "school"
    number = _NUMBER_BEFORE.search(line.text[max(0, start - 30) : start])
    if number:
        return start - len(number.group()), line.ends[last], "address"
    return (
        start,
        line.ends[last],
        _building(line.small(place)) if kind & Kind.BUILDING else "street",
    )


def _building(word: str) -> str:
    return "surgery" if word in {"surgery", "practice", "centre"} else "place"


def _first_of_naming(line: Line, place: int, typed: bool) -> int | None:
    """Return the first word of the name before "Primary" or "Street"; None when nothing names it."""
    before = place - 1
    while (
        typed
        and before >= 0
        and place - before < LONGEST_NAMING
        and line.joined(before)
        and _is_type(line, before)
    ):
        before -= 1
    first = None
    while (
        before >= 0
        and place - before <= LONGEST_NAMING
        and line.joined(before)
        and _names_it(line, before, place)
    ):
        first = before
        before -= 1
    if first is None:
        return _first_of_quiet_school(line, place)
    if line.small(first) == "lady" and line.small(first - 1) == "our":
        return first - 1
    while first < place and line.small(first) in {"of", "the", "and"}:
        first += 1
    if (
        line.capital(first)
        and line.opens(first)
        and line.kinds[first] & Kind.ORDINARY
        and not line.capital(place)
    ):
        return None
    return first if first < place else None


def _first_of_quiet_school(line: Line, place: int) -> int | None:
    """Return the first of the plain words that name a school after "to" or "at": "goes to hope corner primary"."""
    if line.capital(place):
        return None
    if line.small(place) in _QUIET_ROADS:
        return _first_of_quiet_road(line, place)
    if line.small(place) not in _QUIET_SCHOOLS:
        return None
    first = place
    while place - first < _MOST_PLAIN and line.joined(first - 1) and _is_plain(line, first - 1):
        first -= 1
    told = line.small(first - 1) in _BEFORE_SCHOOL and line.joined(first - 1)
    heads = place - first > 1 and line.opens(first) and _school_acts(line, place)
    return first if first < place and (told or heads) else None


def _school_acts(line: Line, place: int) -> bool:
    acts = {
        "are",
        "were",
        "have",
        "won't",
        "wont",
        "don't",
        "dont",
        "can't",
        "cant",
        "ta",
        "staff",
        "head",
    }
    return bool(line.kind(place + 1) & Kind.DOING) or line.small(place + 1) in acts


def _first_of_quiet_road(line: Line, place: int) -> int | None:
    """Return the first of the plain words that open a sentence and name a road: "mill lane has no lights"."""
    first = place
    while place - first < _MOST_PLAIN and line.joined(first - 1) and _is_plain(line, first - 1):
        first -= 1
    like = any(line.small(at) in _PLAIN_WAYS for at in range(first, place))
    return first if first < place and line.opens(first) and not like else None


def _is_plain(line: Line, place: int) -> bool:
    barred = Kind.NOT_NAMING | Kind.FUNCTION | Kind.DETERMINER | Kind.RELATION | Kind.SCHOOL_TYPE
    other = Kind.SCHOOL | Kind.WHERE | Kind.DOING | Kind.BELONGING | Kind.KEEP
    return not line.kind(place) & (barred | other) and line.small(place) not in _BEFORE_SCHOOL


def _is_type(line: Line, place: int) -> bool:
    small = line.small(place)
    if small in {"of", "the"}:
        return line.small(place - 1) in {"c", "church", "college", "school"}
    return bool(line.kinds[place] & (Kind.SCHOOL_TYPE | Kind.SCHOOL))


def _names_it(line: Line, before: int, place: int) -> bool:
    small, kind = line.small(before), line.kinds[before]
    if line.text[max(0, line.starts[before] - 1)].isdigit():
        return False
    if small in {"of", "the", "and"}:
        return (
            line.capital(before - 1)
            and before + 1 < place
            and line.capital(before + 1)
            and not line.opens(before - 1)
        )
    if kind & Kind.NOT_NAMING:
        return line.capital(before) and not line.opens(before) and small in _PLAIN_FIRST
    if kind & Kind.KEEP and small not in _CITIES and small not in _LAND:
        loud = line.capital(place) and line.capital(before)
        quiet = not line.capital(before) and line.kind(before - 1) & Kind.BEFORE_STREET
        told = loud or (quiet and small not in _PLAIN_WAYS)
        return bool(line.kinds[place] & Kind.ROAD and told)
    if line.capital(place) and line.capital(before):
        return not (line.opens(before) and kind & (Kind.RELATION | Kind.DOING | Kind.WHERE))
    if line.capital(before) and not line.opens(before):
        return not kind & (Kind.RELATION | Kind.KEEP) and not line.acronym(before)
    return _names_it_quietly(line, before, place)


def _names_it_quietly(line: Line, before: int, place: int) -> bool:
    """Return whether a word in small letters names a school or a street ("hollybush primary", "mill lane")."""
    small, kind = line.small(before), line.kinds[before]
    if kind & Kind.SAINT:
        return True
    if line.kinds[place] & _LOUD_ONLY or line.kinds[place] & Kind.ROAD:
        if _number_before(line, before) or _number_before(line, before - 1):
            return not kind & (Kind.RELATION | Kind.KEEP)
        if (
            not line.kinds[place] & Kind.ROAD
            or kind & (Kind.RELATION | Kind.DOING | Kind.WHERE)
            or small.endswith(("ing", "ed"))
            or (small.endswith("ly") and len(small) > 5)
            or (line.words[place].isascii() and not small.isascii())
        ):
            return False
        return bool(line.kind(before - 1) & Kind.BEFORE_STREET) or not kind & Kind.ORDINARY
    if kind & (Kind.ORDINARY | Kind.RELATION | Kind.WHERE | Kind.BELONGING | Kind.DOING):
        return False
    return len(small) > 3 and not is_misspelling(small)


def _number_before(line: Line, place: int) -> bool:
    if place < 0:
        return False
    start = line.starts[place]
    return _NUMBER_BEFORE.search(line.text[max(0, start - 12) : start]) is not None


def names_a_road(line: Line, place: int) -> bool:
    """Return whether a number stands before the word and a road ends the capitals after it: "9 Pightle Close"."""
    if not line.capital(place) or not _number_before(line, place):
        return False
    last = place
    while last - place < LONGEST_NAMING and line.joined(last) and line.capital(last + 1):
        last += 1
        if line.kinds[last] & (Kind.ROAD | Kind.MAYBE_ROAD):
            return True
    return False


def _find_saint(line: Line, place: int) -> Found | None:
    """Return "St Mary's", with the kind of school that follows; not the "st" of a street."""
    if not line.joined(place) or place + 1 >= len(line.words):
        return None
    name = line.words[place + 1]
    possessive = name.endswith(("'s", "’s", "s"))
    if line.text[max(0, line.starts[place] - 1)].isdigit():
        return None  # "1st Class"
    named = possessive and kind_of(name[:-1]) & (Kind.NAME | Kind.MAYBE)
    ordinary = line.kinds[place + 1] & (Kind.ORDINARY | Kind.KEEP) and not named
    if not line.capital(place + 1) and (ordinary or not possessive):
        return None
    if (
        line.capital(place - 1)
        and line.joined(place - 1)
        and not line.opens(place - 1)
        and not line.kind(place - 1) & Kind.WHERE
    ):
        return None
    last = place + 1
    while (
        line.joined(last)
        and last - place < LONGEST_NAMING
        and (
            line.kind(last + 1) & (Kind.SCHOOL | Kind.SCHOOL_TYPE)
            or (
                line.capital(last + 1)
                and line.kind(last + 1) & (Kind.NAME | Kind.SURNAME | Kind.UNKNOWN)
            )
        )
    ):
        last += 1
    if line.kind(last + 1) & (Kind.ROAD | Kind.MAYBE_ROAD) and line.joined(last):
        return line.starts[place], line.ends[last + 1], "street"
    if line.small(last + 1) == "ambulance":
        return None
    while line.small(last) in {"of", "and"}:
        last -= 1
    return line.starts[place], line.ends[last], "school"


def _find_long(line: Line, place: int) -> Found | None:
    for rest in long_places().get(line.small(place).replace("’", "'"), ()):
        last = place + len(rest)
        if all(
            line.between(at) in (" ", "-") and line.small(at + 1).replace("’", "'") == word
            for at, word in zip(range(place, last), rest, strict=True)
        ) and (line.capital(place) or not kind_of(rest[-1]) & Kind.ORDINARY):
            return line.starts[place], line.ends[last], "place"
    return None


def _is_village(line: Line, place: int) -> bool:
    """Return whether one word is a village: a listed one, or one that sounds so after "in" or "at"."""
    word, kind = line.words[place], line.kinds[place]
    before = line.kind(place - 1) if line.joined(place - 1) else 0
    if kind & Kind.PLACE:
        return not kind & Kind.NAME or bool(before & Kind.WHERE)
    if not line.capital(place) or line.acronym(place) or not before & Kind.WHERE:
        return False
    if kind & Kind.MAYBE_PLACE:
        return True
    ordinary = kind & (Kind.KEEP | Kind.NAME | Kind.MAYBE | Kind.ORDINARY)
    if ordinary or len(word) <= _SHORTEST_PLACE or not word[1:].islower():
        return False
    small = word.lower()
    there = line.small(place - 1) in _THERE and not is_misspelling(small)
    return there or bool(_ENDING.search(small))
