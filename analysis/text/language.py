"""Which language a comment is in. The form's own language is trusted first (R3-21)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.records import Language

LANGUAGES = ("en", "cy", "pl", "ro", "uk", "ru", "bg", "lt", "lv", "hu", "pt", "es", "ar", "ku", "ps", "fa", "sq", "cs", "sk", "ur", "so", "de", "fr", "it", "tr")  # fmt: skip
"""What families of the county may write, as far as the identifier knows them; others only mislead it."""
MEASURED = frozenset({"en"})
"""Languages in which the tagger was evaluated."""
LEAST_LETTERS = 12
SURE = 0.9
LEAST_ENGLISH = 2
"""So many everyday English words, and one word in five, settle it without the identifier."""
_MARKS = ".,!?;:()\"'"
_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH = frozenset({
    "the", "and", "was", "were", "not", "they", "she", "he", "my", "our", "you", "have", "had",
    "with", "for", "this", "that", "what", "it's", "it", "is", "are", "very", "good", "no", "yes",
    "nothing", "thank", "thanks", "help", "helpful", "need", "more", "better", "great", "staff",
    "lovely", "nice", "brilliant", "waiting", "time", "be", "been", "to", "of", "in", "on", "at",
    "a", "i", "me", "we", "us", "him", "her", "his", "your", "their", "from", "so", "but", "when",
    "would", "could", "should", "all", "just", "there", "them", "which", "who", "how", "about",
    "because", "as",
})  # fmt: skip


@cache
def _identifier() -> Any:
    known = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known.set_languages([code for code in LANGUAGES if code in known.labels])
    return known


def detect(texts: Sequence[str], declared: Sequence[str | None]) -> list[Language]:
    """Return the language of each text.

    A form's language holds unless the words are clearly of another one; too few letters are never a
    reason to doubt it. Without a form's language and with too few letters the answer is `und`.
    """
    return [_one(text, form) for text, form in zip(texts, declared, strict=True)]


def _one(text: str, form: str | None) -> Language:
    head = text[:400]
    words = [word.strip(_MARKS) for word in head.lower().replace("’", "'").split()]
    english = sum(word in _ENGLISH for word in words)
    if form in (None, "en") and english >= LEAST_ENGLISH and english * 5 >= len(words):
        return Language("en", 0.99, True)
    letters = len(_LETTERS.findall(head))
    if letters < LEAST_LETTERS:
        code = form or ("en" if english or (letters and text.isascii()) else "und")
        return Language(code, 1.0 if form else 0.5, code in MEASURED)
    code, chance = _identifier().classify(text[:1000])
    chance = float(chance)
    if form is not None and code != form and (chance < SURE or letters < 2 * LEAST_LETTERS):
        code, chance = form, 1.0 - chance
    return Language(code, round(min(max(chance, 0.0), 1.0), 3), code in MEASURED)
