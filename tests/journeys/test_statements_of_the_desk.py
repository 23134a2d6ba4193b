"""How many statements each page of the officers' desk sends: few, and no more when there is more to show."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from tests.conftest import PASSWORD
from tests.integration.services.reviewing import counted_statements
from tests.journeys.officer import fields_of, links, tell, type_password

EVERYBODY = "everything@example.org"
WORDS = (
    "The worker was lovely but we waited eight months and nobody rang us back.",
    "dad hits me when mum is out and school does nothing",
)
RESPONSE = "a response"
MOST = {
    RESPONSE: 41,
    "/staff/queue": 25,
    "/staff/queue?show=read": 16,
    "/staff/codebook": 9,
    "/staff/codebook/themes/timeliness": 4,
    "/staff/codebook/themes/timeliness/split": 14,
    "/staff/safeguarding": 18,
    "/staff/clocks": 10,
    "/staff/actions": 9,
    "/staff/quotes": 12,
    "/staff/emerging": 11,
}
MOST_OF_A_SEARCH = 16
"""Page to the most statements that it may send, those included that begin a reading and find who asks."""


@pytest.fixture
def everybody(app: Flask) -> FlaskClient:
    """Return the browser of somebody who may see every page of the desk; two families have spoken."""
    for words in WORDS:
        tell(app, words)
    runtime: Runtime = app.extensions["feedback"]
    roles = frozenset({Role.OFFICER, Role.SAFEGUARDING, Role.COMPLAINTS})
    with runtime.database.transaction() as session:
        create_staff(session, runtime, email=EVERYBODY, name="Test", password=PASSWORD, roles=roles)
    client = app.test_client()
    type_password(client, EVERYBODY)
    return client


def count(app: Flask, client: FlaskClient, page: str) -> int:
    """Return how many statements a page sends."""
    client.get(page)  # what is kept after the first time is not part of it
    with counted_statements(app.extensions["feedback"]) as sent:
        answered = client.get(page)
    assert answered.status_code == 200, f"{page}: {answered.status_code}"
    return len(sent)


@pytest.mark.parametrize("page", sorted(MOST))
def test_page_sends_few_statements_and_no_more_for_more_to_show(
    app: Flask, everybody: FlaskClient, page: str
) -> None:
    """A statement for each row would be quick in a test and slow at a council with 100,000 responses."""
    address = links(everybody)[-1] if page == RESPONSE else page
    before = count(app, everybody, address)
    for number in range(6):
        tell(app, f"{WORDS[number % 2]} And a {number}th thing.")
    assert count(app, everybody, address) == before
    assert before <= MOST[page], f"{page} sends {before}"


def test_search_sends_few_statements_however_much_it_finds(
    app: Flask, everybody: FlaskClient
) -> None:
    """What is looked for is sent in a form's body, never in an address."""

    def search() -> int:
        form = fields_of(everybody.get("/staff/find").text)
        with counted_statements(app.extensions["feedback"]) as sent:
            answered = everybody.post("/staff/find", data=form | {"words": "waited"})
        assert "<mark>waited</mark>" in answered.text
        return len(sent)

    before = search()
    for number in range(6):
        tell(app, f"{WORDS[0]} And a {number}th thing.")
    assert search() == before
    assert before <= MOST_OF_A_SEARCH
