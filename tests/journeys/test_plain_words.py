"""A child, a tired parent and somebody who reads slowly can read every family page and every refusal (R3-11)."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.commands.translations import wanted
from forms.questionnaire import load_questionnaires
from tests.every_page import WORDS, pages_in
from tests.integration.web.family.test_pages import FORM_GRADE, NOTICES, Words
from tests.journeys.test_languages import speaking
from tests.reading_age import grade, sentences

__all__ = ["speaking"]
LONGEST = 25
SHORTER = {"easy-read": 15, "children": 20, "under-8": 20}
"""The most words in a sentence of these versions (R3-12 for Easy Read); everywhere else 25."""
MOST_BEFORE_START = 220
"""Words of a start page before its button, numbers to call included. Never more."""
HARDEST_REFUSAL = 7
"""The school grade of one refusal alone; a short text is graded roughly, so it may be two above a page."""
LIMITS = {path.strip("/").replace("/", "-"): limit for path, limit in NOTICES.items()}
NUMBERS = re.compile(r'<ul class="(?:calls|numbers)">.*?</ul>', re.DOTALL)
PLACED = re.compile(r"%\(\w+\)s|\{\w+\}")


def said_on(html: str) -> str:
    """Return the words of a page without numbers to call and without what the walk typed."""
    return Words(NUMBERS.sub("", html.replace(WORDS, ""))).text


def longest_of(name: str) -> int:
    """Return how long a sentence of the page may be."""
    return next((most for slug, most in SHORTER.items() if name.startswith(slug)), LONGEST)


def test_every_family_page_reads_at_nine(speaking: Flask) -> None:
    """R3-11: each version, each step, each refusal, what a code opens, and the pages at the foot."""
    pages = pages_in(speaking, tuple(load_questionnaires()))
    assert len(pages) > 150
    for name, html in pages.items():
        words = said_on(html)
        assert len(words.split()) > 5, name
        assert grade(words) <= LIMITS.get(name, FORM_GRADE), name
        long = [one for one in sentences(words) if len(one.split()) > longest_of(name)]
        assert long == [], name


REFUSALS = [str(words) for words, place in wanted() if re.match(r"message|error", place)]


@pytest.mark.parametrize("words", REFUSALS)
def test_every_refusal_is_short_and_plain(words: str) -> None:
    """R3-11, also those that no walk meets: a flood, a lost page, a phone that could not finish."""
    plain = PLACED.sub("12", words.split(": 5 and S")[0])
    assert grade(plain) <= HARDEST_REFUSAL
    assert [one for one in sentences(plain) if len(one.split()) > 20] == []


def test_no_words_for_families_have_a_long_sentence() -> None:
    """R3-11: also what only a script or a tablet shows, and what stands in an attribute."""
    texts = [(words if isinstance(words, str) else words[1], place) for words, place in wanted()]
    assert len(texts) > 800
    long = [
        (place, one)
        for words, place in texts
        for one in sentences(words)
        if len(one.split()) > LONGEST and not place.endswith("accessibility.html")
    ]
    assert long == []


def test_nobody_reads_long_before_the_first_button(client: FlaskClient) -> None:
    """A start page on a phone: what must be said before anything is asked (R4-20, R4-21), and little else."""
    for slug in load_questionnaires():
        html = client.get(f"/{slug}/").text
        before = html[: html.index('name="go" value="next"')]
        assert len(Words(before).text.split()) <= MOST_BEFORE_START, slug
