"""One submission is one transaction: all of it, once, and quickly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from feedback.domain.enums import AuditAction, FlagState, ResponseState
from feedback.domain.receipt_codes import new_receipt_code
from feedback.domain.submissions import Answer
from feedback.services import submit_response as module
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime
from feedback.services.submit_response import SubmitResult, analyse_submission, submit_response
from feedback.storage.models import (
    AnswerRow,
    AuditEvent,
    Base,
    CommentRow,
    Flag,
    Receipt,
    ResponseRow,
    SentimentSuggestion,
    ThemeSuggestion,
)
from tests.made_up import BETTER, WENT_WELL, made_up_submission, only


def send(runtime: Runtime, once_key: str = "once-1", **changes: object) -> SubmitResult:
    """Store a made-up submission in a transaction of its own."""
    with runtime.database.transaction() as session:
        return submit_response(session, runtime, made_up_submission(once_key, **changes))


def count(runtime: Runtime, table: type[Base]) -> int:
    """Return how many rows the table has."""
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_response_when_sent_is_stored_whole(runtime: Runtime) -> None:
    result = send(runtime, receipt_code=new_receipt_code(), campaign="POSTER1")
    assert not result.repeated
    with runtime.database.reading() as session:
        response = session.scalars(select(ResponseRow)).one()
        assert response.id == result.response_id
        assert (response.forum, response.quarter, response.campaign) == (
            "ltf",
            "2026-Q3",
            "POSTER1",
        )
        assert (response.state, response.may_quote) == (ResponseState.RECEIVED, False)
        assert session.scalars(select(Receipt.response_id)).one() == result.response_id
        answers = {(a.question_id, a.position): a.value for a in session.scalars(select(AnswerRow))}
    assert answers == {
        ("overall", 0): "good",
        ("listened", 0): "partly",
        ("agreed", 0): None,
        ("anything_else", 0): None,
        ("services", 0): "send",
        ("services", 1): "school",
    }


def test_comment_when_stored_is_masked_sealed_and_suggested(runtime: Runtime) -> None:
    send(runtime)
    with runtime.database.reading() as session:
        response = session.scalars(select(ResponseRow)).one()
        comment = session.scalars(select(CommentRow).filter_by(question_id="went_well")).one()
        themes = set(
            session.scalars(select(ThemeSuggestion.theme).filter_by(comment_id=comment.id))
        )
        assert session.get(SentimentSuggestion, comment.id) is not None
    assert "Featherstone" not in comment.masked
    assert "[name]" in comment.masked
    assert comment.analysis_version == runtime.engine.version
    assert "staff-attitude" in themes
    assert response.wrapped_key is not None
    assert comment.sealed_original is not None
    key = runtime.keyring.open_data_key(response.key_id, response.wrapped_key)
    assert key.unseal(comment.sealed_original, bound_to=comment.id).decode() == WENT_WELL


def test_mask_spans_when_stored_lie_on_the_original(runtime: Runtime) -> None:
    send(runtime)
    with runtime.database.reading() as session:
        spans = session.scalars(
            select(CommentRow.mask_spans).filter_by(question_id="could_be_better")
        ).one()
    assert "07700 900461" in {BETTER[span["start"] : span["end"]] for span in spans}


def test_disclosure_when_stored_has_an_open_flag(runtime: Runtime) -> None:
    send(runtime, answers=only("I am scared to go home. My stepdad hits me."))
    with runtime.database.reading() as session:
        flag = session.scalars(select(Flag)).one()
        audit = session.scalars(select(AuditEvent)).one()
    assert flag.state is FlagState.OPEN
    assert flag.reason
    assert audit.detail == {"channel": "web", "flagged": 1}


def test_audit_when_a_family_sends_has_the_day_only(runtime: Runtime) -> None:
    result = send(runtime)
    with runtime.database.reading() as session:
        event_row = session.scalars(select(AuditEvent)).one()
    assert (event_row.action, event_row.subject_id) == (
        AuditAction.RESPONSE_STORED,
        str(result.response_id),
    )
    assert event_row.on_day == runtime.clock.today()
    assert event_row.at_utc is None
    assert event_row.actor_id is None


def test_repeat_when_the_button_is_pressed_twice_stores_one(runtime: Runtime) -> None:
    first = send(runtime, receipt_code=(code := new_receipt_code()))
    second = send(runtime, receipt_code=code)
    assert second == SubmitResult(first.response_id, repeated=True)
    assert count(runtime, ResponseRow) == 1
    assert count(runtime, CommentRow) == 2
    assert count(runtime, AuditEvent) == 1


def test_repeat_when_two_come_at_the_same_moment_stores_one(runtime: Runtime) -> None:
    submission = made_up_submission(receipt_code=new_receipt_code())
    analyses = analyse_submission(runtime, submission)
    together = threading.Barrier(6)
    results: list[SubmitResult] = []

    def press() -> None:
        together.wait()
        with runtime.database.transaction() as session:
            results.append(submit_response(session, runtime, submission, analyses=analyses))

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.repeated for result in results) == [False] + [True] * 5
    assert len({result.response_id for result in results}) == 1
    assert count(runtime, ResponseRow) == 1


def test_nothing_when_something_fails_later_in_the_transaction_is_stored(runtime: Runtime) -> None:
    def store_then_fail() -> None:
        with runtime.database.transaction() as session:
            submit_response(session, runtime, made_up_submission(receipt_code=new_receipt_code()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store_then_fail()
    for table in (ResponseRow, AnswerRow, CommentRow, ThemeSuggestion, Receipt, AuditEvent):
        assert count(runtime, table) == 0


def test_comment_when_the_analysis_rejects_it_is_kept_and_held_back(runtime: Runtime) -> None:
    text = "Ring Niamh Featherstone. " * 5_000
    send(runtime, answers=only(text))
    with runtime.database.reading() as session:
        response = session.scalars(select(ResponseRow)).one()
        comment = session.scalars(select(CommentRow)).one()
    assert comment.masked == HELD_BACK
    assert not comment.language_measured
    assert response.wrapped_key is not None
    assert comment.sealed_original is not None
    key = runtime.keyring.open_data_key(response.key_id, response.wrapped_key)
    assert key.unseal(comment.sealed_original, bound_to=comment.id).decode() == text.strip()


@pytest.mark.parametrize("odd", ["\x00", "\ud800"], ids=["null byte", "half a character"])
def test_comment_when_it_holds_what_no_database_takes_is_stored_without(
    runtime: Runtime, odd: str
) -> None:
    send(runtime, answers=only(f"They never{odd} ring back."))
    with runtime.database.reading() as session:
        assert session.scalars(select(CommentRow.masked)).one() == "They never\ufffd ring back."


def test_answer_when_only_spaces_is_stored_as_skipped(runtime: Runtime) -> None:
    send(runtime, answers=only(" \n "))
    assert count(runtime, CommentRow) == 0
    with runtime.database.reading() as session:
        assert all(session.scalars(select(AnswerRow.skipped)))


def test_choices_when_one_is_named_twice_are_stored_once(runtime: Runtime) -> None:
    send(runtime, answers=(Answer("services", ("send", "school", "send")),))
    assert count(runtime, AnswerRow) == 2


def test_ids_when_stored_one_after_another_tell_no_order(runtime: Runtime) -> None:
    sent = [send(runtime, f"once-{number}").response_id for number in range(8)]
    assert {made.version for made in sent} == {4}


@contextmanager
def counting(runtime: Runtime) -> Iterator[list[str]]:
    """Give a list that fills with the statements that are sent."""
    seen: list[str] = []
    writer = runtime.database._writer

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(writer, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(writer, "before_cursor_execute", note)


@pytest.fixture
def warm(runtime: Runtime) -> Callable[[], SubmitResult]:
    """Return a sender whose connection and hash key are ready, as in a running server."""
    send(runtime, "warm")
    submission = made_up_submission("timed", receipt_code=new_receipt_code())
    analyses = analyse_submission(runtime, submission)

    def go(number: int = 0) -> SubmitResult:
        one = replace(submission, once_key=f"timed-{number}", receipt_code=new_receipt_code())
        with runtime.database.transaction() as session:
            return submit_response(session, runtime, one, analyses=analyses)

    return go


def test_statements_when_a_family_sends_are_few(
    runtime: Runtime, warm: Callable[[], SubmitResult]
) -> None:
    with counting(runtime) as seen:
        warm()
    inserts = [statement for statement in seen if statement.startswith("INSERT")]
    # response, answers, comments, themes, sentiments, receipt, audit; a flag would be the eighth.
    assert len(inserts) == 7
    others = [s for s in seen if s not in inserts and not s.startswith("BEGIN")]
    looks = [table for s in others for table in ("taken_back", "theme_successor") if table in s]
    assert len(looks) == len(others)
    assert looks == ["taken_back", "theme_successor"], "one look by key, one at a few rows"


def test_module_when_read_commits_nothing_itself() -> None:
    assert "commit" not in module.submit_response.__code__.co_names
