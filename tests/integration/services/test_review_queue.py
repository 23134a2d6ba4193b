"""The queue: flagged first, then the oldest; a fixed number of statements however long it is."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from feedback.domain.enums import Channel
from feedback.services import review_queue as module
from feedback.services.desk import claim, leave_unsure
from feedback.services.review_queue import (
    QueueFilter,
    QueuePage,
    QueuePlace,
    find_next,
    find_place,
    list_queue,
)
from feedback.services.runtime import Runtime
from feedback.storage.models import ResponseRow
from tests.integration.services.reviewing import (
    add_lead,
    add_officer,
    add_response,
    counted_statements,
    decide,
    load,
)

MOST_STATEMENTS = 13


NOBODY = QueueFilter(reader=uuid4())


def page_of(
    runtime: Runtime, chosen: QueueFilter = NOBODY, after: QueuePlace | None = None
) -> QueuePage:
    """Return a page."""
    with runtime.database.reading() as session:
        return list_queue(session, chosen, after=after)


def queue(runtime: Runtime, chosen: QueueFilter = NOBODY) -> list[UUID]:
    """Return the ids on the first page."""
    return [item.response_id for item in page_of(runtime, chosen).items]


def follow(
    runtime: Runtime, response_id: UUID, chosen: QueueFilter = NOBODY, at: QueuePlace | None = None
) -> UUID | None:
    """Return the response after this one."""
    with runtime.database.reading() as session:
        place = find_next(session, response_id, at or find_place(session, response_id), chosen)
        return place.id if place else None


def mark(runtime: Runtime, response_id: UUID, **columns: object) -> None:
    """Set columns of a response."""
    with runtime.database.transaction() as session:
        session.execute(update(ResponseRow).where(ResponseRow.id == response_id).values(**columns))


@pytest.fixture(autouse=True)
def all_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests say which responses the machine was not sure about."""
    monkeypatch.setattr("feedback.services.response_rows._unsure", lambda *_given: False)


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


def test_queue_puts_what_is_not_sure_after_flags_and_before_the_rest(runtime: Runtime) -> None:
    old, doubtful = add_response(runtime, 2), add_response(runtime, 9)
    flagged = add_response(runtime, 14, urgency="concern")
    mark(runtime, doubtful, unsure=True)
    assert queue(runtime) == [flagged, doubtful, old]
    assert [item.unsure for item in page_of(runtime).items] == [False, True, False]


def test_pages_hold_every_response_once_across_the_borders_of_the_stages(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 3)
    flagged = {add_response(runtime, day, urgency="concern") for day in range(1, 5)}
    unsure = {add_response(runtime, day) for day in range(1, 3)}
    for one in unsure:
        mark(runtime, one, unsure=True)
    others = {add_response(runtime, day) for day in range(1, 5)}
    listed, sizes, after = [], [], None
    while True:
        page = page_of(runtime, after=after)
        listed += [item.response_id for item in page.items]
        sizes.append(len(page.items))
        after = page.following
        if after is None:
            break
    assert sizes == [3, 3, 3, 1]
    assert (set(listed[:4]), set(listed[4:6]), set(listed[6:])) == (flagged, unsure, others)
    assert (page.unread, page.read, page.flagged) == (10, 0, 4)


def test_read_responses_leave_the_queue_and_are_found_again(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    first, second = add_response(runtime, 1), add_response(runtime, 2)
    for one in (first, second):
        assert decide(runtime, load(runtime, one), officer) == "read"
    read = replace(NOBODY, read=True)
    assert queue(runtime) == []
    assert queue(runtime, read) == [second, first], "the newest first"
    at = page_of(runtime, read).items[0].place
    assert follow(runtime, second, read, at) == first, "next goes by the list that is read"
    assert follow(runtime, first) is None


def test_next_goes_by_the_list_as_it_was_opened(runtime: Runtime) -> None:
    first, second, third = (add_response(runtime, day) for day in (3, 4, 5))
    opened = page_of(runtime).items[1].place
    assert opened.id == second
    mark(runtime, second, unsure=True)  # it would stand first now
    add_response(runtime, 1)
    assert follow(runtime, second, at=opened) == third, "nothing moves under the reader's hands"
    assert first != third


def test_filters_find_exactly_what_they_name(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    one, other = (
        add_response(runtime, 3),
        add_response(runtime, 12, "Dziekuje za pomoc, bardzo mili"),
    )
    mark(runtime, other, forum="pcv", channel=Channel.PAPER, quarter="2026-Q1")
    with runtime.database.transaction() as session:
        claim(session, runtime, other, staff_id=officer, seen=None)
    language = load(runtime, other).comments[0].language
    for wanted in (
        {"forum": "pcv"}, {"channel": Channel.PAPER}, {"quarter": "2026-Q1"},
        {"week": date(2026, 8, 10)}, {"desk": "mine"}, {"desk": "claimed"}, {"language": language},
    ):  # fmt: skip
        chosen = replace(QueueFilter(reader=officer), **wanted)  # type: ignore[arg-type]
        assert queue(runtime, chosen) == [other], wanted
        assert page_of(runtime, chosen).unread == 1
    assert queue(runtime, replace(NOBODY, desk="mine")) == []
    assert queue(runtime, replace(NOBODY, desk="free")) == [one]
    assert queue(runtime, replace(NOBODY, themes=("timeliness",))) == [one]
    assert queue(runtime, replace(NOBODY, service="send")) == []
    with runtime.database.reading() as session:
        questionnaire = session.scalars(select(ResponseRow.questionnaire_id)).first()
    assert questionnaire is not None
    assert set(queue(runtime, replace(NOBODY, questionnaire="nothing"))) == set()


def test_theme_filter_follows_people_before_the_machine(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    decide(runtime, load(runtime, one), officer, themes={"timeliness": "no", "send": "negative"})
    read = replace(NOBODY, read=True)
    assert queue(runtime, replace(read, themes=("timeliness",))) == []
    assert queue(runtime, replace(read, themes=("send",))) == [one]


def test_next_passes_over_what_a_colleague_claimed_but_never_over_a_flag(runtime: Runtime) -> None:
    priya = add_lead(runtime)
    first, second, third = (add_response(runtime, day) for day in (3, 4, 5))
    flagged = add_response(runtime, 6, urgency="concern")
    with runtime.database.transaction() as session:
        for one in (second, flagged):
            claim(session, runtime, one, staff_id=priya, seen=None)
    assert follow(runtime, first) == third
    assert follow(runtime, third) == flagged
    assert follow(runtime, first, QueueFilter(reader=priya)) == second


def test_left_unsure_stays_in_the_queue_with_a_name(runtime: Runtime) -> None:
    officer, old, new = add_officer(runtime), add_response(runtime, 1), add_response(runtime, 9)
    with runtime.database.transaction() as session:
        leave_unsure(session, runtime, new, staff_id=officer)
    first, second = page_of(runtime).items
    assert (first.response_id, first.unsure, first.unsure_by) == (new, True, "Priya")
    assert (second.response_id, second.unsure_by) == (old, None)


def test_item_says_what_it_is_without_the_whole_comment(runtime: Runtime) -> None:
    add_response(runtime, 14, "We waited.\n\n" + "Nobody rang us back, and then " * 20)
    add_response(runtime, 14, "dad hits me", urgency="immediate")
    flagged, plain = page_of(runtime).items
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
    assert len(before) == len(after) <= 15
