"""The languages that families can read, and the catalogues that hold the words. Knows nothing of the web.

A catalogue is a gettext file keyed by the English words, so a change of English makes the old translation
fall away by itself: nobody ever reads a translation of what we no longer say (R3-21).
"""

import gettext
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from feedback.domain.questionnaires import Question, Questionnaire

FOLDER = Path(__file__).resolve().parent / "translations"
_OPEN, _SHUT = '<span lang="en" dir="ltr">', "</span>"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages.

    Args:
        code: as in the `lang` of a page (BCP 47).
        name: what its speakers call it.
        direction: ltr or rtl.
        checked: whether a translator has checked the words; a draft says so on its pages.
    """

    code: str
    name: str
    direction: str = "ltr"
    checked: bool = False


ENGLISH = Language("en", "English", checked=True)


@cache
def known_languages() -> Mapping[str, Language]:
    """Return code -> language of everything that we have words in; English first."""
    found = {
        code: Language(code, of["name"], of["direction"], bool(of["checked_by"]))
        for code, of in load_status().items()
    }
    return {ENGLISH.code: ENGLISH, **found}


def load_status() -> Mapping[str, Mapping[str, str]]:
    """Return code -> what is known of the translation: its name, direction, what it covers, who checked it and when."""
    return tomllib.loads((FOLDER / "status.toml").read_text(encoding="utf-8"))


class _Missing(gettext.NullTranslations):
    """What stands where nobody has translated: the English words, marked as English for a screen reader."""

    def gettext(self, message: str) -> str:
        return Markup(_OPEN + message + _SHUT)  # noqa: S704 (a string of our own templates)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Return the compiled catalogue, read once a process."""
    if language is ENGLISH:
        return gettext.NullTranslations()
    with (FOLDER / language.code / "messages.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    found.add_fallback(_Missing())
    return found


def say_plain(language: Language, english: str) -> str:
    """Return the words for a place that takes no element, such as a title: English where they are missing."""
    found = catalogue(language).gettext(english)
    return english if isinstance(found, Markup) else found


def say_words(language: Language, english: str, **shown: int) -> str:
    """Return words that are plain text, with numbers written as the language writes them.

    Where they are missing, the English ones, escaped and marked as English.
    """
    found = catalogue(language).gettext(english)
    missing = isinstance(found, Markup)
    numbers = ENGLISH if missing else language
    words = english if missing else found
    if shown:
        words = words.format(
            **{name: format_decimal(n, locale=_locale(numbers)) for name, n in shown.items()}
        )
    return Markup(_OPEN) + escape(words) + Markup(_SHUT) if missing else words  # noqa: S704


def say_day(language: Language, day: date) -> str:
    """Return the day as the language writes it: 4 August 2026, 4 sierpnia 2026."""
    return format_date(day, "d MMMM y", locale=_locale(language))


def say_questionnaire(language: Language, asked: Questionnaire) -> Questionnaire:
    """Return the questionnaire in the language. Ids, codes and constructs stay, and so does its identity:

    answers in every language belong to one series. `language` becomes the one that is read.
    """
    if language is ENGLISH or language.code == asked.language:
        return asked
    key = language.code, asked.id, asked.door
    if key not in _translated:
        _translated[key] = _translate(language, asked)
    return _translated[key]


_translated: dict[tuple[str, str, str], Questionnaire] = {}
"""(language, identity, link) -> the questionnaire in that language: made once a process."""


def _translate(language: Language, asked: Questionnaire) -> Questionnaire:
    return replace(
        asked,
        language=language.code,
        title=say_words(language, asked.title),
        door=say_words(language, asked.door),
        introduction=tuple(say_words(language, words) for words in asked.introduction),
        questions=tuple(_question(language, question) for question in asked.questions),
    )


def _question(language: Language, question: Question) -> Question:
    options = tuple(
        replace(option, label=say_words(language, option.label)) for option in question.options
    )
    return replace(
        question,
        words=say_words(language, question.words),
        hint=say_words(language, question.hint) if question.hint else question.hint,
        options=options,
    )


def _locale(language: Language) -> str:
    return "en_GB" if language is ENGLISH else language.code
