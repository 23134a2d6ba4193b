"""Tokens and clauses with exact places in the text.

NLTK's TweetTokenizer keeps emoticons and contractions together and would be the plain choice; it gives no
offsets and takes 0.1 ms a comment, so its word pattern is compiled once here and used for places.
"""

import re
from functools import cache
from typing import NamedTuple

# A clause ends at strong punctuation, or before a word that turns or adds (contrast decides polarity).
CLAUSE_END = re.compile(
    r"[.!?;\n]+(?=\s|$)|\s[-–—]+\s|,\s+(?=(?:but|and|so|yet|then|which|because|though|although|however)\b)"
    r"|\s+(?=(?:but|however|although|though|except|whereas|unfortunately|apart from|other than)\b)"
    r"|,\s+(?=\w+\s+\w+\s+\w+)",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen|fourteen|fifteen)th|\d+(?:rd|th)"
)
NTH = "#nth"
"""All ordinals from the third on are one word: "our fifth worker" says what "our third worker" says."""
MAX_WORD = 40
"""A longer run of letters is noise; its head is enough."""


class Token(NamedTuple):
    """A token in lower case (an ordinal as NTH), and its place."""

    word: str
    start: int
    end: int


@cache
def word_pattern() -> re.Pattern[str]:
    """Return what a token is: a marker, an emoticon (NLTK's list), a word, strong marks, a picture."""
    # NLTK takes a second to import; only what reads comments pays for it.
    from analysis.text.nltk_parts import EMOTICON_RE

    return re.compile(
        rf"\[[a-z ]{{2,24}}\]|{EMOTICON_RE.pattern}|[^\W_]+(?:['’][^\W_]+)*|[!?]+|[\U0001F300-\U0001FAFF☀-➿]",
        re.VERBOSE | re.UNICODE | re.IGNORECASE,
    )


def tokenise(text: str) -> list[Token]:
    """Return the tokens in order; empty for text without any."""
    return [
        Token(_word(match.group()), match.start(), match.end())
        for match in word_pattern().finditer(text)
    ]


def _word(written: str) -> str:
    word = written.lower().replace("’", "'")[:MAX_WORD]
    return NTH if ORDINAL.fullmatch(word) else word


def split_clauses(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each clause; together they hold every word. Empty for blank text."""
    clauses: list[tuple[int, int]] = []
    start = 0
    for match in CLAUSE_END.finditer(text):
        _add(clauses, text, start, match.end())
        start = match.end()
    _add(clauses, text, start, len(text))
    return clauses


def _add(clauses: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if not any(character.isalnum() for character in piece):
        return
    head = len(piece) - len(piece.lstrip())
    clauses.append((start + head, start + len(piece.rstrip())))
