"""The catalogues: complete where they say so, sound everywhere, and honest about what is missing."""

import re
from datetime import date
from gettext import GNUTranslations
from html.entities import html5
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog

from feedback.commands.translations import gather, is_done, read_po, wanted, write_mo, write_po
from feedback.domain.errors import SettingsError
from feedback.domain.questionnaires import Questionnaire
from feedback.languages import (
    ENGLISH,
    FOLDER,
    catalogue,
    known_languages,
    load_status,
    say_day,
    say_plain,
    say_questionnaire,
    say_words,
)
from feedback.settings import DEFAULT_HELP_LINES, Settings
from forms.messages import MESSAGES, Said
from forms.questionnaire import load_questionnaires

CODES = tuple(load_status())
WHOLE = tuple(code for code, of in load_status().items() if of["covers"] == "every page")
ENTITY = re.compile(r"&(#\d+;|#x[0-9a-fA-F]+;|\w+;)?")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
MARKUP = re.compile(r"<[^>]+>")


def questionnaire(slug: str = "parent-carer-voice") -> Questionnaire:
    return load_questionnaires()[slug]


@pytest.mark.parametrize("code", CODES)
def test_status_says_what_everybody_must_know(code: str) -> None:
    """R3-21: who checked a translation, when, and what it holds."""
    status = load_status()[code]
    assert set(status) == {"name", "direction", "covers", "checked_by", "checked_on"}
    assert status["direction"] in ("ltr", "rtl")
    assert bool(status["checked_by"]) == bool(status["checked_on"])
    assert (FOLDER / code / "messages.po").exists()


@pytest.mark.parametrize("code", CODES)
def test_compiled_words_are_those_of_the_file_that_people_edit(code: str) -> None:
    words = read_po(code)
    assert (FOLDER / code / "messages.mo").read_bytes() == write_mo(words), (
        "run: ./run feedback translations update"
    )
    assert write_po(gather(code, words)) == write_po(gather(code, gather(code, words)))


def test_words_with_a_number_that_are_missing_are_not_compiled_as_if_they_were_there() -> None:
    """R3-21: the English that stands in for them is marked as English."""
    words = Catalog(locale="ar")
    words.add(("%(n)s day", "%(n)s days"), string=("",) * 6)
    words.add("Yes", string="نعم")
    compiled = GNUTranslations(BytesIO(write_mo(words)))
    compiled.add_fallback(catalogue(known_languages()["ar"]))
    assert compiled.gettext("Yes") == "نعم"
    assert compiled.ngettext("%(n)s day", "%(n)s days", 7).startswith('<span lang="en"')


@pytest.mark.parametrize("code", CODES)
def test_translation_keeps_every_placeholder_and_adds_no_markup(code: str) -> None:
    for message in read_po(code):
        if not message.id or not is_done(message):
            continue
        english = message.id if isinstance(message.id, str) else message.id[0]
        written = (message.string,) if isinstance(message.string, str) else message.string or ()
        for words in written:
            assert sorted(PLACEHOLDER.findall(words)) == sorted(PLACEHOLDER.findall(english))
            assert MARKUP.findall(words) == MARKUP.findall(english)


@pytest.mark.parametrize("code", CODES)
def test_words_about_danger_are_there_in_every_language(code: str) -> None:
    """R4-20 and R4-21: the help block, before and after free text, and every number's name and hours."""
    needed = [line.name for line in DEFAULT_HELP_LINES] + [line.when for line in DEFAULT_HELP_LINES]
    needed += [words for words, place in wanted() if place.endswith("components/help/macro.html")]  # type: ignore[misc]
    words = catalogue(known_languages()[code])
    assert [one for one in needed if words.gettext(one).startswith("<span")] == []
    assert "999" in words.gettext(
        "We read it on working days. If you or someone else is in danger now, call 999."
    )


@pytest.mark.parametrize("code", WHOLE)
def test_language_that_covers_every_page_lacks_no_words(code: str) -> None:
    """R3-21: what `status.toml` says that it covers is there."""
    assert [message.id for message in read_po(code) if message.id and not is_done(message)] == []


@pytest.mark.parametrize(("code", "forms"), [("pl", 3), ("ro", 3), ("uk", 3), ("ar", 6)])
def test_words_with_a_number_have_every_form_of_the_language(code: str, forms: int) -> None:
    counted = [message for message in read_po(code) if message.id and message.pluralizable]
    assert counted
    for message in counted:
        assert len(message.string) == forms, message.id
        if is_done(message) and code in WHOLE:
            one, *_some, many = message.string
            assert one != many, message.id


@pytest.mark.parametrize("code", CODES)
def test_translation_has_no_entity_that_the_english_lacks_and_none_that_does_not_exist(
    code: str,
) -> None:
    """A stray ampersand would be drawn as something else, or break a page."""
    for message in read_po(code):
        if not message.id or not is_done(message):
            continue
        english = message.id if isinstance(message.id, str) else message.id[0]
        written = (message.string,) if isinstance(message.string, str) else message.string or ()
        for words in written:
            named = [found[0] for found in ENTITY.finditer(words)]
            assert all(one[1:] in html5 for one in named if not one.startswith("&#")), words
            assert sorted(named) == sorted(found[0] for found in ENTITY.finditer(english))


@pytest.mark.parametrize("code", CODES)
def test_questionnaire_in_another_language_is_the_same_questionnaire(code: str) -> None:
    """R3-21, R2-16: words change; identity, codes and constructs stay."""
    english, other = questionnaire(), say_questionnaire(known_languages()[code], questionnaire())
    assert (other.id, other.slug, other.forum) == (english.id, english.slug, english.forum)
    assert other.language == code
    for one, two in zip(english.questions, other.questions, strict=True):
        assert (one.id, one.construct, one.kind) == (two.id, two.construct, two.kind)
        assert [o.code for o in one.options] == [o.code for o in two.options]
        assert one.words != two.words
        assert len({o.label for o in two.options}) == len(two.options), "two answers read the same"


def test_missing_words_are_english_and_say_so() -> None:
    polish = known_languages()["pl"]
    assert (
        say_words(polish, "Bread & butter") == '<span lang="en" dir="ltr">Bread &amp; butter</span>'
    )
    assert say_plain(polish, "Bread & butter") == "Bread & butter", "an attribute takes no element"
    assert say_words(ENGLISH, "Bread & butter") == "Bread & butter"


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [
        ("pl", 1, "1 krótkie pytanie"),
        ("pl", 3, "3 krótkie pytania"),
        ("pl", 11, "11 krótkich pytań"),
        ("pl", 22, "22 krótkie pytania"),
        ("ro", 1, "1 întrebare"),
        ("ro", 11, "11 întrebări"),
        ("ro", 20, "20 de întrebări"),
        ("uk", 21, "21 коротке запитання"),
        ("uk", 12, "12 коротких запитань"),
        ("ar", 2, "سؤالان"),
        ("ar", 11, "11 سؤال"),
    ],
)
def test_number_of_questions_is_said_as_each_language_counts(
    code: str, number: int, words: str
) -> None:
    one = "There is %(number)s short question. You can stop at any time."
    many = "There are %(number)s short questions. Skip any you like. You can stop at any time."
    said = catalogue(known_languages()[code]).ngettext(one, many, number)
    assert words in said % {"number": number}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "4 August 2026"),
        ("pl", "4 sierpnia 2026"),
        ("ro", "4 august 2026"),
        ("uk", "4 серпня 2026"),
    ],
)
def test_days_are_written_as_each_language_writes_them(code: str, words: str) -> None:
    assert say_day(known_languages()[code], date(2026, 8, 4)) == words


def test_numbers_in_messages_are_written_as_each_language_writes_them() -> None:
    said = Said.of(MESSAGES["too_long"], limit=5000, found=12345)
    assert "5,000" in said
    assert "12,345" in said
    assert "12\xa0345" in say_words(known_languages()["pl"], said.pattern, **said.shown)


def test_setting_takes_known_languages_and_names_unknown_ones() -> None:
    environ = {
        "FEEDBACK_MASTER_KEYS": "a:" + "A" * 43 + "=",
        "FEEDBACK_SECRET_KEY": "s" * 40,
        "FEEDBACK_LANGUAGES": "pl, uk,pl",
    }
    assert Settings.from_env(environ).languages == ("pl", "uk")
    with pytest.raises(SettingsError, match="FEEDBACK_LANGUAGES: there are no words in xx"):
        Settings.from_env(environ | {"FEEDBACK_LANGUAGES": "pl,xx"})
