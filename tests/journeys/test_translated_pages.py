"""A family that reads a whole language reads nothing else: every page is walked in it, no English left (R3-21)."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask

from feedback.languages import ENGLISH, load_status
from forms.questionnaire import load_questionnaires
from tests.every_page import WORDS, Walk, code_pages, pages_in, version_pages
from tests.journeys.test_languages import speaking

__all__ = ["speaking"]
WHOLE = tuple(code for code, of in load_status().items() if of["covers"] == "every page")
ONE_FORM = tuple(
    code for code, of in load_status().items() if of["covers"] == "the start page and one form"
)
ENGLISH_WORD = re.compile(
    r"\b(?:the|and|you|your|with|what|this|that|when|people|of|we)\b", re.IGNORECASE
)
TYPED = (
    WORDS,
    "Thank you. Which team was it?",
    "The team in Ledbury.",
    "One more thing: the hall was cold.",
)
"""What the walk itself typed or an officer wrote: it stays in the language of who wrote it."""
NAMES = (
    "Listening to Families",
    "Have your say",
    "Equality and Human Rights Commission",
    "Equality Advisory and Support Service",
    "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
)
"""Names of bodies and of a law: a translation keeps them, so that they can be looked up."""
SPOKEN = ("alt", "aria-label", "title", "placeholder")
VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Said:
    """What a page says, by the language in which it says it.

    Args:
        english: texts inside something that is marked as English. other: every other text, attributes with it.
    """

    english: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def _is_said(name: str, value: str) -> bool:
    """Tell whether a script says the value: words, not an address or a name."""
    return name.startswith("data-") and " " in value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said, self.tongues = Said(), [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        tongue = given.get("lang") or self.tongues[-1]
        for name, value in given.items():
            if value and (name in SPOKEN or _is_said(name, value)):
                self._keep(tongue, value)
        if tag not in VOID:
            self.tongues.append(tongue)

    def handle_endtag(self, tag: str) -> None:
        self.tongues.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.cdata_elem is None:  # not what a style or a script holds
            self._keep(self.tongues[-1], " ".join(data.split()))

    def _keep(self, tongue: str, words: str) -> None:
        (self.said.english if tongue == ENGLISH.code else self.said.other).append(words)


def read(html: str) -> Said:
    """Return what a page says, without what somebody typed."""
    for typed in TYPED:
        html = html.replace(typed, "")
    reader = _Reader()
    reader.feed(html)
    return reader.said


def english_in(texts: list[str]) -> list[str]:
    """Return the texts that hold an English word, proper names set aside."""
    found = []
    for text in texts:
        bare = text
        for name in NAMES:
            bare = bare.replace(name, "")
        if ENGLISH_WORD.search(bare):
            found.append(text)
    return found


@pytest.mark.parametrize("code", WHOLE)
def test_no_page_in_a_whole_language_says_anything_in_english(speaking: Flask, code: str) -> None:
    """R3-21, R2-16: every version, every step, every refusal, what a code opens, and the pages at the foot."""
    pages = pages_in(speaking, tuple(load_questionnaires()), code)
    assert len(pages) > 100
    for name, html in pages.items():
        said = read(html)
        assert f'<html lang="{code}"' in html, name
        assert english_in(said.other) == [], f"{name} has English that is not marked"
        assert set(said.english) <= {ENGLISH.name}, f"{name} has words that are not translated"


@pytest.mark.parametrize("code", ONE_FORM)
def test_first_pages_and_one_form_say_nothing_in_english(speaking: Flask, code: str) -> None:
    """R3-21: what `status.toml` promises: help numbers, refusals, what the receipt opens and what waits."""
    client = speaking.test_client()
    plain = Walk(client, "", code)
    for path in ("/", "/help", "/waiting", "/saved", "/privacy"):
        plain.get(path, path)
    pages = (
        plain.pages | version_pages(client, "parent-carer-voice", code) | code_pages(speaking, code)
    )
    for name, html in pages.items():
        said = read(html)
        assert english_in(said.other) == [], f"{name} has English that is not marked"
        assert set(said.english) <= {ENGLISH.name}, f"{name} has words that are not translated"


def test_reader_tells_marked_english_from_the_rest() -> None:
    said = read('<p lang="pl">Cześć <b lang="en">the end</b> you</p><img alt="What people said">')
    assert said.english == ["the end"]
    assert english_in(said.other) == ["you", "What people said"]
