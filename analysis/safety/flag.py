"""Whether a comment hints at harm, how urgent it is, and which words say so.

Two ways in, either is enough: a learned score, and phrases that nobody should have to wait for. Phrases are
hints of somebody being hurt, not words that merely sound alarming ("the wait is killing us"). A flag only
orders the queue (R4-22).
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.records import Evidence, SafetyFlag, Urgency
from analysis.themes.combine import ScoredComment
from analysis.themes.suggest import word_evidence

HINTS = Path(__file__).resolve().parent.parent / "data" / "safety" / "hints.toml"
LEARNED_REASON = "the words are like those of people who were at risk"
HINT_CHANCE = 0.9
"""What a phrase alone counts; not measured, it only orders the queue among flags."""


@dataclass(frozen=True, slots=True)
class _Hint:
    """A phrase's pattern; `words` is empty where it is tried on every text of its language."""

    pattern: re.Pattern[str]
    words: frozenset[str]
    urgency: Urgency
    reason: str


@cache
def _hints() -> dict[str, tuple[_Hint, ...]]:
    by_language: dict[str, list[_Hint]] = {}
    for hint in tomllib.loads(HINTS.read_text(encoding="utf-8"))["hint"]:
        urgency, reason = Urgency(hint.pop("urgency")), hint.pop("reason")
        words = frozenset(hint.pop("words"))
        for language, patterns in hint.items():
            found = re.compile("|".join(patterns), re.IGNORECASE)
            needed = words if language == "en" else frozenset()
            by_language.setdefault(language, []).append(_Hint(found, needed, urgency, reason))
    return {code: tuple(hints) for code, hints in by_language.items()}


@cache
def _by_word() -> dict[str, tuple[int, ...]]:
    """Return the places of the English hints that each of their words has tried."""
    places: dict[str, list[int]] = {}
    for place, hint in enumerate(_hints()["en"]):
        for word in hint.words:
            places.setdefault(word, []).append(place)
    return {word: tuple(found) for word, found in places.items()}


def hint_languages() -> tuple[str, ...]:
    """Return the languages in which phrases are written."""
    return tuple(_hints())


def flag_comment(
    text: str, language: str, scored: ScoredComment, threshold: float
) -> SafetyFlag | None:
    """Return the flag, or None. The most urgent phrase stands first; without a phrase the learned words do."""
    hits = list(_find(text, language, [token.word for token in scored.tokens]))
    chance = round(scored.flag_chance, 3)
    if hits:
        hint, words = min(hits, key=lambda hit: hit[0].urgency is not Urgency.IMMEDIATE)
        return SafetyFlag(hint.urgency, hint.reason, max(HINT_CHANCE, chance), (words,))
    if scored.flag_chance < threshold:
        return None
    evidence = word_evidence(text, *scored.given("flag"))
    return SafetyFlag(Urgency.CONCERN, LEARNED_REASON, chance, evidence)


def _find(text: str, language: str, words: Sequence[str]) -> Iterator[tuple[_Hint, Evidence]]:
    hints, plain = _hints(), text.replace("’", "'")
    by_word, english = _by_word(), hints["en"]
    places = {place for word in words if word in by_word for place in by_word[word]}
    tried = [english[place] for place in sorted(places)]
    if language != "en":
        tried += hints.get(language, ())
    for hint in tried:
        match = hint.pattern.search(plain)
        if match and match.end() > match.start():
            start, end = match.span()
            yield hint, Evidence(start, end, text[start:end], 1.0)
