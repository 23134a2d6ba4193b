"""How hard a text is to read, near enough to find a sentence that a nine-year-old would give up on.

Source: Flesch-Kincaid grade level (Kincaid and others, 1975). Syllables are counted by groups of vowels.
The same sum stands in assets/reading.js, which says it while somebody types.
"""

import re

_SENTENCE = re.compile(r"[.!?:](?:\s|$)|\n")
_WORD = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")

YOUNGEST = 5
"""The age at which reading begins: no text is said to be easier."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line ends one."""
    return [part.strip() for part in _SENTENCE.split(text) if _WORD.search(part)]


def syllables(word: str) -> int:
    """Return about how many syllables a word has, at least one."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    found = len(_VOWELS.findall(plain))
    # A silent e at the end counts for nothing, except after l: "little".
    if plain.endswith(("e", "es", "ed")) and not plain.endswith(("le", "les", "ted", "ded")):
        found -= 1
    return max(found, 1)


def grade(text: str) -> float:
    """Return the school grade (age minus five) at which the text is easy to read.

    Raises: ZeroDivisionError when the text has no word.
    """
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def reading_age(text: str) -> int | None:
    """Return the age, in whole years, at which the text is easy to read; None where there are no words.

    >>> reading_age("We cut the wait. You now wait two weeks.")
    5
    """
    return max(YOUNGEST, round(grade(text)) + 5) if sentences(text) else None


def hardest_sentence(text: str) -> str:
    """Return the sentence that is hardest to read, as it is written; empty where there is none."""
    return max(sentences(text), key=grade, default="")
