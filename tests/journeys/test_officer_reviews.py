"""Priya, a participation officer, reads the queue and decides, without a mouse and without JavaScript."""

import re
from html import unescape

from flask import Flask

from feedback.domain.enums import Role
from tests.journeys.officer import fields_of, links, rows, sign_in, tell
from tests.journeys.walk import send, to_check

LOVELY = "worker lovely but waited 8 months"


def test_queue_when_something_is_flagged_shows_it_first_and_spares_the_reader(
    app_on_both: Flask,
) -> None:
    tell(app_on_both, "The worker was lovely and rang us back")
    tell(app_on_both, "dad hits me when mum is out")
    page = sign_in(app_on_both, Role.SAFEGUARDING).get("/staff/queue").text
    assert page.index("Immediate") < page.index("The worker was lovely")
    assert "hits me" not in page, "R4-28: summary first"
    assert "To read (2)" in page
    assert "14 August 2026" in page
    assert "Listening to Families Forum" in page
    assert "<li>Parent</li>" in page


def test_queue_calls_the_same_kind_of_person_the_same_whatever_version_they_answered(
    app: Flask,
) -> None:
    """“A parent” stood beside “I am a parent”: the versions' own words, for people of one kind."""
    tell(app, "They rang back")
    family = app.test_client()
    send(family, "easy-read", to_check(family, "easy-read", {"who": "parent"}))
    page = sign_in(app).get("/staff/queue").text
    assert page.count("<li>Parent</li>") == 2
    assert "I am a parent" not in page


def test_response_when_opened_shows_why_each_theme_is_suggested(app: Flask) -> None:
    tell(app, LOVELY)
    client = sign_in(app)
    page = client.get(links(client)[0]).text
    assert "<mark>" in page, "the words behind a suggestion"
    assert re.search(r"points to \d, Waiting and timeliness", page), "said to a screen reader"
    assert "Suggested: criticism (sure, score" in page
    assert "Suggested by engine" in page, "with which version"
    assert "Very good" not in page
    assert "Good" in page, "what was ticked, in words"
    assert fields_of(page)["theme-0-timeliness"] == "open", "nothing is decided unasked"
    assert ("response_opened",) in rows(app, "SELECT action FROM audit_event")


def test_decisions_when_saved_stand_beside_untouched_suggestions(app_on_both: Flask) -> None:
    tell(app_on_both, LOVELY)
    client = sign_in(app_on_both)
    link = links(client)[0]
    before = rows(app_on_both, "SELECT theme, polarity FROM theme_suggestion ORDER BY theme")
    chosen = {
        "theme-0-timeliness": "no",
        "theme-0-staff-attitude": "both",
        "add-0": "send",
        "how-0": "negative",
        "feeling-0": "mixed",
        "go": "next",
    }
    saved = client.post(link, data=fields_of(client.get(link).text) | chosen)
    assert saved.status_code == 303
    decided = rows(
        app_on_both,
        "SELECT theme, polarity, verdict FROM theme_decision ORDER BY theme, polarity",
    )
    assert decided == [
        ("send", "negative", "added"),
        ("staff-attitude", "negative", "confirmed"),
        ("staff-attitude", "positive", "confirmed"),
        ("timeliness", None, "rejected"),
    ]
    assert rows(app_on_both, "SELECT sentiment FROM sentiment_decision") == [("mixed",)]
    after = rows(app_on_both, "SELECT theme, polarity FROM theme_suggestion ORDER BY theme")
    assert after == before, "promise 4"
    assert rows(app_on_both, "SELECT state FROM response") == [("read",)]
    actions = {row[0] for row in rows(app_on_both, "SELECT action FROM audit_event")}
    assert {"response_read", "theme_decided", "sentiment_decided"} <= actions
    page = client.get(saved.location).text
    assert "Everything has been read" in page
    assert "Look at it again or change it" in page
    assert links(client) == []
    assert links(client, "/staff/queue?show=read") == [link]


def test_agreeing_confirms_what_is_sure_and_leaves_the_unsure_open(app: Flask) -> None:
    tell(app, LOVELY)
    client = sign_in(app)
    link = links(client)[0]
    client.post(link, data=fields_of(client.get(link).text) | {"go": "agree"})
    sure = rows(app, "SELECT theme, polarity FROM theme_suggestion WHERE sure ORDER BY theme")
    assert sure
    assert rows(app, "SELECT theme, polarity FROM theme_decision ORDER BY theme") == sure
    suggested = rows(app, "SELECT sentiment FROM sentiment_suggestion")
    assert rows(app, "SELECT sentiment FROM sentiment_decision") == suggested


def test_read_response_when_edited_takes_a_decision_back(app: Flask) -> None:
    tell(app, LOVELY)
    client = sign_in(app)
    link = links(client)[0]
    client.post(link, data=fields_of(client.get(link).text) | {"go": "agree"})
    page = client.get(link).text
    assert "Decided by Test on 14 August 2026: criticism." in page
    form = fields_of(page)
    assert form["theme-0-timeliness"] == "negative"
    stayed = client.post(link, data=form | {"theme-0-timeliness": "open", "go": "stay"})
    assert stayed.location.startswith(link)
    assert ("timeliness",) not in rows(app, "SELECT theme FROM theme_decision")
    assert rows(app, "SELECT count(*) FROM audit_event WHERE action = 'response_read'") == [(1,)]


def test_save_and_next_goes_through_the_queue_and_round_again(app: Flask) -> None:
    for words in ("dad hits me when mum is out", "We waited a year", "Nobody rang us back"):
        tell(app, words)
    client = sign_in(app, Role.SAFEGUARDING)
    queue = links(client)
    address, seen = queue[0], []
    for _ in range(3):
        seen.append(address)
        form = fields_of(client.get(address).text)
        address = client.post(address, data=form | {"go": "next"}).location.partition("?")[0]
    assert seen == queue
    assert address == queue[0], "its flag is open, so it comes again"
    assert links(client) == [queue[0]]


def test_added_theme_when_half_filled_in_says_so_beside_it_and_keeps_the_rest(app: Flask) -> None:
    tell(app, LOVELY)
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text) | {"theme-0-timeliness": "no", "add-0": "send"}
    refused = client.post(link, data=form)
    assert refused.status_code == 400
    assert "<title>Error: " in refused.text
    assert 'href="#how-0"' in refused.text
    again = fields_of(refused.text)
    assert (again["theme-0-timeliness"], again["add-0"]) == ("no", "send")
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]
    other = client.post(link, data=again | {"add-0": "", "how-0": "positive"})
    assert "Choose the theme that you want to add" in other.text


def test_wrong_choice_when_sent_is_refused_and_stores_nothing(app: Flask) -> None:
    tell(app, LOVELY)
    client = sign_in(app)
    link = links(client)[0]
    form = fields_of(client.get(link).text)
    for field in ("theme-0-timeliness", "feeling-0", "add-0", "how-0"):
        assert client.post(link, data=form | {field: "' OR 1=1"}).status_code == 400
    assert rows(app, "SELECT count(*) FROM theme_decision") == [(0,)]
    assert rows(app, "SELECT state FROM response") == [("received",)]


def test_response_when_unknown_is_a_plain_page(app: Flask) -> None:
    client = sign_in(app)
    page = client.get("/staff/responses/00000000-0000-4000-8000-000000000000")
    assert page.status_code == 404
    assert "There is no response at this address." in unescape(page.text)


def test_two_officers_when_both_decide_see_both_answers_and_overwrite_nothing(
    app_on_both: Flask,
) -> None:
    tell(app_on_both, LOVELY)
    client = sign_in(app_on_both)
    link = links(client)[0]
    form = fields_of(client.get(link).text)
    first = {
        "theme-0-timeliness": "negative",
        "feeling-0": "mixed",
        "add-0": "send",
        "how-0": "neutral",
    }
    assert client.post(link, data=form | first).status_code == 303
    late = client.post(
        link, data=form | {"theme-0-timeliness": "no", "add-0": "send", "how-0": "positive"}
    )
    assert late.status_code == 409
    text = " ".join(unescape(re.sub("<[^>]+>", " ", late.text)).split())
    assert "Somebody else decided about this response after you opened it" in text
    assert "they decided Criticism (Test) , you chose Not about this" in text
    assert "they decided Wish or fact (Test) , you chose Praise" in text
    kept = fields_of(late.text)
    assert kept["theme-0-timeliness"] == "no", "what was chosen is still chosen"
    assert kept["theme-0-send"] == "positive"
    assert kept["feeling-0"] == "mixed", "what was left open is filled in"
    stands = "SELECT polarity FROM theme_decision WHERE theme = 'timeliness'"
    assert rows(app_on_both, stands) == [("negative",)], "nothing was overwritten"
    assert client.post(link, data=kept | {"go": "stay"}).status_code == 303
    assert rows(app_on_both, stands) == [(None,)], "now on purpose"
