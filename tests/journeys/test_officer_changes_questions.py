"""Priya changes what families are asked, Sam reads it and says yes; refusals stand beside the words (R2-16, R3-11)."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.domain.questionnaires import Construct
from feedback.services.runtime import Runtime
from tests.conftest import add_staff
from tests.journeys.officer import CSRF, rows, sign_in

SLUG = "parent-carer-voice"
LIST = "/staff/questionnaires"
TEXTAREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
SELECTED = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def form_of(html: str) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    sent = {name: unescape(words) for name, words in TEXTAREA.findall(html)}
    for name, inside in SELECTED.findall(html):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        sent[name] = chosen[1] if chosen else ""
    return {**dict(HIDDEN.findall(html)), **sent}


def sent_to(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Open a form, change these fields, send it."""
    return client.post(address, data=form_of(client.get(address).text) | fields)


def begin(client: FlaskClient, slug: str = SLUG) -> str:
    """Begin a draft; return its address."""
    page = client.get(f"{LIST}/{slug}").text
    token = CSRF.search(page)
    assert token is not None
    begun = client.post(f"{LIST}/{slug}/begin", data={"csrf_token": token[1]})
    assert begun.status_code == 303
    return str(begun.location).partition("?")[0]


def decide(client: FlaskClient, draft: str, go: str, **fields: str) -> TestResponse:
    """Press a button at the end of a draft's page."""
    return sent_to(client, draft, go=go, **fields)


def word(client: FlaskClient, draft: str, question: str, **fields: str) -> TestResponse:
    """Change a question's fields."""
    return sent_to(client, f"{draft}/questions/{question}", **fields)


@pytest.fixture
def priya(app: Flask) -> FlaskClient:
    """Return the browser of who writes."""
    return sign_in(app, email=add_staff(app, email="priya@example.org"))


@pytest.fixture
def sam(app: Flask) -> FlaskClient:
    """Return the browser of who reads it."""
    return sign_in(app, email=add_staff(app, email="sam@example.org"))


def published(priya: FlaskClient, sam: FlaskClient) -> str:
    """Let both publish other words for whether people listened; return the draft's address."""
    draft = begin(priya)
    assert word(priya, draft, "listened", words="Did people listen to you?").status_code == 303
    assert decide(priya, draft, "submit", why="Plainer words").status_code == 303
    assert decide(sam, draft, "publish").status_code == 303
    return draft


def test_words_when_written_by_one_and_read_by_another_are_asked(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    draft = begin(priya)
    word(priya, draft, "listened", words="Did people listen to you?")
    page = priya.get(draft).text
    assert "New series" in page, "R2-16: it is marked before anybody agrees"
    assert "Reading age: about 8. Longest sentence: 5 words." in page, "R3-11"
    decide(priya, draft, "submit", why="Plainer words")
    assert "somebody else must read it" in priya.get(draft).text
    assert decide(priya, draft, "publish").status_code == 403
    assert "Families do not read" not in sam.get(draft).text
    assert decide(sam, draft, "publish").status_code == 303
    assert "Did people listen to you?" in app.test_client().get(f"/{SLUG}/paper").text
    log = sam.get(f"{LIST}/{SLUG}").text
    assert "Plainer words" in log
    assert "14 August 2026" in log
    assert "asked now" in log
    assert "may still be ended by who began it" in log
    assert "Families read it" in sam.get(draft).text
    assert len(rows(app, "SELECT 1 FROM questionnaire_change")) == 1


def test_version_when_taken_back_gives_way_to_the_one_before(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    address = f"{LIST}/{SLUG}/withdraw"
    published(priya, sam)
    form = form_of(priya.get(f"{LIST}/{SLUG}").text)
    refused = priya.post(address, data=form | {"why": ""})
    assert refused.status_code == 400
    assert "Say why" in refused.text
    assert priya.post(address, data=form | {"why": "Too short", "version": "0"}).status_code == 409
    assert priya.post(address, data=form | {"why": "Too short"}).status_code == 303
    assert "Did people listen to you?" not in app.test_client().get(f"/{SLUG}/paper").text
    gone = priya.get(f"{LIST}/{SLUG}").text
    assert "Too short" in gone
    assert "Take this version back" not in gone
    again = priya.post(address, data=form | {"why": "Again", "version": "2"})
    assert again.status_code == 409
    assert "came with the service" in again.text


@pytest.mark.parametrize(
    ("slug", "question", "field", "value", "said"),
    [
        (SLUG, "listened", "words", "", "The words are missing"),
        (SLUG, "listened", "words", "Did <b>we</b> listen?", "Only words can stand here"),
        (SLUG, "listened", "words", "Did your contact listen?", "Families do not read the word"),
        (SLUG, "listened", "words", "why " * 26 + "?", "more than 25 words"),
        (SLUG, "listened", "words", "why? " * 40, "longer than 150 characters"),
        (SLUG, "listened", "hint", "Yes. " * 60, "longer than 200 characters"),
        (SLUG, "listened", "label-no", "x" * 300, "longer than 100 characters"),
        (SLUG, "listened", "label-no", "Yes, fully", "Two answers say"),
        (SLUG, "listened", "label-not_sure", "", "a way to say that one does not know"),
        ("easy-read", "overall", "words", "Is the SEND help good?", "SEND is a short form"),
        ("easy-read", "overall", "words", "Is it good; is it quick?", "more than one idea"),
        ("easy-read", "overall", "words", "Is " + "it " * 15 + "good?", "more than 15 words"),
        ("easy-read", "overall", "picture", "", "The question needs a picture"),
        ("easy-read", "overall", "picture", "dragon", "There is no picture dragon"),
        ("easy-read", "overall", "picture-yes", "", "The answer yes needs a picture"),
        ("easy-read", "explained", "hint", "", "must say what it means"),
        ("children", "overall", "words", "Is " + "it " * 15 + "good?", "more than 15 words"),
        ("under-8", "kind", "words", "Is " + "it " * 12 + "good?", "more than 12 words"),
    ],
)
def test_question_when_it_breaks_a_rule_is_refused_beside_the_words_and_nothing_typed_is_lost(
    app: Flask, priya: FlaskClient, slug: str, question: str, field: str, value: str, said: str
) -> None:
    draft = begin(priya, slug)
    refused = word(priya, draft, question, **{field: value})
    assert refused.status_code == 400
    page = unescape(refused.text)
    assert said in page
    beside = "words" if said == "must say what it means" else field
    assert f'href="#{beside}"' in page, "the summary leads to the field"
    if "picture" not in field:
        assert value.strip() in page
    assert rows(app, "SELECT version FROM questionnaire_draft") == [(1,)]


def test_answers_when_they_change_places_are_refused_because_codes_keep_their_meaning(
    app: Flask, priya: FlaskClient
) -> None:
    draft = begin(priya)
    form = form_of(priya.get(f"{draft}/questions/listened").text)
    swapped = {"label-fully": form["label-no"], "label-no": form["label-fully"]}
    refused = priya.post(f"{draft}/questions/listened", data=form | swapped)
    assert refused.status_code == 400
    assert "cannot become fully" in unescape(refused.text)
    assert 'href="#label-fully"' in refused.text


def test_answer_when_left_out_and_fewer_than_two_stay_is_refused(priya: FlaskClient) -> None:
    draft = begin(priya)
    gone = {f"label-{code}": "" for code in ("fully", "partly", "no")}
    refused = word(priya, draft, "listened", **gone)
    assert "at least two options" in refused.text
    assert refused.status_code == 400
    kept = word(priya, draft, "listened", **{"label-partly": ""})
    assert kept.status_code == 303
    assert "Answer: partly" in priya.get(draft).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "The words are missing"),
        ("door", "", "The words are missing"),
        ("title", "x" * 81, "longer than 80 characters"),
        ("paragraph-0", "Tell the <i>council</i>.", "Only words can stand here"),
        ("paragraph-1", "why " * 26 + "?", "more than 25 words"),
        ("paragraph-7", "Ask your contact.", "Families do not read the word"),
    ],
)
def test_opening_when_it_breaks_a_rule_is_refused_beside_the_words(
    app: Flask, priya: FlaskClient, field: str, value: str, said: str
) -> None:
    draft = begin(priya)
    refused = sent_to(priya, f"{draft}/opening", **{field: value})
    assert refused.status_code == 400
    assert said in unescape(refused.text)
    assert f'href="#{field}"' in refused.text
    assert rows(app, "SELECT version FROM questionnaire_draft") == [(1,)]


def test_opening_when_empty_or_without_a_picture_that_it_needs_is_refused(
    priya: FlaskClient,
) -> None:
    draft = begin(priya, "easy-read")
    gone = {f"paragraph-{n}": "" for n in range(8)}
    assert "The words are missing" in sent_to(priya, f"{draft}/opening", **gone).text
    refused = sent_to(priya, f"{draft}/opening", **{"picture-1": ""})
    assert "needs a picture" in refused.text
    assert refused.status_code == 400


def test_opening_when_it_makes_all_of_it_too_hard_says_so_at_the_top(priya: FlaskClient) -> None:
    """R3-11."""
    draft = begin(priya, "under-8")
    hard = "Administrative organisations communicate responsibilities."
    pictures = {f"picture-{n}": "speech" for n in range(8)}
    words = {f"paragraph-{n}": hard for n in range(8)}
    refused = sent_to(priya, f"{draft}/opening", **words, **pictures)
    assert refused.status_code == 400
    assert "easy to read at age 7" in refused.text


def test_opening_when_changed_is_stored_and_a_link_alone_starts_no_series(
    priya: FlaskClient,
) -> None:
    draft = begin(priya)
    shown = sent_to(priya, f"{draft}/opening", go="age", title="Come and tell us")
    assert shown.status_code == 200
    assert "Reading age: about 5. Longest sentence: 4 words." in shown.text
    assert sent_to(priya, f"{draft}/opening", door="Tell the forum").status_code == 303
    page = priya.get(draft).text
    assert "Words of the links" in page
    assert "New series" not in page


def test_question_when_asked_how_hard_it_is_says_so_and_stores_nothing(
    app: Flask, priya: FlaskClient
) -> None:
    """R3-11."""
    draft = begin(priya)
    shown = word(priya, draft, "listened", go="age", words="Did people really listen to you?")
    assert shown.status_code == 200
    assert "Longest sentence: 6 words." in shown.text
    assert rows(app, "SELECT version FROM questionnaire_draft") == [(1,)]


def order(client: FlaskClient, draft: str, go: str, **fields: str) -> TestResponse:
    """Press a button beside a question."""
    form = dict(HIDDEN.findall(client.get(draft).text))
    return client.post(f"{draft}/order", data=form | {"go": go} | fields)


@pytest.mark.parametrize(
    ("go", "said"),
    [
        ("remove:listened", "This question must stay"),
        ("down:explained", "Listened must be asked before agreed"),
    ],
)
def test_question_when_it_must_stay_or_keep_its_place_is_refused_beside_it(
    priya: FlaskClient, go: str, said: str
) -> None:
    draft = begin(priya)
    if go.startswith("down"):
        assert order(priya, draft, "up:explained").status_code == 303
        go = "up:agreed"
        order(priya, draft, go)
    refused = order(priya, draft, go)
    assert refused.status_code == 400
    assert said in refused.text
    assert f'href="#q-{go.partition(":")[2]}"' in refused.text


def test_questions_when_moved_taken_out_and_added_are_asked_so(priya: FlaskClient) -> None:
    draft = begin(priya)
    assert order(priya, draft, "remove:timeliness").status_code == 303
    assert order(priya, draft, "down:overall").status_code == 303
    page = priya.get(draft).text
    assert "A question less" in page
    assert "The order of the questions" in page
    assert "How the time it took was" in priya.get(f"{draft}/add").text
    assert sent_to(priya, f"{draft}/add/timeliness").status_code == 303
    again = priya.get(f"{draft}/add/timeliness")
    assert again.status_code == 409
    assert "asks this already" in again.text
    assert order(priya, draft, "up:nothing").status_code == 404
    assert priya.get(f"{draft}/questions/nothing").status_code == 404
    assert priya.get(f"{draft}/add/nothing").status_code == 404


def test_question_of_another_kind_is_offered_bare_where_nobody_asks_it_yet(
    priya: FlaskClient,
) -> None:
    draft = begin(priya)
    page = priya.get(f"{draft}/add/anything_else").text
    assert 'name="words"' in page
    refused = sent_to(priya, f"{draft}/add/anything_else", words="")
    assert refused.status_code == 400
    added = sent_to(priya, f"{draft}/add/anything_else", words="What else?")
    assert added.status_code == 303
    assert "A new question" in priya.get(draft).text


def test_questions_when_too_many_for_these_readers_are_refused(priya: FlaskClient) -> None:
    draft = begin(priya, "children")
    refused = sent_to(priya, f"{draft}/add/anything_else", words="What else?")
    assert refused.status_code == 400
    assert "More than 2 boxes" in refused.text


def test_last_question_cannot_be_taken_out(app: Flask, priya: FlaskClient) -> None:
    draft = begin(priya, "parent-carer-voice-meeting")
    runtime: Runtime = app.extensions["feedback"]
    for question in runtime.questionnaires["parent-carer-voice-meeting"].questions:
        if question.construct is not Construct.REPRESENTS:
            assert order(priya, draft, f"remove:{question.id}").status_code == 303
    assert order(priya, draft, "remove:represents").status_code == 400


def test_two_who_change_one_question_overwrite_nothing_silently(
    app: Flask, priya: FlaskClient, sam: FlaskClient
) -> None:
    draft = begin(priya)
    assert begin(sam) == draft, "both go on with one draft"
    address = f"{draft}/questions/listened"
    stale = form_of(sam.get(address).text)
    word(priya, draft, "listened", words="Did people listen to you?")
    refused = sam.post(address, data=stale | {"words": "Were you heard?"})
    assert refused.status_code == 409
    assert "It reads now: <strong>Did people listen to you?" in refused.text
    assert "Were you heard?" in refused.text
    assert "Were you heard?" not in sam.get(draft).text
    assert sam.post(address, data=form_of(refused.text)).status_code == 303
    assert "Were you heard?" in sam.get(draft).text
    opening = sam.post(
        f"{draft}/opening", data=form_of(sam.get(f"{draft}/opening").text) | {"version": "1"}
    )
    assert opening.status_code == 409
    assert order(sam, draft, "down:overall", version="1").status_code == 409
    assert decide(sam, draft, "submit", why="Plainer", version="1").status_code == 409


def test_form_when_it_is_not_ours_stores_nothing_and_says_so(
    app: Flask, priya: FlaskClient
) -> None:
    draft = begin(priya)
    assert word(priya, draft, "listened", csrf_token="old").status_code == 400
    assert sent_to(priya, f"{draft}/opening", csrf_token="old").status_code == 400
    assert order(priya, draft, "down:overall", csrf_token="old").status_code == 400
    assert decide(priya, draft, "drop", csrf_token="old").status_code == 400
    assert decide(priya, draft, "shout").status_code == 400
    assert priya.post(f"{LIST}/{SLUG}/begin").status_code == 400
    assert rows(app, "SELECT version, state FROM questionnaire_draft") == [(1, "writing")]


def test_draft_when_sent_needs_a_reason_and_a_change(priya: FlaskClient) -> None:
    draft = begin(priya)
    same = decide(priya, draft, "submit", why="Because")
    assert same.status_code == 409
    assert "Nothing is changed yet" in same.text
    word(priya, draft, "listened", words="Did people listen to you?")
    refused = decide(priya, draft, "submit", why="")
    assert refused.status_code == 400
    assert "Say why" in refused.text


def test_draft_when_sent_back_or_dropped_says_so(priya: FlaskClient, sam: FlaskClient) -> None:
    draft = begin(priya)
    word(priya, draft, "listened", words="Did people listen to you?")
    decide(priya, draft, "submit", why="Plainer")
    assert decide(sam, draft, "back", why="").status_code == 400
    assert decide(sam, draft, "back", why="Ask the forum first").status_code == 303
    assert "Ask the forum first" in priya.get(draft).text
    assert decide(priya, draft, "drop").status_code == 303
    closed = priya.get(draft).text
    assert "Dropped" in closed
    assert "Take out" not in closed
    assert word(priya, draft, "overall", words="How was it?").status_code == 409
    assert begin(sam) != draft


def test_draft_of_before_a_stricter_rule_says_what_is_wrong_and_is_not_sent(
    app: Flask, priya: FlaskClient
) -> None:
    draft = begin(priya)
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE questionnaire_draft SET toml = replace(toml, 'What went well?', 'Dear customer?')"
        )
    page = priya.get(draft).text
    assert "Families do not read the word" in page
    assert decide(priya, draft, "submit", why="Plainer").status_code == 400
    assert order(priya, draft, "down:overall").status_code == 303, "what is right can be changed"
