"""Jo, a parent who wants an answer, and Sam, who only wants to be heard: what is asked around the questions."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.equality import ETHNIC_GROUPS, NOT_SAID
from feedback.services.runtime import Runtime
from feedback.settings import DEFAULT_TOWNS, EQUALITY_EXTRA
from forms.around import MAY_BE_UNDER_16, asks_about_complaint, equality_questions
from tests.databases import NOON
from tests.journeys.test_family_tells_us import ANSWERS, SLUG, rows
from tests.journeys.walk import CODE, hidden, press, send, to_check
from tests.page_checks import Page

ALL_EXTRA = EQUALITY_EXTRA
AUDIENCES = ("adult", "easy_read", "care_leaver", "young_person", "child", "young_child", "forum")


def at_complaint(client: FlaskClient, slug: str = SLUG) -> str:
    """Return the page that asks whether it is a complaint."""
    html = client.post(f"/{slug}/questions", data={"go": "next"}).text
    while not hidden(html)["question"].startswith("after:"):
        name = hidden(html)["question"]
        fields = {"answer": ANSWERS[name]} if name in ANSWERS else {}
        html = press(client, slug, html, go="next" if fields else "skip", **fields).text
    return html


def at_reply(client: FlaskClient, wish: str = "yes") -> str:
    """Return the page that offers to leave details."""
    return press(client, SLUG, at_complaint(client), go="next", answer=wish).text


def heading(html: str) -> str:
    """Return the page's heading."""
    page = Page(html)
    return page.text(page.all("h1")[0][0])


def about_you(client: FlaskClient, check: str, **fields: str) -> str:
    """Press the button that leads to the questions about oneself."""
    return press(client, SLUG, check, go="about-you", **fields).text


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a family's browser."""
    return app.test_client()


def test_complaint_is_asked_once_after_the_free_text_and_before_checking(
    client: FlaskClient,
) -> None:
    """R2-11."""
    html = at_complaint(client)
    assert heading(html) == "Is this a complaint you want an answer to?"
    assert re.findall(r'value="(yes|no|not_sure)"', html) == ["yes", "no", "not_sure"]
    assert heading(press(client, SLUG, html, go="next", answer="no").text) == "Check your answers"


@pytest.mark.parametrize("wish", ["yes", "not_sure"])
def test_complaint_explains_the_procedure_and_advocacy_and_offers_details(
    client: FlaskClient, wish: str
) -> None:
    """R2-11: yes and not sure."""
    html = at_reply(client, wish)
    assert heading(html) == "How can we reply to you?"
    for words in (
        "within one working day", "within 3 working days", "within 10 working days",
        "Ombudsman", "an advocate", "0808 800 5792", "The clock starts on the day you press send",
        "We delete them 90 days after",
    ):  # fmt: skip
        assert words in html, words


def test_complaint_with_details_is_handed_on_and_the_receipt_says_so(
    app_on_both: Flask,
) -> None:
    client = app_on_both.test_client()
    check = press(
        client, SLUG, at_reply(client), go="next",
        name="Jo Marlow", email="jo@example.org", phone="", safe_way="Only text",
    ).text  # fmt: skip
    assert "jo@example.org" in check
    assert "We cannot reply to you" not in check
    receipt = send(client, SLUG, check).text
    assert "We pass your complaint to the complaints team" in receipt
    assert "jo@example.org" not in receipt
    assert rows(app_on_both, "SELECT wish, state FROM hand_off") == [("yes", "open")]
    ((day,),) = rows(app_on_both, "SELECT received_on FROM hand_off")
    assert str(day) == "2026-08-14", "R2-11: the day of sending"
    assert rows(app_on_both, "SELECT count(*) FROM contact_detail") == [(1,)]


@pytest.mark.parametrize("wish", ["yes", "not_sure"])
def test_complaint_without_details_says_that_no_reply_can_be_sent(
    app: Flask, client: FlaskClient, wish: str
) -> None:
    """R2-13: on the check page and on the confirmation, with the phone and the post."""
    check = press(client, SLUG, at_reply(client, wish), go="skip").text
    receipt = send(client, SLUG, check).text
    for html in (check, receipt):
        assert "We cannot reply to you" in html
        assert 'href="tel:01432260000"' in html
        assert 'href="tel:1800101432260000"' in html, "text relay"
        assert "Plough Lane" in html
    assert CODE.search(receipt)
    assert rows(app, "SELECT wish FROM hand_off") == [(wish,)]
    assert rows(app, "SELECT count(*) FROM contact_detail") == [(0,)]


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        ({"email": "not an address"}, "Enter an email address like", "email"),
        ({"phone": "12345"}, "Enter a phone number with all its digits", "phone"),
        ({"name": "Jo Marlow"}, "Give an email address or a phone number", "email"),
        ({"email": "jo@example.org", "safe_way": "x" * 301}, "too long", "safe_way"),
    ],
)
def test_details_that_are_wrong_are_named_beside_the_box_and_kept(
    client: FlaskClient, typed: dict[str, str], words: str, field: str
) -> None:
    refused = press(client, SLUG, at_reply(client), go="next", **typed)
    assert refused.status_code == 400
    assert "<title>Error: How can we reply to you?" in refused.text
    assert f'href="#{field}"' in refused.text
    beside = refused.text.split(f'id="{field}-error"', 1)[1].split("</p>", 1)[0]
    assert words in beside
    for value in typed.values():
        assert value in refused.text, "nothing typed is lost"


def test_details_on_a_late_page_are_kept(app: Flask, client: FlaskClient) -> None:
    html = at_reply(client)
    runtime: Runtime = app.extensions["feedback"]
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=61)))
    late = press(client, SLUG, html, go="skip", name="Jo Marlow", phone="07700 900777")
    assert late.status_code == 400
    assert "You were away for a while" in late.text
    assert "07700 900777" in late.text
    again = press(client, SLUG, late.text, go="next", name="Jo Marlow", phone="07700 900777")
    assert "07700 900777" in again.text
    assert heading(again.text) == "Check your answers"


def test_details_on_a_page_that_cannot_be_opened_are_kept(client: FlaskClient) -> None:
    sent = {"page": "altered", "question": "after:reply", "go": "next", "phone": "07700 900777"}
    answered = client.post(f"/{SLUG}/questions", data=sent)
    assert answered.status_code == 400
    assert "07700 900777" in answered.text


def test_changing_a_complaint_to_no_forgets_the_details(app: Flask, client: FlaskClient) -> None:
    check = press(client, SLUG, at_reply(client), go="next", phone="07700 900777").text
    page = press(client, SLUG, check, go="change:after:complaint").text
    assert 'value="yes" checked' in page
    check = press(client, SLUG, page, go="next", answer="no").text
    assert "07700 900777" not in check
    send(client, SLUG, check)
    assert rows(app, "SELECT count(*) FROM hand_off") == [(0,)]
    assert rows(app, "SELECT count(*) FROM contact_detail") == [(0,)]


def test_back_walks_through_the_steps_and_forgets_nothing(client: FlaskClient) -> None:
    reply = at_reply(client)
    complaint = press(client, SLUG, reply, go="back", phone="07700 900777").text
    assert 'value="yes" checked' in complaint
    reply = press(client, SLUG, complaint, go="next", answer="yes").text
    assert "07700 900777" in reply
    question = press(client, SLUG, complaint, go="back", answer="yes").text
    assert hidden(question)["question"] == "who"
    check = press(client, SLUG, reply, go="next", phone="07700 900777").text
    page = press(client, SLUG, check, go="change:after:reply").text
    assert heading(page) == "How can we reply to you?"


def test_answers_about_oneself_come_after_checking_are_explained_and_counted(
    app_on_both: Flask,
) -> None:
    """Section 2.9: opt-in, between check and confirmation, each optional, the reason first."""
    client = app_on_both.test_client()
    html = about_you(client, to_check(client, SLUG, ANSWERS), may_quote="yes")
    assert "Why we ask" in html
    asked = []
    chosen = {"age": "35-44", "ethnic_group": "white", "ethnicity": "roma"}
    while (step := hidden(html).get("question")) is not None:
        asked.append(step.removeprefix("after:"))
        fields = {"answer": chosen[asked[-1]]} if asked[-1] in chosen else {}
        html = press(client, SLUG, html, go="next" if fields else "skip", **fields).text
    assert asked == [
        "age", "disability", "child_disability", "ethnic_group", "ethnicity", "language",
        "interpreter", "town", "groups",
    ]  # fmt: skip
    assert heading(html) == "Ready to send"
    assert rows(app_on_both, "SELECT count(*) FROM response") == [(0,)], "nothing before sending"
    assert CODE.search(send(client, SLUG, html, **_quote(html)).text)
    found = set(rows(app_on_both, "SELECT question, value, count FROM equality_count"))
    assert found == {("age", "35-44", 1), ("ethnic_group", "white", 1), ("ethnicity", "roma", 1)}
    assert [bool(r[0]) for r in rows(app_on_both, "SELECT may_quote FROM response")] == [True]


def _quote(html: str) -> dict[str, str]:
    return {"may_quote": hidden(html)["may_quote"]}


def test_second_question_is_asked_only_after_yes_and_on_the_server(
    app: Flask, client: FlaskClient
) -> None:
    """Section 2.9: two steps; a hand-made request cannot answer the second alone."""
    html = about_you(client, to_check(client, SLUG, ANSWERS))
    html = press(client, SLUG, html, go="skip").text
    assert hidden(html)["question"] == "after:disability"
    after_no = press(client, SLUG, html, go="next", answer="no").text
    assert hidden(after_no)["question"] == "after:child_disability"
    forged = client.post(
        f"/{SLUG}/questions",
        data={
            "page": hidden(after_no)["page"],
            "question": "after:disability_effect",
            "go": "next",
            "answer": "a_lot",
        },
    )
    assert heading(forged.text) == "Check your answers"
    after_yes = press(client, SLUG, html, go="next", answer="yes").text
    assert hidden(after_yes)["question"] == "after:disability_effect"
    told = press(client, SLUG, after_yes, go="next", answer="a_lot").text
    back = press(client, SLUG, told, go="back").text
    back = press(client, SLUG, back, go="back").text
    taken_back = press(client, SLUG, back, go="next", answer="no").text
    ready = press(client, SLUG, taken_back, go="rest").text
    send(client, SLUG, ready)
    assert rows(app, "SELECT question, value FROM equality_count") == [("disability", "no")]


def test_questions_about_oneself_can_be_left_at_any_time(client: FlaskClient) -> None:
    html = about_you(client, to_check(client, SLUG, ANSWERS))
    assert heading(press(client, SLUG, html, go="rest").text) == "Ready to send"
    check = press(client, SLUG, html, go="back").text
    assert heading(check) == "Check your answers"
    wrong = press(client, SLUG, html, go="next", answer="no-such-age")
    assert wrong.status_code == 400
    assert "Choose one of the answers" in wrong.text


def test_pressing_twice_counts_nothing_twice(app: Flask, client: FlaskClient) -> None:
    html = about_you(client, to_check(client, SLUG, ANSWERS))
    html = press(client, SLUG, html, go="next", answer="35-44").text
    ready = press(client, SLUG, html, go="rest").text
    send(client, SLUG, ready)
    send(client, SLUG, ready)
    assert rows(app, "SELECT count FROM equality_count") == [(1,)]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_age_is_asked_only_what_is_for_it(audience: str) -> None:
    """Sections 2.9 and 3.6: none for children, four for 13 to 17, nothing of the extra under 16."""
    asked = equality_questions(audience, towns=DEFAULT_TOWNS, extra=ALL_EXTRA)
    codes = {question.code for question in asked}
    if audience in ("child", "young_child", "forum"):
        assert codes == set()
        assert not asks_about_complaint(audience)
    elif audience == "young_person":
        assert codes == {"age", "in_care", "disability", "disability_effect", "language"}
        assert asks_about_complaint(audience)
    else:
        assert codes >= ALL_EXTRA
    if audience in MAY_BE_UNDER_16:
        assert not codes & ALL_EXTRA


def test_extra_questions_are_off_by_default_and_unknown_audiences_are_asked_nothing() -> None:
    """Section 2.9."""
    asked = equality_questions("adult", towns=DEFAULT_TOWNS, extra=frozenset())
    assert not {question.code for question in asked} & ALL_EXTRA
    assert equality_questions("somebody new", towns=DEFAULT_TOWNS, extra=ALL_EXTRA) == ()
    assert asks_about_complaint("somebody new"), "a right is not lost because a version is new"


def test_ethnic_boxes_that_are_asked_are_those_that_are_mapped() -> None:
    """Section 2.9: 19 boxes in 5 groups, each asked under its own group."""
    asked = equality_questions("adult", towns=(), extra=frozenset())
    for question in asked:
        if question.code == "ethnicity":
            assert question.given is not None
            codes = {option.code for option in question.options} - {NOT_SAID}
            assert codes == set(ETHNIC_GROUPS[question.given[1]])
    assert sum(q.code == "ethnicity" for q in asked) == 5


def test_no_age_is_a_birth_date_and_no_town_a_postcode() -> None:
    """Section 2.9."""
    for audience in AUDIENCES:
        for question in equality_questions(audience, towns=DEFAULT_TOWNS, extra=ALL_EXTRA):
            assert question.options, "everything is chosen, nothing typed"
            assert not re.search(
                r"birth(?:day| ?date)|date of birth|postcode", question.words, re.I
            )


def test_every_questionnaire_asks_around_by_its_audience(app: Flask, client: FlaskClient) -> None:
    runtime: Runtime = app.extensions["feedback"]
    child = replace(runtime.questionnaires[SLUG], audience="child")  # type: ignore[arg-type]
    object.__setattr__(runtime, "questionnaires", Asked({SLUG: child}))
    check = to_check(client, SLUG, ANSWERS)
    assert "a complaint you want an answer to" not in check
    assert "Answer questions about me first" not in check
    for go in ("about-you", "change:after:complaint"):
        assert heading(press(client, SLUG, check, go=go).text) == "Check your answers"
