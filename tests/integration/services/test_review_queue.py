"""The queue: flagged first, then the oldest; a fixed number of statements however long it is."""

from uuid import UUID

import pytest

from feedback.services import review_queue as module
from feedback.services.review_queue import QueueView, find_next, find_place, list_queue
from feedback.services.runtime import Runtime
from tests.integration.services.reviewing import (
    add_officer,
    add_response,
    counted_statements,
    decide,
    load,
)

MOST_STATEMENTS = 10


def queue(runtime: Runtime, page: int = 0, view: QueueView = QueueView.UNREAD) -> list[UUID]:
    """Return the ids on a page."""
    with runtime.database.reading() as session:
        return [item.response_id for item in list_queue(session, page=page, view=view).items]


def follow(runtime: Runtime, response_id: UUID) -> UUID | None:
    """Return the response after this one."""
    with runtime.database.reading() as session:
        return find_next(session, response_id, find_place(session, response_id))


def test_queue_puts_immediate_before_concern_before_the_oldest(runtime: Runtime) -> None:
    young, old = add_response(runtime, 14), add_response(runtime, 2)
    concern = add_response(runtime, 3, urgency="concern")
    late, soon = (add_response(runtime, day, urgency="immediate") for day in (13, 4))
    wanted = [soon, late, concern, old, young]
    assert queue(runtime) == wanted
    walked = [soon]
    for _ in range(4):
        walked.append(follow(runtime, walked[-1]) or soon)
    assert walked == wanted
    assert follow(runtime, young) == soon, "after the last one, the first again"


def test_pages_hold_every_response_once_across_the_border_of_the_flags(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 3)
    flagged = {add_response(runtime, day, urgency="concern") for day in range(1, 5)}
    others = {add_response(runtime, day) for day in range(1, 6)}
    pages = [queue(runtime, page) for page in range(4)]
    assert [len(page) for page in pages] == [3, 3, 3, 0]
    listed = [one for page in pages for one in page]
    assert set(listed[:4]) == flagged
    assert set(listed[4:]) == others
    with runtime.database.reading() as session:
        found = list_queue(session)
    assert (found.total, found.flagged, found.pages) == (9, 4, 3)


def test_read_responses_leave_the_queue_and_are_found_again(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    first, second = add_response(runtime, 1), add_response(runtime, 2)
    for one in (first, second):
        assert decide(runtime, load(runtime, one), officer) == "read"
    assert queue(runtime) == []
    assert queue(runtime, view=QueueView.READ) == [second, first], "the newest first"
    assert follow(runtime, first) is None


def test_item_says_what_it_is_without_the_whole_comment(runtime: Runtime) -> None:
    add_response(runtime, 14, "We waited.\n\n" + "Nobody rang us back, and then " * 20)
    add_response(runtime, 14, "dad hits me", urgency="immediate")
    with runtime.database.reading() as session:
        flagged, plain = list_queue(session).items
    assert flagged.reasons == ("somebody may be hurt",)
    assert flagged.urgency == "immediate"
    assert plain.first_words.startswith("We waited. Nobody rang us back")
    assert plain.first_words.endswith(" …")
    assert len(plain.first_words) <= module.FIRST_CHARACTERS + 2
    assert plain.suggestions >= 1
    assert plain.who is None, "this questionnaire did not ask"


def test_statements_of_a_page_do_not_grow_with_the_queue(runtime: Runtime) -> None:
    sizes = []
    for more in (1, 60):
        for number in range(more):
            urgency = ("immediate", "concern", None)[number % 3]
            add_response(runtime, 1 + number % 14, "We waited a year.", urgency)
        with counted_statements(runtime) as sent:
            queue(runtime)
        sizes.append(len([one for one in sent if one.startswith(("SELECT", "WITH"))]))
    assert sizes[0] == sizes[1] <= MOST_STATEMENTS


def test_statements_of_a_response_do_not_grow_with_its_decisions(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    response_id = add_response(runtime)
    with counted_statements(runtime) as before:
        response = load(runtime, response_id)
    themes = dict.fromkeys(runtime.engine.codebook.ids, "both")
    decide(runtime, response, officer, themes=themes, sentiment="mixed")
    with counted_statements(runtime) as after:
        load(runtime, response_id)
    assert len(before) == len(after) <= 13
