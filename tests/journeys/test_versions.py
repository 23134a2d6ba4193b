"""Every version from its start page to its receipt, without JavaScript, by people who need it."""

import re

import pytest
from flask import Flask
from sqlalchemy import text

from feedback.domain.questionnaires import Audience, Question, QuestionKind, Questionnaire
from feedback.services.runtime import Runtime
from forms.questionnaire import load_questionnaires
from tests.integration.web.family.test_pages import FORM_GRADE, Words
from tests.journeys.walk import CODE, hidden, press, send, to_check
from tests.page_checks import Page
from tests.reading_age import grade, sentences

ASKED = load_questionnaires()
VERSIONS = pytest.mark.parametrize("slug", ASKED)
PICTURED = ("under-8", "children", "easy-read")
LIMITS = "may have to tell people who can help"


def answer_to(question: Question) -> str:
    """Return an invented answer: the second choice, a sentence or a number."""
    if question.kind is QuestionKind.NUMBER:
        return "40"
    if question.kind is QuestionKind.TEXT:
        return f"They listen to me about {question.id}."
    return question.options[1].code


def everything(questionnaire: Questionnaire) -> dict[str, str]:
    return {question.id: answer_to(question) for question in questionnaire.questions}


def page_of(app: Flask, slug: str, question_id: str) -> str:
    """Return a question's page, the ones before it skipped."""
    client = app.test_client()
    html = client.post(f"/{slug}/questions", data={"go": "next"}).text
    while hidden(html)["question"] != question_id:
        html = press(client, slug, html, go="skip").text
    return html


def rows(app: Flask, sql: str) -> list[tuple[object, ...]]:
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


@VERSIONS
def test_version_is_walked_from_start_to_receipt_and_stored_whole(app: Flask, slug: str) -> None:
    client = app.test_client()
    client.get(f"/{slug}/")
    check = to_check(client, slug, everything(ASKED[slug]))
    assert check.count("They listen to me") == sum(
        q.kind is QuestionKind.TEXT for q in ASKED[slug].questions
    )
    receipt = send(client, slug, check)
    code = CODE.search(receipt.text)
    assert code is not None
    assert "They listen" not in receipt.text
    stored = {row[0] for row in rows(app, "SELECT question_id FROM answer WHERE NOT skipped")}
    stored |= {row[0] for row in rows(app, "SELECT question_id FROM comment")}
    assert stored == {question.id for question in ASKED[slug].questions}
    found = client.post("/status", data={"code": code[1]})
    assert "We have your words" in found.text


@VERSIONS
def test_start_page_leads_to_every_other_version(app: Flask, slug: str) -> None:
    """R3-15: no age is checked, and no form is a dead end."""
    page = Page(app.test_client().get(f"/{slug}/").text)
    led_to = {attrs["href"] for _p, _t, attrs in page.all("a")}
    assert {f"/{other}/" for other in ASKED if other != slug} <= led_to
    assert not page.all("input"), "nothing is asked before the start"


@VERSIONS
def test_start_page_says_who_sees_what_before_anything_is_asked(app: Flask, slug: str) -> None:
    """R3-16, R4-20, R4-21."""
    before = app.test_client().get(f"/{slug}/").text.split('name="go"', 1)[0]
    for words in ("Who", "council", LIMITS, "straight away", "999", "0800 1111", "name"):
        assert words in before


@VERSIONS
def test_help_and_limits_stand_around_every_box(app: Flask, slug: str) -> None:
    """R4-20, R4-21, in the words of each version's readers."""
    for question in ASKED[slug].questions:
        if question.kind is QuestionKind.TEXT:
            before, after = page_of(app, slug, question.id).split("<textarea", 1)
            assert LIMITS in before
            assert all(
                w in part for w in ("straight away", "0800 1111") for part in (before, after)
            )


@VERSIONS
def test_pages_of_the_version_read_at_the_grade_they_are_for(app: Flask, slug: str) -> None:
    """R3-11, and R3-12 for Easy Read: also the words around the questions."""
    client = app.test_client()
    first = next(q.id for q in ASKED[slug].questions if q.kind is QuestionKind.TEXT)
    check = to_check(client, slug, {first: "They listen."})
    pages = [client.get(f"/{slug}/").text, page_of(app, slug, first), check]
    pages.append(send(client, slug, check).text)
    audience = ASKED[slug].audience
    longest = {Audience.EASY_READ: 15, Audience.CHILD: 20, Audience.YOUNG_CHILD: 20}
    for html in pages:
        words = Words(without_numbers_and_names(html)).text
        assert grade(words) <= FORM_GRADE
        long = [s for s in sentences(words) if len(s.split()) > longest.get(audience, 25)]
        assert long == []


def without_numbers_and_names(html: str) -> str:
    """Return the page without the help lines, which are names, and the links to the other forms."""
    html = re.sub(r'<ul class="(?:calls|numbers)">.*?</ul>', "", html, flags=re.DOTALL)
    return re.sub(r'<nav class="versions".*?</nav>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize("slug", PICTURED)
def test_pictures_have_words_beside_them_and_are_not_read_out(app: Flask, slug: str) -> None:
    """R3-12; faces are never shown without words, which children may read in either direction."""
    html = page_of(app, slug, "listened")
    pictures = re.findall(r"<svg[^>]*>", html)
    assert len(pictures) == 1 + len(ASKED[slug].question("listened").options)  # type: ignore[union-attr]
    assert all('aria-hidden="true"' in one and 'focusable="false"' in one for one in pictures)
    page = Page(html)
    assert all(page.text(place) for place, _t, _a in page.all("label"))
    address = re.search(r'<use href="([^#"]+)#', html)
    assert address is not None
    sheet = app.test_client().get(address[1])
    assert sheet.mimetype == "image/svg+xml"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert {f'id="{name}"' for name in re.findall(r'svg#([\w-]+)"', html)} <= set(
        re.findall(r'id="[\w-]+"', sheet.text)
    )


@pytest.mark.parametrize("slug", ASKED)
def test_only_childrens_and_easy_read_pages_offer_to_be_read_aloud(app: Flask, slug: str) -> None:
    offered = [
        page_of(app, slug, ASKED[slug].questions[0].id),
        app.test_client().get(f"/{slug}/").text,
    ]
    for html in offered:
        assert ("speak." in html) is (slug in PICTURED)
        if slug in PICTURED:
            assert re.search(r"<p[^>]* data-listen hidden>", html), "hidden until there is a voice"


def test_aisha_nine_answers_with_her_social_worker_beside_her(app_on_both: Flask) -> None:
    """R3-14: what is said beside a worker is marked, and the officer sees it."""
    client = app_on_both.test_client()
    for helper in ("social_worker", "advocate"):
        send(
            client, "children", to_check(client, "children", {"listened": "yes", "helper": helper})
        )
    assert sorted(rows(app_on_both, "SELECT staff_present FROM response")) == [(0,), (1,)]


def test_group_of_forty_is_one_submission(app_on_both: Flask) -> None:
    """R2-10: counted once, with the number it says it speaks for."""
    client = app_on_both.test_client()
    slug = "parent-carer-voice-meeting"
    said = {"represents": " 1,040 ", "could-be-better": "Nobody answers the phone."}
    send(client, slug, to_check(client, slug, said))
    assert rows(app_on_both, "SELECT collective, represents, channel FROM response") == [
        (1, 1040, "forum_meeting")
    ]
    assert rows(app_on_both, "SELECT count(*) FROM comment") == [(1,)], "a number is no comment"


@pytest.mark.parametrize("typed", ["about 40", "1", "-3", "99999", "3.5", "٤٠"])
def test_wrong_number_is_refused_beside_the_field_and_kept(app: Flask, typed: str) -> None:
    client = app.test_client()
    slug = "listening-to-families-meeting"
    html = page_of(app, slug, "represents")
    refused = press(client, slug, html, go="next", answer=typed)
    assert refused.status_code == 400
    assert f'value="{typed}"' in refused.text
    assert "or skip this question" in refused.text
    assert rows(app, "SELECT count(*) FROM response") == [(0,)]


def test_group_that_skips_the_number_is_still_a_group(app: Flask) -> None:
    client = app.test_client()
    slug = "parent-carer-voice-meeting"
    send(client, slug, to_check(client, slug, {"went-well": "The new phone line."}))
    assert rows(app, "SELECT collective, represents FROM response") == [(1, None)]


def test_first_page_welcomes_children_and_everybody_has_a_door(app: Flask) -> None:
    html = app.test_client().get("/").text
    assert "You are welcome here" in html
    assert all(f'href="/{slug}/"' in html for slug in ASKED)
