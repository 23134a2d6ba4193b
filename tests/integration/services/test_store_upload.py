"""A file that waits is looked at masked, then stored whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count as count_from
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from feedback.clock import Clock
from feedback.domain.enums import AuditAction, ImportState
from feedback.domain.errors import Conflict, ImportRefused, StorageUnavailable
from feedback.jobs import JOBS, run_job
from feedback.services import store_upload as module
from feedback.services.doctor import examine
from feedback.services.flag_clocks import escalate
from feedback.services.import_uploads import (
    discard_upload,
)
from feedback.services.runtime import Runtime
from feedback.services.store_upload import HELD, check_upload, show_rows, store_now, store_queued
from feedback.services.submit_response import submit_response
from feedback.storage.models import (
    AnswerRow,
    CommentRow,
    Flag,
    ImportBatch,
    ResponseRow,
    Triage,
)
from tests.databases import NOON
from tests.made_up import made_up_submission, only
from tests.uploads import (
    CSV,
    HEADER,
    SOUND,
    actions,
    count,
    keep,
    later,
    officer,
    opened,
    ready,
    state,
    take,
)
from tests.workbooks import at, workbook, worked_out

__all__ = ["officer"]


def test_strict_stores_nothing_where_a_row_cannot_be_taken(runtime: Runtime, officer: UUID) -> None:
    upload_id = ready(runtime, officer, CSV + b"r4,never,Fine,x\n", strict=True)
    with pytest.raises(ImportRefused, match="1 of 4 rows"):
        store_now(runtime, upload_id, officer)
    assert count(runtime, ResponseRow) == count(runtime, ImportBatch) == 0
    assert state(runtime, upload_id).state is ImportState.WAITING


def test_workbook_is_stored_without_its_formulas_and_with_merged_rows_listed(
    runtime: Runtime, officer: UUID
) -> None:
    content = worked_out(
        workbook(
            ("Ref", "Date", "Overall?", "Tell us: went_well"),
            ("r1", at(2026, 5, 4), "Fine", '=HYPERLINK("hid","den")'),
            ("r2", at(2026, 5, 5), "Fine", "b"),
            ("r3", at(2026, 5, 6), "Fine", "c"),
            merged=["D3:D4"],
        ),
        "7",
    )
    upload_id = take(runtime, officer, content, "a.xlsx")
    keep(runtime, officer, upload_id, SOUND)
    store_now(runtime, upload_id, officer)
    row = state(runtime, upload_id)
    assert (row.stored_count, [number for number, _why in row.rejected]) == (1, [3, 4])
    with runtime.database.reading() as session:
        assert session.scalars(select(CommentRow.masked)).all() == ["7"]


def test_flagged_words_go_to_safeguarding_like_a_familys_own(
    runtime: Runtime, officer: UUID
) -> None:
    """R4-22, R4-23, R4-25."""
    content = (
        HEADER + "r1,2026-05-04,Fine,My stepdad hits me and I am scared to go home.\n"
    ).encode()
    upload_id = ready(runtime, officer, content)
    checked = check_upload(runtime, opened(runtime, officer, upload_id))
    (shown,) = show_rows(runtime, checked, sees_held=False)
    assert shown.answers[-1] == ("Tell us: went_well", HELD)
    (shown,) = show_rows(runtime, checked, sees_held=True)
    assert "stepdad" in shown.answers[-1][1]
    store_now(runtime, upload_id, officer)
    with runtime.database.reading() as session:
        assert session.scalars(select(Flag.held)).all() == [True]
    escalate(runtime)
    assert count(runtime, Triage) == 1, "its clock runs"


def test_preview_shows_masked_words_and_our_labels(runtime: Runtime, officer: UUID) -> None:
    content = (HEADER + "r1,2026-05-04,Fine,Niamh Featherstone rang me on 07700 900461.\n").encode()
    checked = check_upload(runtime, opened(runtime, officer, ready(runtime, officer, content)))
    (shown,) = show_rows(runtime, checked, sees_held=True)
    said = dict(shown.answers)
    assert (shown.row, shown.received_on, said["About overall?"]) == (2, date(2026, 5, 4), "good")
    assert "Featherstone" not in str(shown)
    assert "07700" not in str(shown)


def long_csv(rows: int) -> bytes:
    return (HEADER + "".join(f"r{n},2026-05-04,Fine,\n" for n in range(rows))).encode()


def test_import_that_fails_at_row_9999_stores_nothing_and_can_be_done_again(
    runtime: Runtime, officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = ready(runtime, officer, long_csv(10_000))
    keep(runtime, officer, upload_id, SOUND, queue=True)
    store_part, broken = module.store_part, []

    def breaks(session: Any, run: Runtime, part: Any, *, analyses: Any, **named: Any) -> None:
        store_part(session, run, part[:9_999], analyses=analyses[:9_999], **named)
        broken.append(len(part[:9_999]))
        raise StorageUnavailable("away")

    monkeypatch.setattr(module, "store_part", breaks)
    (job,) = (job for job in JOBS if job.name == "store-imports")
    assert run_job(runtime, job) is None
    assert broken == [9_999]
    assert (
        count(runtime, ResponseRow) == count(runtime, ImportBatch) == count(runtime, AnswerRow) == 0
    )
    assert state(runtime, upload_id).done_count == 10_000, "it had been read"
    monkeypatch.undo()
    assert run_job(runtime, job) == 10_000
    assert run_job(runtime, job) == 0
    assert count(runtime, ResponseRow) == state(runtime, upload_id).stored_count == 10_000


def test_job_shows_how_far_it_is_and_stores_no_second_time(
    runtime: Runtime, officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 2)
    upload_id = ready(runtime, officer)
    keep(runtime, officer, upload_id, SOUND, queue=True)
    for attempt in (
        lambda: store_now(runtime, upload_id, officer),
        lambda: keep(runtime, officer, upload_id, SOUND),
    ):
        with pytest.raises(Conflict):
            attempt()
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        discard_upload(session, runtime, upload_id, officer)
    analyse, seen = module.analyse_submissions, []

    def watch(*arguments: Any, **named: Any) -> Any:
        seen.append(state(runtime, upload_id).done_count)
        return analyse(*arguments, **named)

    monkeypatch.setattr(module, "analyse_submissions", watch)
    assert store_queued(runtime) == 3
    assert seen == [0, 2]
    assert store_queued(runtime) == 0


def test_flag_of_a_family_does_not_wait_until_a_long_file_is_read(
    runtime: Runtime, officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4-23: an hour passes with each look at the clock, and one worker does everything."""
    monkeypatch.setattr(module, "BATCH_ROWS", 1)
    upload_id = ready(runtime, officer)
    keep(runtime, officer, upload_id, SOUND, queue=True)
    with runtime.database.transaction() as session:
        words = only("My stepdad hits me and I am scared to go home.")
        submit_response(session, runtime, made_up_submission(answers=words))
    hours = count_from(0)
    ticking = replace(runtime, clock=Clock(lambda: NOON + timedelta(hours=next(hours))))
    store_part = module.store_part

    def look(*arguments: Any, **named: Any) -> None:
        assert count(runtime, Triage) == 1, "its clock was set before the file was stored"
        store_part(*arguments, **named)

    monkeypatch.setattr(module, "store_part", look)
    assert count(runtime, Triage) == 0
    (job,) = (job for job in JOBS if job.name == "store-imports")
    assert run_job(ticking, job) == 3


def test_doctor_says_when_a_file_waits_in_vain_for_the_worker(
    runtime: Runtime, officer: UUID
) -> None:
    keep(runtime, officer, ready(runtime, officer), SOUND, queue=True)
    found = {one.name: one for one in examine(later(runtime, minutes=59))}
    assert found["imports"].well
    found = {one.name: one for one in examine(later(runtime, minutes=61))}
    assert "Does the worker run?" in found["imports"].words


def test_job_gives_up_a_file_that_cannot_be_stored_and_says_why(
    runtime: Runtime, officer: UUID
) -> None:
    upload_id = ready(runtime, officer, CSV + b"r4,never,Fine,x\n")
    keep(runtime, officer, upload_id, replace(SOUND, strict=True), queue=True)
    assert store_queued(runtime) == 0
    row = state(runtime, upload_id)
    assert (row.state, row.wrapped_key) == (ImportState.REFUSED, None)
    assert "nothing was stored" in row.rejected[0][1]
    assert AuditAction.IMPORT_DISCARDED in actions(runtime)
    assert count(runtime, ResponseRow) == 0


def test_two_workers_on_one_file_store_it_once(
    runtime: Runtime, officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = ready(runtime, officer)
    keep(runtime, officer, upload_id, SOUND, queue=True)
    analyse = module.analyse_submissions

    def overtaken(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(module, "analyse_submissions", analyse)
        assert store_queued(runtime) == 3
        return analyse(*arguments, **named)

    monkeypatch.setattr(module, "analyse_submissions", overtaken)
    assert store_queued(runtime) == 0
    assert count(runtime, ResponseRow) == 3


def test_rows_that_another_import_brought_meanwhile_are_known(
    runtime: Runtime, officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ready(runtime, officer), ready(runtime, officer)
    analyse = module.analyse_submissions

    def overtaken(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(module, "analyse_submissions", analyse)
        store_now(runtime, second, officer)
        return analyse(*arguments, **named)

    monkeypatch.setattr(module, "analyse_submissions", overtaken)
    store_now(runtime, first, officer)
    assert (state(runtime, first).stored_count, state(runtime, first).known_count) == (0, 3)
    assert count(runtime, ResponseRow) == 3
