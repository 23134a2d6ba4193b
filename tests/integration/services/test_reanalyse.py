"""Comments are read again with the engine of today, and what people said of them stays."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update

from feedback.domain.enums import DecisionVerdict, FlagState
from feedback.services import reanalyse as module
from feedback.services.reanalyse import ReanalysisOutcome, reanalyse
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import (
    CommentRow,
    Flag,
    ResponseRow,
    SentimentSuggestion,
    StaffUser,
    ThemeDecision,
    ThemeSuggestion,
)
from tests.made_up import made_up_submission, only

URGENT = only("I am scared to go home. My stepdad hits me.")


def send(runtime: Runtime, once_key: str = "once", **changes: Any) -> None:
    """Store a made-up submission."""
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(once_key, **changes))


def newer(runtime: Runtime) -> Runtime:
    """Return the runtime with an engine that says the same under a newer version."""
    newer = replace(runtime.engine, version="newer")
    return replace(runtime, engine=newer, careful=lambda: newer)


def suggestions(runtime: Runtime) -> list[tuple[Any, ...]]:
    """Return every suggestion without its version."""
    with runtime.database.reading() as session:
        themes = session.scalars(select(ThemeSuggestion))
        found = [(t.comment_id, t.theme, t.polarity, t.confidence) for t in themes]
        feelings = session.scalars(select(SentimentSuggestion))
        found += [(s.comment_id, s.sentiment, "", s.score) for s in feelings]
    return sorted(found)


def test_comments_when_the_engine_is_newer_are_all_read_again(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_COMMENTS", 3)
    for number in range(4):
        send(runtime, f"once {number}")
    before, seen = suggestions(runtime), []
    outcome = reanalyse(newer(runtime), on_progress=lambda done, total: seen.append((done, total)))
    assert outcome == ReanalysisOutcome(done=8, unopened=0)
    assert seen == [(3, 8), (6, 8), (8, 8)]
    assert suggestions(runtime) == before
    with runtime.database.reading() as session:
        for table in (ThemeSuggestion, SentimentSuggestion):
            assert set(session.scalars(select(table.version))) == {"newer"}
        assert set(session.scalars(select(CommentRow.analysis_version))) == {"newer"}
    assert reanalyse(newer(runtime)) == ReanalysisOutcome(0, 0)


def test_comments_when_up_to_date_are_left_alone(runtime: Runtime) -> None:
    send(runtime)
    assert reanalyse(runtime) == ReanalysisOutcome(0, 0)


def test_comment_when_held_back_before_is_masked_now(runtime: Runtime) -> None:
    send(runtime)
    with runtime.database.transaction() as session:
        session.execute(update(CommentRow).values(masked=HELD_BACK, analysis_version="none"))
        session.execute(delete(ThemeSuggestion))
    reanalyse(runtime)
    with runtime.database.reading() as session:
        masked = session.scalars(select(CommentRow.masked)).all()
    assert HELD_BACK not in masked
    assert not any("Featherstone" in words for words in masked)


def test_comment_when_set_aside_again_is_not_tried_for_ever(runtime: Runtime) -> None:
    send(runtime, answers=only("We waited. " * 10_000))
    assert reanalyse(runtime).done == 1
    assert reanalyse(runtime).done == 0
    with runtime.database.reading() as session:
        assert session.scalars(select(CommentRow.masked)).one() == HELD_BACK


def test_decisions_when_comments_are_read_again_stay(runtime: Runtime) -> None:
    send(runtime)
    with runtime.database.transaction() as session:
        officer = StaffUser(
            id=uuid4(), email="o@example.org", display_name="O", password_hash="x",
            active=True, failed_count=0, created_utc=runtime.clock.now(),
        )  # fmt: skip
        session.add(officer)
        session.flush()
        comment_id = session.scalars(select(CommentRow.id).limit(1)).one()
        session.add(
            ThemeDecision(
                id=uuid4(),
                comment_id=comment_id,
                theme="timeliness",
                polarity="negative",
                verdict=DecisionVerdict.CONFIRMED,
                suggested=True,
                codebook_version="1",
                decided_by=officer.id,
                decided_utc=runtime.clock.now(),
            )
        )
    reanalyse(newer(runtime))
    with runtime.database.reading() as session:
        assert session.scalars(select(ThemeDecision.theme)).all() == ["timeliness"]


@pytest.mark.parametrize("state", list(FlagState))
def test_flag_when_raised_again_keeps_its_state(runtime: Runtime, state: FlagState) -> None:
    send(runtime, answers=URGENT)
    with runtime.database.transaction() as session:
        session.execute(update(Flag).values(state=state))
    reanalyse(newer(runtime))
    with runtime.database.reading() as session:
        flag = session.scalars(select(Flag)).one()
    assert (flag.state, flag.version) == (state, "newer")


def test_flag_when_the_engine_would_not_raise_it_any_more_stays(runtime: Runtime) -> None:
    send(runtime, answers=only("They were kind."))
    with runtime.database.transaction() as session:
        comment_id = session.scalars(select(CommentRow.id)).one()
        session.add(
            Flag(
                comment_id=comment_id,
                urgency="concern",
                reason="An older engine said so.",
                confidence=0.5,
                evidence=[],
                version="older",
                state=FlagState.OPEN,
            )
        )
    reanalyse(newer(runtime))
    with runtime.database.reading() as session:
        assert session.scalars(select(Flag.version)).one() == "older"


def test_flag_when_new_is_open(runtime: Runtime) -> None:
    send(runtime, answers=URGENT)
    with runtime.database.transaction() as session:
        session.execute(delete(Flag))
    reanalyse(newer(runtime))
    with runtime.database.reading() as session:
        assert session.scalars(select(Flag.state)).one() is FlagState.OPEN


def test_comment_when_it_cannot_be_opened_is_counted_and_the_rest_read(runtime: Runtime) -> None:
    send(runtime, "one")
    send(runtime, "two")
    with runtime.database.transaction() as session:
        first = session.scalars(select(ResponseRow.id).limit(1)).one()
        session.execute(
            update(ResponseRow).where(ResponseRow.id == first).values(wrapped_key=b"x" * 60)
        )
    assert reanalyse(newer(runtime)) == ReanalysisOutcome(done=2, unopened=2)


def test_comment_when_its_words_are_forgotten_meanwhile_stays_forgotten(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(runtime)
    analyse = module.analyse  # type: ignore[attr-defined]

    def forget_then_analyse(*arguments: Any) -> Any:
        with runtime.database.transaction() as session:
            session.execute(update(CommentRow).values(sealed_original=None, masked="gone"))
        return analyse(*arguments)

    monkeypatch.setattr(module, "analyse", forget_then_analyse)
    reanalyse(newer(runtime))
    with runtime.database.reading() as session:
        assert set(session.scalars(select(CommentRow.masked))) == {"gone"}
        counted = select(func.count()).where(ThemeSuggestion.version == "newer")
        assert session.scalar(counted) == 0
