"""Priya copies a questionnaire, and both see every version as families do before anybody is asked (R3-18)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from gettext import GNUTranslations
from html import unescape
from io import BytesIO

import pytest
from babel.messages import Catalog
from flask import Flask
from flask.testing import FlaskClient

from feedback.commands.translations import write_mo
from feedback.domain.enums import Role
from feedback.domain.questionnaires import Construct, QuestionKind
from feedback.languages import _Missing
from feedback.services.runtime import Runtime
from tests.journeys.officer import sign_in
from tests.journeys.test_officer_changes_questions import (
    HIDDEN,
    LIST,
    SLUG,
    begin,
    decide,
    priya,
    published,
    sam,
    word,
)
from tests.publishing import add_person, withdraw

__all__ = ["priya", "sam"]


def test_copy_when_published_has_an_address_of_its_own(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    address = f"{LIST}/{SLUG}/copy"
    page = priya.get(address).text
    form = {**dict(HIDDEN.findall(page)), "title": "Summer of short breaks", "slug": "summer"}
    begun = priya.post(address, data=form)
    assert begun.status_code == 303
    taken = priya.post(address, data=form)
    assert taken.status_code == 409
    assert "Choose another one" in taken.text
    draft = begun.location
    assert "New ones, not asked yet" in priya.get(LIST).text
    assert app.test_client().get("/summer/").status_code == 404
    decide(priya, draft, "submit", why="For the summer")
    assert decide(sam, draft, "publish").status_code == 303
    assert "Summer of short breaks" in app.test_client().get("/summer/").text
    assert "/summer/" in priya.get(LIST).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("slug", "Summer!", "small letters"),
        ("slug", "", "small letters"),
        ("slug", "children", "Choose another one"),
        ("title", "", "Enter a heading"),
        ("title", "x" * 81, "Keep this to 80 characters"),
        ("csrf_token", "old", "renewed"),
    ],
)
def test_copy_without_a_good_name_is_refused_beside_it(
    priya: FlaskClient, field: str, value: str, said: str
) -> None:
    address = f"{LIST}/{SLUG}/copy"
    form = {**dict(HIDDEN.findall(priya.get(address).text)), "title": "Summer", "slug": "summer"}
    refused = priya.post(address, data=form | {field: value})
    assert refused.status_code in (400, 409)
    assert said in refused.text


def previews(client: FlaskClient, page: str) -> Iterator[str]:
    """Yield every page of a preview, from its first on."""
    while page:
        html = client.get(page).text
        yield html
        onward = re.search(r'class="govuk-button" href="([^"]+)"', html)
        page = unescape(onward[1]) if onward else ""


@pytest.mark.parametrize("slug", [SLUG, "easy-read", "parent-carer-voice-meeting"])
def test_preview_walks_through_every_page_without_a_form(
    app: Flask, priya: FlaskClient, slug: str
) -> None:
    draft = begin(priya, slug)
    first = re.search(r'href="(/staff/questionnaires/preview/[^"]+/0)"', priya.get(draft).text)
    assert first is not None
    pages = list(previews(priya, first[1]))
    runtime: Runtime = app.extensions["feedback"]
    asked = runtime.questionnaires[slug]
    assert len(pages) == len(asked.questions) + 1
    for html, words in zip(pages, [asked.title, *(q.words for q in asked.questions)], strict=True):
        assert "Nothing is stored" in html
        assert words in unescape(html)
        assert "<form" not in html
        assert runtime.settings.exit_url in html, "the way out, as families see it"
    help_line = runtime.settings.help_lines[0].number
    for place, html in enumerate(pages):
        typed = place and asked.questions[place - 1].kind is QuestionKind.TEXT
        assert (help_line in html) == (place == 0 or typed), "where families see the numbers"
    paper = priya.get(first[1][:-1] + "paper").text
    assert "Nothing is stored" in paper
    assert all(q.words in unescape(paper) for q in asked.questions)


def test_preview_of_a_version_that_was_asked_is_there_and_others_are_not_found(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    before = runtime.questionnaires[SLUG]
    published(priya, sam)
    place = before.questions.index(before.find_construct(Construct.LISTENED)) + 1  # type: ignore[arg-type]
    old = sam.get(f"{LIST}/preview/{before.id}/{place}")
    assert before.questions[place - 1].words in unescape(old.text)
    assert sam.get(f"{LIST}/preview/{before.id}/99").status_code == 404
    assert sam.get(f"{LIST}/preview/{'f' * 64}/0").status_code == 404
    assert sam.get(f"{LIST}/nothing").status_code == 404


def test_draft_says_how_many_lines_would_be_read_in_english(app: Flask, priya: FlaskClient) -> None:
    """A translation that no longer fits falls back to English, marked as English."""
    runtime: Runtime = app.extensions["feedback"]
    settings = replace(runtime.settings, languages=("pl",))
    object.__setattr__(runtime, "settings", settings)
    draft = begin(priya)
    assert "<bdi>Polski</bdi>: Everything is translated" in priya.get(draft).text
    word(priya, draft, "listened", words="Did people listen to you?")
    assert re.search(r"<bdi>Polski</bdi>: 1 of \d+ lines", priya.get(draft).text)
    shown = priya.get(f"{LIST}/preview/{draft.rpartition('/')[2]}/0").text
    assert "lang=pl" in shown


def test_file_of_a_draft_is_a_definition(priya: FlaskClient) -> None:
    draft = begin(priya)
    file = priya.get(f"{draft}/file")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{SLUG}.toml"'
    assert 'construct = "listened"' in file.text


def test_editor_is_closed_to_who_reads_reports_and_answers_complaints(app: Flask) -> None:
    for role in (Role.COMMITTEE, Role.COMPLAINTS, Role.ADMIN):
        client = sign_in(app, role)
        assert client.get(LIST).status_code == 403


def test_draft_when_what_is_asked_changed_after_it_was_sent_goes_back_to_its_writer(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    published(priya, sam)
    draft = begin(priya)
    word(priya, draft, "overall", words="How was it?")
    decide(priya, draft, "submit", why="Shorter")
    withdraw(app.extensions["feedback"], SLUG, add_person(app.extensions["feedback"], "Lou"))
    refused = decide(sam, draft, "publish")
    assert refused.status_code == 409
    assert "Send it back" in refused.text
    assert decide(sam, draft, "back", why="Look again").status_code == 303
    assert decide(priya, draft, "submit", why="Still shorter").status_code == 303
    assert decide(sam, draft, "publish").status_code == 303


def test_translation_when_empty_is_none_and_the_line_is_read_in_english() -> None:
    """An empty translation in a catalogue is no translation: the English stands there, marked as English."""
    made = Catalog(locale="pl")
    made.add("Did people listen to you?", string="")
    made.add("Yes", string="Tak")
    catalogue = GNUTranslations(BytesIO(write_mo(made)))
    catalogue.add_fallback(_Missing())
    assert catalogue.gettext("Yes") == "Tak"
    assert catalogue.gettext("Did people listen to you?") == (
        '<span lang="en" dir="ltr">Did people listen to you?</span>'
    )
