"""Priya opens an original for a reason, hides what gives a family away, and shows what need not be hidden (R4-05)."""

import json
import re
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

import feedback.services.reanalyse as module
from feedback.domain.enums import Role
from feedback.domain.quotes import QuoteState
from feedback.services import masking
from feedback.services.masking import MaskWish
from feedback.services.quotes import approve_quote, list_eligible, words_hash
from feedback.services.reanalyse import reanalyse
from feedback.services.runtime import Runtime
from feedback.storage.queries.quotes import add_quotes
from tests.journeys.officer import fields_of, links, rows, sign_in, tell

SAID = "Niamh at the blue cottage was kind and we waited nine months."


def masks_of(app: Flask) -> str:
    """Return the address of the masking desk of the only comment."""
    ((comment_id,),) = rows(app, "SELECT id FROM comment")
    return f"/staff/comments/{UUID(str(comment_id))}/masks"


def opened(client: FlaskClient, address: str, reason: str = "shows_too_much") -> str:
    """Return the page of the opened original."""
    form = fields_of(client.get(address).text)
    page = client.post(address, data=form | {"reason": reason})
    assert page.status_code == 200
    return page.text


def change(client: FlaskClient, address: str, page: str, **wish: object) -> object:
    """Send the form of the opened page; return what was answered."""
    form: dict[str, object] = {**fields_of(page), "known": "no"}
    return client.post(f"{address}/change", data=form | wish)


def number_of(page: str, word: str) -> int:
    """Return the number that the page gives a word."""
    found = re.search(rf"(\d+)</sub>(?:<mark>)?{word}", page)
    assert found is not None
    return int(found[1])


def test_original_is_opened_for_a_reason_only_and_each_time_is_written_down(
    app_on_both: Flask,
) -> None:
    tell(app_on_both, SAID)
    client = sign_in(app_on_both)
    address = masks_of(app_on_both)
    assert address in client.get(links(client)[0]).text
    closed = client.get(address).text
    assert "Niamh" not in closed
    refused = client.post(address, data=fields_of(closed))
    assert refused.status_code == 400
    assert "Choose why you need the original" in refused.text
    assert "Niamh" not in refused.text
    assert rows(app_on_both, "SELECT count(*) FROM audit_event WHERE action = 'original_opened'") == [(0,)]  # fmt: skip
    for times in (1, 2):
        assert "Niamh" in opened(client, address)
        found = rows(app_on_both, "SELECT detail FROM audit_event WHERE action = 'original_opened'")
        assert len(found) == times
        assert "shows_too_much" in str(found[0])
    blunt = client.post(f"{address}/change", data=fields_of(closed))
    assert blunt.status_code == 303, "without a reason nothing of it is shown again"


def test_words_that_are_hidden_and_shown_are_followed_by_everything(app_on_both: Flask) -> None:
    tell(app_on_both, SAID)
    client, address = sign_in(app_on_both), masks_of(app_on_both)
    page = opened(client, address)
    assert "<mark>Niamh</mark>" in page
    first, last = number_of(page, "blue"), number_of(page, "cottage")
    ((where,),) = (re.findall(r'name="show" value="([^"]+)"', page)[:1],)
    saved = change(client, address, page, hide=f"{first}-{last}", kind="detail", show=where)
    assert saved.status_code == 303  # type: ignore[attr-defined]
    now = "Niamh at the [detail] was kind and we waited nine months."
    assert rows(app_on_both, "SELECT masked FROM comment") == [(now,)]
    assert now in unescape(client.get(saved.location).text)  # type: ignore[attr-defined]
    search = fields_of(client.get("/staff/find").text)
    assert (
        "Nothing was found" in client.post("/staff/find", data=search | {"words": "cottage"}).text
    )
    assert "kind" in client.post("/staff/find", data=search | {"words": "niamh"}).text
    for start, end, words in _evidence(app_on_both):
        assert now[start:end] == words
    runtime: Runtime = app_on_both.extensions["feedback"]
    reanalyse(runtime)
    assert rows(app_on_both, "SELECT masked FROM comment") == [(now,)], "it outlives the engine"
    page = opened(client, address)
    part = change(
        client, address, page, hide=f"{number_of(page, 'nine')}:1-2", kind="detail", show=""
    )
    assert part.status_code == 400, "an empty tick is no stretch"  # type: ignore[attr-defined]
    form = {k: v for k, v in fields_of(page).items() if k != "show"}
    part = client.post(
        f"{address}/change", data=form | {"hide": f"{number_of(page, 'nine')}:1-2", "known": "no"}
    )
    assert part.status_code == 303
    assert "waited [name]ne months" in str(rows(app_on_both, "SELECT masked FROM comment"))


def _evidence(app: Flask) -> list[tuple[int, int, str]]:
    found = []
    for (evidence,) in rows(app, "SELECT evidence FROM theme_suggestion"):
        listed = json.loads(evidence) if isinstance(evidence, str) else evidence
        found += [(one["start"], one["end"], one["words"]) for one in listed]  # type: ignore[attr-defined]
    assert found
    return found


@pytest.mark.parametrize("hide", ["0", "99", "5-3", "kind", "2:1-40", "2:3-1", "1-", "2:0-1"])
def test_form_when_a_number_is_of_no_word_says_so_and_keeps_it(app: Flask, hide: str) -> None:
    tell(app, SAID)
    client, address = sign_in(app), masks_of(app)
    page = opened(client, address)
    refused = change(client, address, page, hide=hide)
    assert refused.status_code == 400  # type: ignore[attr-defined]
    said = refused.text  # type: ignore[attr-defined]
    assert "Enter numbers from 1 to 12" in said
    assert f'value="{hide}"' in said
    assert rows(app, "SELECT count(*) FROM mask_decision") == [(0,)]


def test_form_when_forged_or_unanswered_or_of_another_session_stores_nothing(app: Flask) -> None:
    tell(app, SAID)
    client, address = sign_in(app), masks_of(app)
    page = opened(client, address)
    for wrong, said in (
        ({"known": ""}, "Answer whether someone who knows the family"),
        ({"kind": "colour"}, "Choose one of the answers"),
        ({"show": "1-2"}, "Choose one of the answers"),
        ({"csrf_token": "x"}, "Your session was renewed"),
    ):
        refused = change(client, address, page, hide="2", **wrong)
        assert refused.status_code == 400  # type: ignore[attr-defined]
        assert said in refused.text  # type: ignore[attr-defined]
        assert 'name="hide" type="text" autocomplete="off" value="2"' in refused.text  # type: ignore[attr-defined]
    renewed = client.post(address, data={"csrf_token": "x", "reason": "shows_too_much"})
    assert renewed.status_code == 400
    assert "Niamh" not in renewed.text
    assert rows(app, "SELECT count(*) FROM mask_decision") == [(0,)]


def test_page_when_somebody_was_faster_shows_theirs_and_keeps_what_was_typed(app: Flask) -> None:
    tell(app, SAID)
    client, address = sign_in(app), masks_of(app)
    page = opened(client, address)
    assert change(client, address, page, hide="4").status_code == 303  # type: ignore[attr-defined]
    late = change(client, address, page, hide="5")
    assert late.status_code == 409  # type: ignore[attr-defined]
    text = late.text  # type: ignore[attr-defined]
    assert "Somebody else changed what is hidden here" in text
    assert fields_of(text)["hide"] == "5"
    assert change(client, address, text, hide="5").status_code == 303  # type: ignore[attr-defined]
    assert rows(app, "SELECT count(*) FROM mask_decision") == [(2,)]


def test_comment_that_is_held_or_gone_or_nobodys_stays_closed(app: Flask) -> None:
    tell(app, "dad hits me when mum is out")
    address = masks_of(app)
    officer = sign_in(app)
    assert officer.get(address).status_code == 403, "R4-25"
    assert officer.post(address, data={"reason": "before_quote"}).status_code in (400, 403)
    assert officer.get(f"/staff/comments/{UUID(int=1)}/masks").status_code == 404
    lead = sign_in(app, Role.SAFEGUARDING)
    page = lead.get(address).text
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE response SET wrapped_key = NULL")
    gone = lead.post(address, data=fields_of(page) | {"reason": "before_quote"})
    assert gone.status_code == 409
    assert "there is no original any more" in gone.text
    assert app.test_client().get(address).status_code == 303, "nobody who is not signed in"


def test_quotes_follow_their_words_and_where_a_family_is_known_are_never_offered(
    app_on_both: Flask,
) -> None:
    """R4-05, R4-41: an approval is of words; a yes to the question takes the comment out of all quoting."""
    runtime: Runtime = app_on_both.extensions["feedback"]
    tell(app_on_both, SAID)
    client, address = sign_in(app_on_both), masks_of(app_on_both)
    sam = sign_in(app_on_both, email=None, role=Role.SAFEGUARDING)
    link = links(client)[0]
    client.post(link, data=fields_of(client.get(link).text) | {"go": "agree"})
    comment_id = UUID(address.split("/")[3])
    people = [UUID(str(row[0])) for row in rows(app_on_both, "SELECT id FROM staff_user")]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE response SET may_quote = true")
        eligible = list_eligible(session, "2026-Q3")
        assert list(eligible) == [comment_id]
        quote_id = _add_quote(session, comment_id, eligible[comment_id])
        for person in people:
            approve_quote(
                session, runtime, quote_id, seen=words_hash(eligible[comment_id]), staff_id=person
            )
    assert rows(app_on_both, "SELECT state FROM quote") == [("approved",)]
    assert "See what is hidden in it" in sam.get("/staff/quotes?quarter=2026-Q3").text
    assert change(client, address, opened(client, address), hide="4-5").status_code == 303  # type: ignore[attr-defined]
    assert rows(app_on_both, "SELECT state FROM quote") == [("picked",)]
    board = client.get("/staff/quotes?quarter=2026-Q3").text
    assert "at the [name] was kind" in board
    assert "approved by" not in board, "of other words"
    known = change(client, address, opened(client, address, "before_quote"), known="yes")
    assert known.status_code == 303  # type: ignore[attr-defined]
    assert rows(app_on_both, "SELECT state, refused_because FROM quote") == [("refused", "recognisable")]  # fmt: skip
    with runtime.database.reading() as session:
        assert list_eligible(session, "2026-Q3") == {}
    change(client, address, opened(client, address), known="no")
    with runtime.database.reading() as session:
        assert list(list_eligible(session, "2026-Q3")) == [comment_id]


def _add_quote(session: object, comment_id: UUID, words: str) -> UUID:
    quote_id = UUID(int=7)
    add_quotes(session, [{  # type: ignore[arg-type]
        "id": quote_id, "quarter": "2026-Q3", "comment_id": comment_id, "theme": "timeliness",
        "polarity": "positive", "seed": "test", "words_hash": words_hash(words), "state": QuoteState.PICKED,
    }])  # fmt: skip
    return quote_id


def test_reading_again_when_somebody_masked_meanwhile_leaves_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime: Runtime = app.extensions["feedback"]
    tell(app, SAID)
    sign_in(app)
    comment_id = UUID(masks_of(app).split("/")[3])
    ((staff,),) = rows(app, "SELECT id FROM staff_user")
    whole = module.read_again

    def mask_meanwhile(*given: object) -> object:
        read = whole(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(module, "read_again", whole)
        with runtime.database.transaction() as session:
            found = masking.open_original(
                session, runtime, comment_id, masking.OpeningReason.SHOWS_TOO_MUCH,
                staff_id=UUID(str(staff)),
            )  # fmt: skip
            start, end = found.words[4]
            hide = [masking.MaskRow(start, end, "detail")]
            masking.change_masks(
                session, runtime, comment_id, MaskWish(found.stamp, hide, [], recognisable=False),
                staff_id=UUID(str(staff)),
            )  # fmt: skip
        return read

    monkeypatch.setattr(module, "read_again", mask_meanwhile)
    reanalyse(runtime)
    assert "at the blue [detail] was" in str(rows(app, "SELECT masked FROM comment"))
