"""The pages of a tablet at an event keep their way, offer no way out of the form, and mix with nobody's phone."""

import re

from flask import Flask

from tests.journeys.walk import hidden

SLUG = "listening-to-families"


def test_every_page_stays_a_kiosks_page_and_phones_see_none_of_it(app: Flask) -> None:
    client = app.test_client()
    start = client.get(f"/{SLUG}/?kiosk=1").text
    phone = client.get(f"/{SLUG}/").text
    assert "Clear and start again" in start
    assert "Exit this page<" not in start
    assert "Clear and start again" not in phone
    assert "Exit this page" in phone
    action = re.findall(r'<form method="post" action="([^"]+)"', start)[-1]
    assert action == f"/{SLUG}/questions?kiosk=1"
    question = client.post(action, data={**hidden(start), "go": "next"}).text
    assert "kiosk." in question
    assert f'content="120;url=/{SLUG}/?kiosk=1"' in question, "without a script it starts again too"
    inside = re.findall(r'(?:href|action)="(/[^"#]*)"', question)
    assert [a for a in inside if "kiosk=1" not in a and "/static/" not in a] == []
