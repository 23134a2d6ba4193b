"""How hard a text is to read, near enough to find a sentence that a nine-year-old would give up on.

Source: Flesch-Kincaid grade level (Kincaid and others, 1975). Syllables are counted by groups of vowels.
"""

import re

_SENTENCE = re.compile(r"[.!?:](?:\s|$)|\n")
_WORD = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")


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
    """Return the school grade (age minus five) at which the text is easy to read."""
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
