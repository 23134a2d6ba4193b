"""What one person took back stands on the list until a second one has looked at it (docs/decisions/0023)."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import add_staff
from tests.journeys.officer import rows, sign_in
from tests.journeys.test_officer_changes_questions import LIST, SLUG, form_of, published

ASKS = "Taken back by one person: a second one looks"


def take_back(person: FlaskClient) -> str:
    """Take the published version back; return where a second person says that they looked."""
    form = form_of(person.get(f"{LIST}/{SLUG}").text)
    answered = person.post(f"{LIST}/{SLUG}/withdraw", data=form | {"why": "A false number"})
    assert answered.status_code == 303
    return f"{LIST}/taken-back/2"


def token(page: str) -> dict[str, str]:
    """Return the token of the page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return {"csrf_token": found[1]}


def test_what_one_person_took_back_waits_for_a_second_who_is_somebody_else(app: Flask) -> None:
    priya, sam = (
        sign_in(app, email=add_staff(app, email=f"{name}@example.org")) for name in ("priya", "sam")
    )
    published(priya, sam)
    assert ASKS not in priya.get(LIST).text
    look = take_back(priya)
    assert "Did people listen to you?" not in app.test_client().get(f"/{SLUG}/paper").text, (
        "at once"
    )
    mine = priya.get(LIST).text
    assert ASKS in mine
    assert "You took it back, so somebody else looks." in mine
    assert look not in mine
    refused = priya.post(look, data=token(mine))
    assert (refused.status_code, "a second person must look" in refused.text) == (403, True)
    theirs = unescape(sam.get(LIST).text)
    assert "A false number" in theirs
    assert look in theirs
    seen = re.search(r'href="(/staff/questionnaires/preview/[^"]+)"', theirs)
    assert seen
    assert sam.get(seen[1]).status_code == 200
    renewed = sam.post(look, data={})
    assert (renewed.status_code, ASKS in renewed.text) == (400, True)
    done = sam.post(look, data=token(theirs))
    assert done.status_code == 303
    assert ASKS not in sam.get(LIST).text
    again = sam.post(look, data=token(theirs))
    assert (again.status_code, "Somebody has looked at it meanwhile" in again.text) == (409, True)
    assert len(rows(app, "SELECT 1 FROM questionnaire_second_look")) == 1
    deeds = rows(app, "SELECT detail FROM audit_event WHERE action = 'questionnaire_changed'")
    assert sum("looked_at" in str(detail) for (detail,) in deeds) == 1
    assert "false number" not in str(deeds), "no words are in the audit"
