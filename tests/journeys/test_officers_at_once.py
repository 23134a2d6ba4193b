"""Two officers at once, and a session that ends: nothing typed is lost, nothing half-stored (4.3, 4.5)."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.services.change_codebook import follow_merges
from feedback.services.runtime import Runtime
from tests.conftest import PASSWORD, add_staff
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

LATE = "We waited eight months and nobody rang us back"
SAM = "sam@example.org"
HOME = {"Sec-Fetch-Site": "same-origin"}
COUNTS = "SELECT (SELECT count(*) FROM theme_decision), (SELECT count(*) FROM sentiment_decision)"


def change(client: FlaskClient, address: str, **words: str) -> None:
    """Send a form of the codebook as Priya fills it in."""
    page = f"/staff/codebook/themes/{address}"
    sent = fields_of(client.get(page).text) | {"why": "They overlap"} | words
    assert client.post(page, data=sent).status_code == 303


def lose_session(app: Flask, client: FlaskClient, link: str, sent: dict[str, str]) -> str:
    """Save after the session ended; sign in again on the page that answers; return what is shown then."""
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM staff_session")
    lost = client.post(link, data=sent, headers=HOME)
    assert "Sign in" in lost.text
    signed = fields_of(lost.text) | {"email": SAM, "password": PASSWORD}
    again = client.post("/staff/sign-in", data=signed)
    assert again.status_code == 200
    return str(unescape(again.text))


@pytest.fixture
def both(app: Flask) -> tuple[FlaskClient, FlaskClient, str]:
    """Return Priya's and Sam's browsers, and the response that Sam has open."""
    tell(app, LATE)
    priya = sign_in(app)
    sam = sign_in(app, email=add_staff(app, email=SAM))
    return priya, sam, links(sam)[0]


def test_merge_while_sam_codes_shows_what_sam_chose_and_stores_nothing(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    priya, sam, link = both
    opened = fields_of(sam.get(link).text)
    change(priya, "timeliness/retire", into="communication")
    follow_merges(app.extensions["feedback"])
    chosen = {
        "theme-0-timeliness": "negative",
        "theme-0-communication": "both",
        "feeling-0": "mixed",
    }
    late = sam.post(link, data=opened | chosen | {"go": "next"})
    assert late.status_code == 409
    page = unescape(late.text)
    assert "or changed its themes" in page
    assert "Comment 1, Waiting and timeliness: <strong>Criticism</strong>" in page
    assert rows(app, COUNTS) == [(0, 0)], "nothing is half-stored"
    kept = fields_of(late.text)
    assert (kept["theme-0-communication"], kept["feeling-0"]) == ("both", "mixed")
    assert sam.post(link, data=kept | {"go": "stay"}).status_code == 303
    decided = "SELECT DISTINCT theme FROM theme_decision"
    assert rows(app, decided) == [("communication",)]


def test_theme_that_sam_adds_when_retired_meanwhile_is_shown_and_nothing_is_stored(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    """No tag of this comment changed, so the page is not stale; only the theme is gone."""
    priya, sam, link = both
    opened = fields_of(sam.get(link).text)
    change(priya, "send/retire", into="-")
    sent = opened | {"add-0": "send", "how-0": "positive", "theme-0-timeliness": "no"}
    refused = sam.post(link, data=sent | {"go": "next"})
    assert refused.status_code == 400
    page = unescape(refused.text)
    assert "Special educational needs and disability: <strong>Praise</strong>" in page
    assert rows(app, COUNTS) == [(0, 0)]
    kept = fields_of(refused.text)
    assert kept["theme-0-timeliness"] == "no"
    assert sam.post(link, data=kept | {"add-0": "", "how-0": "", "go": "stay"}).status_code == 303


def test_theme_that_sam_adds_when_retired_and_the_page_stale_too_is_shown(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    priya, sam, link = both
    opened = fields_of(sam.get(link).text)
    priya.post(link, data=fields_of(priya.get(link).text) | {"feeling-0": "negative", "go": "stay"})
    change(priya, "send/retire", into="-")
    late = sam.post(link, data=opened | {"add-0": "send", "how-0": "positive", "go": "next"})
    assert late.status_code == 409
    assert "Special educational needs and disability: <strong>Praise</strong>" in late.text
    kept = fields_of(late.text)
    assert (kept["add-0"], kept["feeling-0"]) == ("", "negative")
    assert sam.post(link, data=kept | {"go": "stay"}).status_code == 303, "and Sam can go on"


def test_session_that_ends_in_mid_decision_gives_the_choices_back(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    _priya, sam, link = both
    sent = fields_of(sam.get(link).text) | {
        "theme-0-timeliness": "both", "feeling-0": "mixed", "add-0": "send", "how-0": "neutral",
    }  # fmt: skip
    page = lose_session(app, sam, link, sent | {"go": "next"})
    assert "You are signed in again" in page
    kept = fields_of(page)
    assert {name: kept[name] for name in ("theme-0-timeliness", "feeling-0", "add-0", "how-0")} == {
        "theme-0-timeliness": "both", "feeling-0": "mixed", "add-0": "send", "how-0": "neutral",
    }  # fmt: skip
    assert rows(app, COUNTS) == [(0, 0)]
    assert sam.post(link, data=kept | {"go": "stay"}).status_code == 303
    assert rows(app, COUNTS) == [(3, 1)], "both is two, and the added one"


def test_session_that_ends_while_priya_decides_overwrites_nothing_unseen(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    priya, sam, link = both
    sent = fields_of(sam.get(link).text) | {"theme-0-timeliness": "no"}
    hers = fields_of(priya.get(link).text) | {"theme-0-timeliness": "negative", "go": "stay"}
    assert priya.post(link, data=hers).status_code == 303
    page = lose_session(app, sam, link, sent)
    kept = fields_of(page)
    assert kept["theme-0-timeliness"] == "no"
    late = sam.post(link, data=kept | {"go": "stay"})
    assert late.status_code == 409
    assert "they decided" in late.text
    assert rows(app, "SELECT polarity FROM theme_decision") == [("negative",)]


def test_session_that_ends_while_themes_merge_shows_what_was_chosen(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    priya, sam, link = both
    sent = fields_of(sam.get(link).text) | {"theme-0-timeliness": "negative", "feeling-0": "mixed"}
    change(priya, "timeliness/retire", into="communication")
    follow_merges(app.extensions["feedback"])
    page = lose_session(app, sam, link, sent)
    assert "Comment 1, Waiting and timeliness: <strong>Criticism</strong>" in page
    assert fields_of(page)["feeling-0"] == "mixed"


def test_two_who_change_one_theme_at_once_lose_nothing_typed(
    app: Flask, both: tuple[FlaskClient, FlaskClient, str]
) -> None:
    priya, sam, _link = both
    address = "/staff/codebook/themes/timeliness"
    words = {"plain": "Waiting", "include": "waiting lists, delays", "why": "Shorter"}
    old = fields_of(sam.get(address).text) | words
    change(priya, "timeliness", label="Waiting", include="waiting and delays")
    late = sam.post(address, data=old | {"label": "Delays"})
    assert late.status_code == 409
    page = unescape(late.text)
    for typed in ("Delays", *words.values()):
        assert typed in page
    assert rows(app, "SELECT max(number) FROM codebook_version") == [(2,)]
    assert sam.post(address, data=fields_of(late.text) | words).status_code == 303
