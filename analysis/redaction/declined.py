"""Names in the cases of other languages: "Богданові", "Kacprowi", "Alexandrei", "لسعاد".

The ending is taken off and the name looked up again; only names of four letters and more, and only where a capital or
the letters themselves tell that it may be a name. Source: R4-40; the forms are in six languages.
"""

from collections.abc import Callable, Iterator

_CYRILLIC = tuple(
    sorted(
        [
            "ові",
            "еві",
            "єві",
            "ом",
            "ем",
            "єм",
            "ою",
            "ею",
            "єю",
            "ої",
            "ій",
            "ам",
            "ям",
            "у",
            "ю",
            "а",
            "я",
            "і",
            "ї",
            "и",
            "е",
            "о",
            "й",
        ],
        key=len,
        reverse=True,
    )
)
_CYRILLIC_BASES = ("", "о", "а", "я", "й", "ь", "ій", "ія", "ка")
_LATIN = (
    ("owi", ("", "a")), ("iem", ("", "")), ("ami", ("a", "")), ("ului", ("", "u")), ("iei", ("ia", "")), ("em", ("",)),
    ("ei", ("a", "")), ("ie", ("a", "")), ("ce", ("ka", "")), ("e", ("a",)), ("y", ("a",)), ("i", ("a",)), ("u", ("",)),
)  # fmt: skip
_ARABIC_HEADS = ("و", "ل", "ب", "ف", "ك")
LEAST = 4
"""No shorter name is looked for under an ending."""


def is_declined(small: str, capital: bool, knows: Callable[[str], bool]) -> bool:
    """Return whether the word, in small letters, is a name with a case ending (or an Arabic particle before it).

    Args:
        capital: whether the text has it with a capital.
        knows: whether a word is a name as it stands.
    """
    if "\u0600" <= small[0] <= "\u06ff":
        bare = small[1:].lstrip("ـ")
        return small[0] in _ARABIC_HEADS and len(bare) >= LEAST and knows(bare)
    if not capital:
        return False
    return any(len(base) >= LEAST and knows(base) for base in _bases(small))


def _bases(small: str) -> Iterator[str]:
    if "\u0400" <= small[0] <= "\u04ff":
        for ending in _CYRILLIC:
            if small.endswith(ending) and len(small) - len(ending) >= LEAST - 1:
                stem = small[: -len(ending)]
                yield from (stem + base for base in _CYRILLIC_BASES)
        return
    for ending, bases in _LATIN:
        stem = small[: -len(ending)]
        if small.endswith(ending) and len(stem) >= LEAST - 1:
            yield from (stem + base for base in bases)
            if ending == "owi":
                yield stem[:-1] + "e" + stem[-1]
