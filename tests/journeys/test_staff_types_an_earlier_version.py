"""Priya types in while other words are published: answers stay with the version they were given to (R2-16, R3-18)."""

import pytest
from flask import Flask

from feedback.domain.questionnaires import Construct
from feedback.services.runtime import Runtime
from tests.journeys.officer import rows, sign_in
from tests.journeys.test_staff_types_in import SLUG, address, filled, without_ticks
from tests.publishing import add_person, publish, worded

NEW_WORDS = "Did people listen to you?"


def publish_new_words(app: Flask) -> tuple[str, str]:
    """Publish other words for one question; return the ids before and after."""
    runtime: Runtime = app.extensions["feedback"]
    before = runtime.questionnaires[SLUG]
    people = add_person(runtime, "Writer"), add_person(runtime, "Reader")
    after = publish(runtime, worded(before, Construct.LISTENED, NEW_WORDS), people)
    return before.id, after.questionnaire.id


def test_page_when_a_version_is_published_meanwhile_stores_the_one_it_showed(app: Flask) -> None:
    client = sign_in(app)
    fields = without_ticks(filled(client, "paper", received_on="2026-07-02"))
    before, _after = publish_new_words(app)
    assert "It is stored" in client.post(address("paper"), data=fields).text
    assert rows(app, "SELECT questionnaire_id FROM response") == [(before,)]


def test_paper_of_the_version_before_can_be_typed_in(app: Flask) -> None:
    client = sign_in(app)
    before, after = publish_new_words(app)
    page = client.get(address("paper")).text
    assert NEW_WORDS in page
    assert f"version {before[:8]}</a>" in page
    earlier = f"{address('paper')}?asked={before}"
    shown = client.get(earlier).text
    assert NEW_WORDS not in shown
    assert f"version {after[:8]}</a>" in shown


@pytest.mark.parametrize("wanted", ["f" * 64, "children"])
def test_version_that_is_not_this_questionnaires_is_not_found(app: Flask, wanted: str) -> None:
    client, runtime = sign_in(app), app.extensions["feedback"]
    wanted = runtime.questionnaires[wanted].id if wanted == "children" else wanted
    assert client.get(f"{address('paper')}?asked={wanted}").status_code == 404
