"""Comments are found by their words, on both databases, and nobody finds what they may not see (R4-25, R4-28)."""

import sqlite3
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text

from feedback.domain.enums import ResponseState, Role
from feedback.domain.find_words import read_find_words
from feedback.domain.receipt_codes import new_receipt_code
from feedback.services import find_comments as finding
from feedback.services.find_comments import (
    FindFilter,
    FoundPage,
    FoundPlace,
    cut_around,
    merge_words,
)
from feedback.services.purge import purge
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.services.submit_response import submit_response
from feedback.services.take_back import take_back
from feedback.storage.queries.find import MARK_END, MARK_START
from feedback.storage.words_index import POSTGRES_WORDS
from tests.integration.services.reviewing import PASSWORD, add_response
from tests.made_up import made_up_submission, only


def find(
    runtime: Runtime, typed: str, asked: FindFilter | None = None, *, lead: bool = False
) -> FoundPage:
    """Return the first page of what an officer finds, or a safeguarding lead."""
    return page_after(runtime, typed, None, reader(runtime, lead=lead), asked)


def page_after(
    runtime: Runtime,
    typed: str,
    after: FoundPlace | None,
    staff_id: UUID,
    asked: FindFilter | None = None,
) -> FoundPage:
    """Return a page of what somebody finds."""
    with runtime.database.reading() as session:
        return finding.find_comments(
            session, runtime, read_find_words(typed), asked or FindFilter(), staff_id=staff_id,
            after=after,
        )  # fmt: skip


def reader(runtime: Runtime, *, lead: bool = False, name: str = "Priya Test") -> UUID:
    """Return a new officer, or a new lead."""
    role = Role.SAFEGUARDING if lead else Role.OFFICER
    with runtime.database.transaction() as session:
        return create_staff(
            session, runtime, email=f"{uuid4().hex}@example.org", name=name, password=PASSWORD,
            roles=frozenset({role}),
        )  # fmt: skip


def words_of(page: FoundPage) -> list[str]:
    """Return the found comments' words."""
    return ["".join(piece.words for piece in item.pieces) for item in page.items]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wait", {"We waited for months", "Waiting was not easy, the school helped"}),
        ("waiting -school", {"We waited for months"}),
        ('"rang back"', {"Nobody rang back"}),
        ('"back rang"', set()),
        ("back rang", {"Nobody rang back"}),
        ("not", {"Waiting was not easy, the school helped"}),
        ("WAITED months", {"We waited for months"}),
        ("' OR 1=1 --", set()),
        ("waited* NEAR(x) {}^", set()),
        ('"" :', set()),
    ],
)
def test_comments_when_looked_for_are_found_by_stems_phrases_and_what_is_not_there(
    runtime: Runtime, typed: str, found: set[str]
) -> None:
    for words in (
        "We waited for months",
        "Nobody rang back",
        "Waiting was not easy, the school helped",
    ):
        add_response(runtime, words=words)
    page = find(runtime, typed)
    assert set(words_of(page)) == found


def test_found_words_when_shown_are_told_apart_and_stay_as_they_were_written(
    runtime: Runtime,
) -> None:
    add_response(runtime, words="<b>Waited</b> & waited again for the waiting list")
    (item,) = find(runtime, "wait").items
    assert [p.words for p in item.pieces if p.found] == ["Waited", "waited", "waiting"]
    assert "<b>" in item.pieces[0].words


def test_long_comment_when_found_is_cut_around_the_words() -> None:
    marked = "a " * 400 + f"{MARK_START}dentist{MARK_END}" + " b" * 400
    pieces = cut_around(marked)
    whole = "".join(piece.words for piece in pieces)
    assert [piece.words for piece in pieces if piece.found] == ["dentist"]
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) < 3.2 * finding.AROUND


def test_flagged_response_when_looked_for_is_found_by_leads_alone(runtime: Runtime) -> None:
    add_response(runtime, words="Marmalade for everybody", urgency="concern")
    add_response(runtime, words="Marmalade for nobody")
    assert words_of(find(runtime, "marmalade")) == ["Marmalade for nobody"]
    assert len(find(runtime, "marmalade", lead=True).items) == 2


def test_response_about_the_reader_when_looked_for_is_not_found_by_them(runtime: Runtime) -> None:
    add_response(runtime, words="Social worker Brambleby never rang us about the marmalade")
    named = reader(runtime, name="Ada Brambleby")
    assert page_after(runtime, "marmalade", None, named).items == (), "R1-20"
    assert len(find(runtime, "marmalade").items) == 1


def test_what_stands_for_words_when_looked_for_is_not_found(runtime: Runtime) -> None:
    response_id = add_response(runtime, words="Marmalade")
    with runtime.database.transaction() as session:
        session.execute(text("UPDATE comment SET masked = :words"), {"words": finding.HELD_BACK})
    assert response_id
    assert find(runtime, "masked", lead=True).items == ()
    assert find(runtime, "marmalade", lead=True).items == (), "the index follows the words"


def test_filters_when_chosen_leave_the_others_out(runtime: Runtime) -> None:
    add_response(runtime, words="We waited")
    read = add_response(runtime, words="They waited")
    with runtime.database.transaction() as session:
        session.execute(
            text("UPDATE response SET state = 'read' WHERE id = :id").bindparams(
                id=read.hex if runtime.database.dialect == "sqlite" else read
            )
        )
    assert words_of(find(runtime, "waited", FindFilter(state=ResponseState.READ))) == [
        "They waited"
    ]
    assert len(find(runtime, "waited", FindFilter(quarter="2026-Q3", forum="ltf")).items) == 2
    assert find(runtime, "waited", FindFilter(quarter="2026-Q2")).items == ()
    assert find(runtime, "waited", FindFilter(forum="pcv")).items == ()


def test_results_when_many_are_paged_by_key_newest_first(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE_SIZE", 3)
    for number in range(8):
        add_response(runtime, day=1 + number // 2, words=f"We waited {number} months")
    priya = reader(runtime)
    seen: list[str] = []
    days: list[date] = []
    after = None
    for size in (3, 3, 2):
        page = page_after(runtime, "wait", after, priya)
        assert len(page.items) == size
        seen += words_of(page)
        days += [item.received_on for item in page.items]
        after = page.following
        if len(seen) == 3:
            add_response(runtime, day=14, words="We waited too")  # comes in between; nothing shifts
            with runtime.database.transaction() as session:
                session.execute(text("DELETE FROM response WHERE received_on = '2026-08-14'"))
    assert after is None
    assert len(set(seen)) == 8
    assert days == sorted(days, reverse=True)


def test_words_when_taken_back_or_grown_old_are_gone_from_the_file(
    sqlite_runtime: Runtime,
) -> None:
    runtime = sqlite_runtime
    code = new_receipt_code()
    for number, words in enumerate(("Old marmalade.", "Marmalade sandwiches.")):
        with runtime.database.transaction() as session:
            made = made_up_submission(
                f"once {number}", answers=only(words), receipt_code=code if number else None,
                received_on=date(2026, 8, 14) if number else date(2020, 1, 1),
            )  # fmt: skip
            submit_response(session, runtime, made)
    assert len(find(runtime, "marmalade").items) == 2
    with runtime.database.transaction() as session:
        take_back(session, runtime, code)
    purge(runtime)
    assert find(runtime, "marmalade").items == ()
    assert runtime.database.path is not None
    with sqlite3.connect(str(runtime.database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"marmalad" not in runtime.database.path.read_bytes().lower()


def test_index_when_filled_and_merged_tells_no_order_of_arrival(sqlite_runtime: Runtime) -> None:
    for number in range(12):
        add_response(sqlite_runtime, words=f"Voice {number}")
    merge_words(sqlite_runtime)
    with sqlite_runtime.database.transaction() as session:
        places = list(session.scalars(text("SELECT place FROM comment_words_place")))
        pieces = session.scalar(text("SELECT count(DISTINCT segid) FROM comment_words_idx"))
        # Fails where the index is not as the comments are.
        check = "INSERT INTO comment_words (comment_words, rank) VALUES ('integrity-check', 1)"
        session.execute(text(check))
    assert pieces == 1
    assert places == sorted(places)
    assert places[-1] - places[0] > 1_000_000, "random, not running"


@pytest.mark.postgres
@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
def test_index_of_words_is_named_in_the_statement_and_not_bound(runtime: Runtime) -> None:
    """A plan that is made for any value would not know the index, and read every comment instead."""
    add_response(runtime, words="nobody rang us")
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(runtime.database._reader, "before_cursor_execute", note)
    find(runtime, "rang")
    event.remove(runtime.database._reader, "before_cursor_execute", note)
    searched = [s for s in sent if "to_tsvector" in s]
    assert searched
    assert all(f"to_tsvector('{POSTGRES_WORDS}'::regconfig" in s for s in searched)
