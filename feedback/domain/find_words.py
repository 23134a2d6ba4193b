"""What an officer looks for: words, phrases in quotes, and words that must not be there."""

import re
from dataclasses import dataclass

MOST_PARTS = 12
"""Parts of one search. More would be a text, and a text is not looked for."""
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "–": "-"})
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class FindWords:
    """What must all be there (words and phrases, as typed), and what must not.

    Privacy: a search may hold a name; it is never logged, stored or put into an address.
    """

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()


def read_find_words(typed: str) -> FindWords:
    """Return what was typed, in its parts; `wanted` is empty where there is nothing to look for.

    A quote that is not closed reaches to the end. Signs alone are left out. Parts after the twelfth are too.
    """
    line = " ".join(typed.translate(_QUOTES).replace("\0", " ").split())
    if line.count('"') % 2:
        line += '"'
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in _PART.finditer(line):
        words = (part["phrase"] or part["word"] or "").strip()
        if _LETTER.search(words):
            (unwanted if part["minus"] else wanted).append(words)
    kept = wanted[:MOST_PARTS]
    return FindWords(tuple(kept), tuple(unwanted[: MOST_PARTS - len(kept)]))
