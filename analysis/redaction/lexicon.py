"""What kind of word a word is: a name, an ordinary word, a title, a place. One look-up, remembered.

Words are compared in small letters and without accents, so that "Błażej", "blazej" and "BLAZEJ" are one.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from analysis.redaction.declined import is_declined

DATA = Path(__file__).resolve().parent.parent / "data" / "redaction"
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "’": "'", "‘": "'"}
)
_ENDINGS = re.compile(
    r"(?:'s|'|s'|ed|ing|s|es|ly|er|ers|est|ness|ful|less|able|ment|y|al|n't|'ve|'re|'ll|'d|'m)$"
)


class Kind:
    """What a word can be, as bits; a word can be several things ("Grace", "sister").

    Plain numbers, not an `enum`: every word of every comment is compared with several of these.
    """

    NAME = 1 << 0  # a first name that is hardly ever anything else
    MAYBE = 1 << 1  # a first name that is also a word
    SURNAME = 1 << 2
    ORDINARY = 1 << 3
    KEEP = 1 << 4  # services, feasts, peoples, cities: never a name by its capital alone
    RELATION = 1 << 5  # "son", "worker": a name often follows
    TITLE = 1 << 6  # "mrs": a surname follows
    SOFT_TITLE = 1 << 7  # "nurse", "auntie": a name may follow
    NAMING = 1 << 8  # "called"
    GREETING = 1 << 9  # "thanks"
    DOING = 1 << 10  # "said": a person stands before it
    BELONGING = 1 << 11  # "mum" in "Xander's mum"
    WHERE = 1 << 12  # "in": a place may follow
    FOLLOWS_WORD = 1 << 13  # "holidays": a name that is also a word is the word before it
    LITTLE = 1 << 14  # "will": in small letters never a name by itself
    PLACE = 1 << 15
    MAYBE_PLACE = 1 << 16  # also a word or a surname
    LONG_PLACE = 1 << 17  # begins a village of several words
    PLACE_END = 1 << 18  # ends one and is no other word
    SCHOOL = 1 << 19  # "primary", "academy"
    ROAD = 1 << 20  # "street", "lane"
    MAYBE_ROAD = 1 << 21  # "court", "way", "close"
    BUILDING = 1 << 22  # "house", "surgery", "farm"
    SAINT = 1 << 23
    NUMBER_WORD = 1 << 24  # "oh", "gmail": a number or an address in words
    INSTITUTION = 1 << 25  # "ward", "hospital": what stands before it is no person
    AFTER_CUE = 1 << 27  # could be a name after "my son" or "thanks"
    UNKNOWN = 1 << 29  # no list knows it
    FUNCTION = 1 << 30  # "the": no one's name in any letters
    DETERMINER = 1 << 31
    NOT_NAMING = 1 << 32  # never begins the name of a school or a street
    SCHOOL_TYPE = 1 << 33  # "RC", "community"
    BEFORE_STREET = 1 << 34
    SAYING = 1 << 35  # "rang": only people do it
    PERSON_NEAR = 1 << 36  # "she": shows that an unknown word is a person
    SPEECH = 1 << 37  # "rang": after a name that is also a word it is the name
    WHO = 1 << 38  # "it was mo who"
    STAKE = 1 << 28  # could by itself be a part of a span, in the letters that it has


NAMELIKE = Kind.NAME | Kind.MAYBE | Kind.SURNAME
"""Kinds of words that people are called by."""

_FILES = {
    "first_names.txt": Kind.NAME,
    "name_words.txt": Kind.MAYBE,
    "surnames.txt": Kind.SURNAME,
    "ordinary_words.txt": Kind.ORDINARY,
    "keep.txt": Kind.KEEP,
    "other_scripts.txt": Kind.NAME,
}
_CUES = {
    "relations": Kind.RELATION,
    "titles": Kind.TITLE,
    "soft_titles": Kind.SOFT_TITLE,
    "naming": Kind.NAMING,
    "greetings": Kind.GREETING,
    "doing": Kind.DOING,
    "belongings": Kind.BELONGING,
    "whereabouts": Kind.WHERE,
    "word_follows": Kind.FOLLOWS_WORD,
    "schools": Kind.SCHOOL,
    "roads": Kind.ROAD,
    "maybe_roads": Kind.MAYBE_ROAD,
    "buildings": Kind.BUILDING,
    "saints": Kind.SAINT,
    "number_words": Kind.NUMBER_WORD,
    "little_words": Kind.LITTLE,
    "institutions": Kind.INSTITUTION,
    "function_words": Kind.FUNCTION,
    "determiners": Kind.DETERMINER,
    "not_naming": Kind.NOT_NAMING,
    "school_types": Kind.SCHOOL_TYPE,
    "before_streets": Kind.BEFORE_STREET,
    "sayings": Kind.SAYING,
    "people_near": Kind.PERSON_NEAR,
    "speech": Kind.SPEECH,
    "who": Kind.WHO,
}


def fold(word: str) -> str:
    """Return the word in small letters, without accents and with straight apostrophes."""
    small = word.lower().translate(_LETTERS)
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFKD", small)
    return "".join(part for part in parts if not unicodedata.combining(part))


def read_words(name: str) -> list[str]:
    """Return the words of one of the lists, in its order; lines that begin with # are remarks."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    lists = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
    return {key: tuple(words.split()) for key, words in lists.items()}


def cue_words(key: str) -> tuple[str, ...]:
    """Return one of the lists of `cues.toml`."""
    return _cues()[key]


@cache
def _known() -> dict[str, int]:
    known: dict[str, int] = {}
    for name, kind in _FILES.items():
        for word in read_words(name):
            known[fold(word)] = known.get(fold(word), 0) | kind
    for key, kind in _CUES.items():
        for word in cue_words(key):
            known[word] = known.get(word, 0) | kind
    for word in read_words("places.txt"):
        plain = word.rstrip("*")
        first, _, rest = plain.partition("-")
        known[plain] = known.get(plain, 0) | (Kind.PLACE if plain == word else Kind.MAYBE_PLACE)
        if rest:
            last = rest.rpartition("-")[2]
            known[first] = known.get(first, 0) | Kind.LONG_PLACE
            known.setdefault(last, Kind.PLACE_END)
    return known


@cache
def long_places() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the further words of the villages of several words, by their first word; longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for word in read_words("places.txt"):
        first, *rest = word.rstrip("*").split("-")
        if rest:
            found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in found.items()}


_ALWAYS_AT_STAKE = (
    Kind.NAME
    | Kind.SURNAME
    | Kind.PLACE
    | Kind.ROAD
    | Kind.SAINT
    | Kind.PLACE_END
    | Kind.NUMBER_WORD
)
_AT_STAKE_WITH_CAPITAL = (
    Kind.MAYBE
    | Kind.MAYBE_PLACE
    | Kind.MAYBE_ROAD
    | Kind.BUILDING
    | Kind.LONG_PLACE
    | Kind.SOFT_TITLE
)
_NAME_ANYHOW = ~(Kind.KEEP | Kind.SURNAME | Kind.ORDINARY | Kind.STAKE)
_WELSH_PLACE = re.compile(r"(?:Llan|Aber|Ystrad|Pontr|Ponty|Caer)[a-zâêîôûŵŷ]{4,18}$")
_RIVER_PLACE = re.compile(r"[A-Z][\w'’]+-(?:on|upon|under|by|le|in)-(?:the-)?[A-Z]\w+$")


@lru_cache(maxsize=60_000)
def kind_of(word: str) -> int:
    """Return the kinds of a word as the bits of `Kind`; STAKE alone for a word that no list knows."""
    if len(word) > LONGEST_WORD:
        return Kind.ORDINARY
    kind = _look_up(word)
    capital = word[0].isupper()
    if kind & _ALWAYS_AT_STAKE or (capital and kind & _AT_STAKE_WITH_CAPITAL):
        return kind if kind & Kind.KEEP and not kind & _NAME_ANYHOW else kind | Kind.STAKE
    if kind == 0:
        acronym = 1 < len(word) <= 5 and word.isupper()
        initials = acronym and len(word) == 2
        telling = (capital and not acronym) or initials or not word.isascii() or is_near_name(word)
        return Kind.UNKNOWN | (Kind.STAKE if telling else Kind.AFTER_CUE)
    return kind | Kind.AFTER_CUE if kind & (Kind.MAYBE | Kind.SURNAME) else kind


_MEDICAL = re.compile(
    r".{3}(?:itis|azole|prazole|cillin|mycin|olol|zepam|statin|oxetine|traline|gram|scopy|ectomy|aemia|osis|ology|oidism"
    r"|therapy|apine|idone|sartan|lukast|formin|profen|cetamol|codone|phenidate|amfetamine|oxaban|gliptin|tidine|barbital)$"
)
"""Endings of medicines, illnesses and examinations, which stand out only because no list of words knows them."""
LONGEST_WORD = 40
"""No name is longer, and no time is spent on what is."""


def _look_up(word: str) -> int:
    known = _known()
    small = fold(word)
    found = known.get(small)
    if found is None and small.endswith("'s"):
        found = known.get(small[:-2])
    if found is not None:
        return found
    if (
        small[:2] in ("i'", "i`")
        or "n't" in small
        or small.endswith(("'ll", "'ve", "'re", "'d", "'n", "'r", "'w", "'ch"))
    ):
        return Kind.ORDINARY
    if "-" in small:
        return _look_up_parts(word, small)
    if _WELSH_PLACE.match(word):
        return Kind.PLACE
    if is_inflected(small) or _MEDICAL.search(small):
        return Kind.ORDINARY
    if is_declined(small, word[0].isupper(), lambda base: bool(known.get(base, 0) & Kind.NAME)):
        return Kind.NAME
    # "alfies bus": a name's possessive as it is typed on a phone.
    owner = known.get(small[:-1], 0) if small.endswith("s") and len(small) > LEAST_LETTERS else 0
    return Kind.NAME if owner & Kind.NAME else 0


def _look_up_parts(word: str, small: str) -> int:
    if _RIVER_PLACE.match(word):
        return Kind.PLACE
    known = _known()
    parts = [
        known.get(part, Kind.ORDINARY if is_inflected(part) else 0) for part in small.split("-")
    ]
    if parts[0] & (Kind.NAME | Kind.SURNAME) or (word[0].isupper() and parts[-1] & Kind.NAME):
        return Kind.NAME
    if word[0].isupper() and all(part & Kind.MAYBE for part in parts):
        return Kind.NAME
    if all(part & (Kind.ORDINARY | Kind.MAYBE) for part in parts):
        return int(parts[-1] & (Kind.RELATION | Kind.SCHOOL) | Kind.ORDINARY)
    return Kind.ORDINARY if word.islower() else 0


def is_inflected(small: str) -> bool:
    """Return whether the word is an ordinary word with an ending, or its British spelling."""
    known = _known()
    for form in (small.replace("our", "or"), small.replace("is", "iz"), small.replace("re", "er")):
        if known.get(form, 0) & Kind.ORDINARY:
            return True
    match = _ENDINGS.search(small)
    if match is None or match.start() < 3:
        return False
    stem = small[: match.start()]
    forms = (stem, stem + "e", stem[:-1], stem[:-1] + "y" if stem.endswith("i") else stem)
    return any(len(form) > 2 and known.get(form, 0) & Kind.ORDINARY for form in forms)


@cache
def _one_letter_out(name: str) -> frozenset[str]:
    forms = set()
    for word in read_words(name):
        small = fold(word)
        if len(small) >= LEAST_LETTERS:
            forms.add(small)
            forms.update(small[:place] + small[place + 1 :] for place in range(len(small)))
    return frozenset(forms)


LEAST_LETTERS = 4
"""Shorter words are too near to too many others."""


def _is_near(small: str, name: str) -> bool:
    forms = _one_letter_out(name)
    return small in forms or any(
        small[:place] + small[place + 1 :] in forms for place in range(len(small))
    )


@lru_cache(maxsize=20_000)
def is_misspelling(word: str) -> bool:
    """Return whether the word is at most one letter away from a word that people use every day."""
    small = fold(word).removesuffix("'s")
    return LEAST_LETTERS <= len(small) <= 30 and _is_near(small, "common_words.txt")


@lru_cache(maxsize=20_000)
def is_near_name(word: str) -> bool:
    """Return whether the word is one letter away from a first name of five letters or more, and from no ordinary word."""
    small = fold(word).removesuffix("'s")
    if not 5 <= len(small) <= 20:
        return False
    by_sound = _sound(small) in _sounds()
    return by_sound or (_is_near(small, "first_names.txt") and not _is_slip(small))


_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("ycz", "iks")


def _sound(small: str) -> str:
    """Return the word with letters that sound alike made one: "karren" and "caren" both become "karen"."""
    return _DOUBLED.sub(r"\1", small.replace("ph", "f").translate(_SOUNDS))


@cache
def _sounds() -> frozenset[str]:
    return frozenset(
        _sound(name) for name in map(fold, read_words("first_names.txt")) if len(name) >= 5
    )


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def _is_slip(small: str) -> bool:
    """Return whether one letter changed, added or lost, or two exchanged, makes an ordinary word of it."""
    known = _known()
    for place in range(len(small) + 1):
        head, tail = small[:place], small[place:]
        forms = [head + letter + end for letter in _ALPHABET for end in (tail, tail[1:])]
        forms += [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
        if any(known.get(form, 0) & Kind.ORDINARY for form in forms):
            return True
    return False
