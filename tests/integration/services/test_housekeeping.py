"""What has been kept for as long as it may be is forgotten; nothing else is (R4-07)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from feedback.clock import Clock
from feedback.domain.enums import AuditAction
from feedback.services import purge as purge_module
from feedback.services.audit import record
from feedback.services.housekeeping import expire_sessions
from feedback.services.purge import FORGOTTEN, PurgeOutcome, months_before, purge
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import (
    AnswerRow,
    AuditEvent,
    Base,
    CommentRow,
    Flag,
    ResponseRow,
    SentimentSuggestion,
    StaffSession,
    StaffUser,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of
from tests.databases import NOON
from tests.made_up import made_up_submission, only


def at(runtime: Runtime, moment: datetime) -> Runtime:
    """Return the runtime at another moment."""
    return replace(runtime, clock=Clock.fixed(moment))


def later(runtime: Runtime, days: int) -> Runtime:
    """Return the runtime that many days later."""
    return at(runtime, NOON + timedelta(days=days))


def send(runtime: Runtime, once_key: str, **changes: Any) -> UUID:
    """Store a made-up submission."""
    with runtime.database.transaction() as session:
        made = made_up_submission(once_key, **changes)
        return submit_response(session, runtime, made).response_id


def count(runtime: Runtime, table: type[Base]) -> int:
    """Return how many rows the table has."""
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_words_when_24_months_old_are_gone_and_the_tags_stay(runtime: Runtime) -> None:
    send(runtime, "old")
    send(runtime, "old and urgent", answers=only("I am scared to go home. He hits me."))
    tables = (ResponseRow, AnswerRow, CommentRow, ThemeSuggestion, SentimentSuggestion, Flag)
    before = [count(runtime, table) for table in tables]
    assert purge(at(runtime, datetime(2028, 8, 15, 12, tzinfo=UTC))).responses == 2
    assert [count(runtime, table) for table in tables] == before
    with runtime.database.reading() as session:
        assert set(session.scalars(select(ResponseRow.wrapped_key))) == {None}
        comments = session.scalars(select(CommentRow)).all()
        assert {c.sealed_original for c in comments} == {None}
        assert {c.masked for c in comments} == {FORGOTTEN}
        assert [c.mask_spans for c in comments] == [[], [], []]
        for suggested in (ThemeSuggestion, SentimentSuggestion, Flag):
            evidence = session.scalars(select(table_of(suggested).c.evidence)).all()
            assert evidence == [[]] * len(evidence)


@pytest.mark.parametrize(("day", "gone"), [(date(2028, 8, 14), 0), (date(2028, 8, 15), 1)])
def test_words_when_the_day_comes_are_kept_until_then(
    runtime: Runtime, day: date, gone: int
) -> None:
    send(runtime, "at the edge")
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert purge(at(runtime, moment)).responses == gone


def test_words_when_purged_in_many_batches_all_go_and_a_second_run_finds_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge_module, "BATCH_RESPONSES", 2)
    for number in range(5):
        send(runtime, f"old {number}")
    send(runtime, "new", received_on=date(2028, 8, 1))
    seen: list[int] = []
    then = later(runtime, 800)
    assert purge(then, dry_run=True) == PurgeOutcome(5, 0)
    assert purge(then, on_progress=seen.append).responses == 5
    assert seen == [2, 4, 5]
    assert purge(then) == PurgeOutcome(0, 0)
    with runtime.database.reading() as session:
        kept = session.scalars(select(ResponseRow).where(ResponseRow.wrapped_key.is_not(None)))
        assert [row.received_on for row in kept] == [date(2028, 8, 1)]


def test_dry_run_when_asked_changes_nothing(runtime: Runtime) -> None:
    send(runtime, "old")
    assert purge(later(runtime, 800), dry_run=True).responses == 1
    with runtime.database.reading() as session:
        assert all(session.scalars(select(CommentRow.sealed_original)))


def test_purge_when_done_is_audited_by_count(runtime: Runtime) -> None:
    send(runtime, "old")
    purge(later(runtime, 800))
    with runtime.database.reading() as session:
        row = session.scalars(select(AuditEvent).filter_by(action=AuditAction.PURGED)).one()
    assert row.detail == {"count": 1}


def test_audit_when_six_years_old_is_gone(runtime: Runtime) -> None:
    for runs in (runtime, later(runtime, 365)):
        with runtime.database.transaction() as session:
            record(session, runs, AuditAction.KEYS_ROTATED, subject=("keys", "x"))
    assert purge(at(runtime, datetime(2032, 9, 1, tzinfo=UTC))).audit_rows == 1
    with runtime.database.reading() as session:
        kept = set(session.scalars(select(AuditEvent.action)))
    assert kept == {AuditAction.KEYS_ROTATED, AuditAction.AUDIT_FORGOTTEN}


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 14), 24, date(2024, 8, 14)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_when_counted_back_keep_the_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_sign_ins_when_idle_or_open_too_long_are_ended(runtime: Runtime) -> None:
    with runtime.database.transaction() as session:
        officer = StaffUser(
            id=uuid4(), email="o@example.org", display_name="O", password_hash="x",
            active=True, failed_count=0, created_utc=NOON,
        )  # fmt: skip
        session.add(officer)
        session.flush()
        for number, (opened, seen) in enumerate([(1, 0.1), (1, 0.6), (13, 0.1)]):
            session.add(
                StaffSession(
                    token_hash=bytes([number]) * 32,
                    user_id=officer.id,
                    opened_utc=NOON - timedelta(hours=opened),
                    seen_utc=NOON - timedelta(hours=seen),
                )
            )
    assert expire_sessions(runtime) == 2
    assert expire_sessions(runtime) == 0
    with runtime.database.reading() as session:
        assert session.scalars(select(StaffSession.token_hash)).all() == [bytes(32)]
