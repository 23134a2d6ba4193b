"""A text as a row of words, each with its place and with what it can be: what the rules on names and places read."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from analysis.redaction.lexicon import LONGEST_WORD, Kind, cue_words, kind_of
from analysis.redaction.shapes import families_of


def _beside_capital() -> re.Pattern[str]:
    titles, schools = cue_words("titles"), cue_words("schools")
    return re.compile(
        rf"\b(?i:{'|'.join(titles)})\.? ?[A-Z]|\b[A-Z][\w'’-]* (?:\w+ )?(?i:{'|'.join(schools)})\b"
    )


WORD = re.compile(
    r"[^\W\d_][\u0300-\u036f]*(?:[^\W\d_]|[\u0300-\u036f])*(?:['’-](?:[^\W\d_]|[\u0300-\u036f])+)*"
)
"""Letters with their marks; apostrophes and hyphens inside a word belong to it."""
BESIDE_CAPITAL = _beside_capital()
"""A title before a capital or a kind of school after one, with at most one word between."""
_PAIRED = re.compile(
    r" (?:and|n) \w+ (?:both|from|were|are|said|came|told|rang|helped|at|have|had|go|live|share|work|fostered)\b"
)
_QUIET_HEAD = re.compile(
    r"\w+ (?:is (?:her|his|my|our|in|on|off)|was (?:her|his|my|our|in|on|off)|has (?:been|had|got|to)|(?:wo|ca|did|has|does|would|could)n['’]?t"
    r"|wont|cant|\w+s (?:the|my|her|his|it|to|me|at|in|on)\b|\(\d)|.{0,60}\bboth \w+ and "
)
_AFTER_COMMA = re.compile(r", \w+ (?:wo|ca|did|has|does|would|could|was|is)n['’]?t\b")
_FOR_US = re.compile(r"\w+ \w+ (?:my|me|us|our|him|her|them)\b")
_STATED = re.compile(
    r"(?:^|[.!?]\s+)[A-Z][a-z]+ (?:(?:is|was|has) (?:(?:been|so|very|really|always) )?(?:"
    + "|".join(cue_words("person_states"))
    + r")|"
    + "|".join(cue_words("person_verbs"))
    + r")\b|\b(?:ask|asked|tell|told) [A-Z]"
)
_NUMBERED = re.compile(
    r"\d ?[a-d]?,? [a-z]+ (?:[a-z]+ )?(?:" + "|".join(cue_words("maybe_roads")) + r")\b"
)
_QUIET_SCHOOL = re.compile(
    r"(?:^|[.!?] )\w+ (?:\w+ ){1,2}(?:primary|academy|infants|juniors|nursery)\b"
)
FIRST_FAMILY = 1 << 40
"""The families of shapes are kept above the bits of `Kind`."""
_ENDS = frozenset('.!?:\n\r…•*"“;')
_OPENERS = frozenset(" \t'‘(\"“-")
CUES = Kind.RELATION | Kind.TITLE | Kind.SOFT_TITLE | Kind.NAMING | Kind.GREETING
SHOUTED_SHARE = 0.6
"""Above this share of words with a capital, capitals say nothing."""


@dataclass(slots=True)
class Line:
    """One text's words: where each begins and ends, the word, and what it can be."""

    text: str
    shouted: bool
    starts: list[int]
    ends: list[int]
    words: list[str]
    kinds: list[int]
    in_other_language: bool | None = None

    def kind(self, place: int) -> int:
        """Return the kinds of the word at the place, 0 beyond either end."""
        return self.kinds[place] if 0 <= place < len(self.kinds) else 0

    def small(self, place: int) -> str:
        """Return the word at the place in small letters, empty beyond either end."""
        return self.words[place].lower() if 0 <= place < len(self.words) else ""

    def capital(self, place: int) -> bool:
        """Return whether the word has a capital that says something."""
        return 0 <= place < len(self.words) and not self.shouted and self.words[place][0].isupper()

    def acronym(self, place: int) -> bool:
        """Return whether the word is short and all in capitals: a service, not a name."""
        word = self.words[place].removesuffix("'s").removesuffix("’s")
        return not self.shouted and 1 < len(word) <= 5 and word.isupper()

    def between(self, place: int) -> str:
        """Return what stands between the word and the next, a newline where there is no next."""
        if not 0 <= place < len(self.words) - 1:
            return "\n"
        return self.text[self.ends[place] : self.starts[place + 1]]

    def joined(self, place: int) -> bool:
        """Return whether only a space (or a full stop after a title) lies between the word and the next."""
        between = self.between(place)
        return between in (" ", "  ") or (
            between in (". ", ".") and bool(self.kind(place) & (Kind.TITLE | Kind.SAINT))
        )

    def opens(self, place: int) -> bool:
        """Return whether the word opens a sentence, so that its capital says nothing."""
        at = self.starts[place] - 1
        while at >= 0 and self.text[at] in _OPENERS:
            at -= 1
        return at < 0 or self.text[at] in _ENDS


class _Chunks(dict[str, int]):
    """What each stretch between blanks can be, its words' kinds together; remembered, up to a bound."""

    def __missing__(self, chunk: str) -> int:
        kinds = families_of(chunk) * FIRST_FAMILY
        for word in WORD.findall(chunk):
            kinds |= kind_of(word)
        if len(chunk) <= LONGEST_WORD:
            if len(self) >= REMEMBERED:
                self.clear()
            self[chunk] = kinds
        return kinds


REMEMBERED = 100_000
"""Chunks kept; a year's comments hold fewer different ones."""
_chunks = _Chunks()


def kinds_within(text: str) -> int:
    """Return everything that any word of the text can be, as bits of `Kind`: what must be looked for at all."""
    return reduce(or_, map(_chunks.__getitem__, text.split()), 0)


def is_at_stake(text: str, kinds: int) -> bool:
    """Return whether a text with words of these kinds could hold a name or a place.

    It could when some word tells by itself, when a cue meets a word that could be a name, or when a capital
    stands beside a word such as "doctor" or "school", which alone tell nothing.
    """
    if kinds & Kind.STAKE:
        return True
    if kinds & (CUES | Kind.SCHOOL) and kinds & Kind.AFTER_CUE:
        return True
    if kinds & (Kind.TITLE | Kind.SCHOOL) and BESIDE_CAPITAL.search(text):
        return True
    return _is_told_quietly(text, kinds)


def _is_told_quietly(text: str, kinds: int) -> bool:
    """Return whether, all in small letters, a verb, another name, a number or a school tells a name or a place."""
    if kinds & Kind.MAYBE and (
        kinds & (Kind.SPEECH | Kind.WHO)
        or _PAIRED.search(text)
        or _FOR_US.match(text)
        or _AFTER_COMMA.search(text)
        or _QUIET_HEAD.match(text)
    ):
        return True
    if kinds & Kind.MAYBE and kinds & Kind.KEEP and _STATED.search(text):
        return True
    if kinds & Kind.MAYBE_ROAD and _NUMBERED.search(text):
        return True
    return bool(kinds & Kind.SCHOOL) and _QUIET_SCHOOL.search(text) is not None


def _is_shouted(words: list[str]) -> bool:
    """Return whether nearly every word has a capital; a short row of them may be a list of names or an address."""
    if len(words) < 4:
        return False
    capitals = sum([word[0].isupper() for word in words])
    if capitals <= SHOUTED_SHARE * len(words):
        return False
    return len(words) > 8 or sum(map(str.isupper, words)) > SHOUTED_SHARE * len(words)


def read_line(text: str) -> Line:
    """Return the words of the text with their places and kinds."""
    matches = list(WORD.finditer(text))
    words = [match.group() for match in matches]
    return Line(
        text=text,
        shouted=_is_shouted(words),
        starts=[match.start() for match in matches],
        ends=[match.end() for match in matches],
        words=words,
        kinds=list(map(kind_of, words)),
    )


_FOREIGN = frozenset(cue_words("foreign_little"))
LEAST_FOREIGN = 3
"""So many little words of another language, and more than of English, make a text that language's; one fewer
where there is none of English."""


def is_foreign(line: Line) -> bool:
    """Return whether the text is in another language of the forms, so that its words look misspelt only to us."""
    if line.in_other_language is None:
        line.in_other_language = _is_foreign(line)
    return line.in_other_language


def _is_foreign(line: Line) -> bool:
    small = [word.lower() for word in line.words]
    foreign = sum(word in _FOREIGN for word in small)
    english = sum(
        bool(kind & Kind.FUNCTION) and word not in _FOREIGN
        for word, kind in zip(small, line.kinds, strict=True)
    )
    least = LEAST_FOREIGN if english else LEAST_FOREIGN - 1
    return foreign >= least and foreign > english
