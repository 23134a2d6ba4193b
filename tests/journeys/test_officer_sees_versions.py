"""Priya, an officer, sees whose version she reads, for how many a group speaks, and who was beside a child."""

from flask import Flask

from tests.journeys.officer import LINK, sign_in
from tests.journeys.walk import send, to_check


def opened(app: Flask, slug: str, answers: dict[str, str]) -> tuple[str, str]:
    """Return the queue, and the page of the one response that was sent."""
    family = app.test_client()
    send(family, slug, to_check(family, slug, answers))
    officer = sign_in(app)
    queue = officer.get("/staff/queue").text
    address = LINK.search(queue)
    assert address is not None
    return queue, officer.get(address[1]).text


def test_child_with_a_social_worker_beside_her_is_marked(app: Flask) -> None:
    """R3-14."""
    queue, page = opened(app, "children", {"listened": "yes", "helper": "social_worker"})
    assert "Child of 8 to 12" in queue
    assert "Child of 8 to 12, answered with a worker or teacher beside them." in page


def test_group_says_how_many_it_speaks_for(app: Flask) -> None:
    """R2-10."""
    answers = {"represents": "1040", "went-well": "The phone line."}
    queue, page = opened(app, "parent-carer-voice-meeting", answers)
    assert "A group, together" in queue
    assert "forum meeting" in queue
    assert "A group, together, says it speaks for 1,040 people." in page
    assert "<dd>1040</dd>" in page


def test_adult_alone_has_no_such_line(app: Flask) -> None:
    _queue, page = opened(app, "listening-to-families", {"went-well": "The phone line."})
    assert "beside them" not in page
