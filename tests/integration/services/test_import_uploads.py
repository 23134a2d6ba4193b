"""A file that an officer sends: sealed while it waits, stored whole or not at all, then gone."""

import logging
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback.domain.enums import AuditAction, ImportState
from feedback.domain.errors import ImportRefused, NotFound, StorageUnavailable
from feedback.services.import_grid import MOST_BYTES
from feedback.services.import_uploads import (
    MOST_WAITING,
    discard_upload,
    forget_uploads,
    list_imported,
    list_own,
    take_upload,
)
from feedback.services.keys import count_by_key, rotate_keys
from feedback.services.runtime import Runtime
from feedback.services.store_upload import check_upload, store_now
from feedback.storage.models import (
    AnswerRow,
    AuditEvent,
    ImportUpload,
    ResponseRow,
)
from feedback.storage.sealing import Keyring
from tests.databases import FIRST_KEY, NOON, SECOND_KEY
from tests.made_up import ADULTS
from tests.privacy.test_database_dump import as_text, dump
from tests.uploads import (
    CSV,
    ROWS,
    SOUND,
    actions,
    add_officer,
    count,
    keep,
    later,
    officer,
    opened,
    ready,
    state,
    take,
)

__all__ = ["officer"]


def test_file_is_stored_with_every_row_accounted_for(runtime: Runtime, officer: UUID) -> None:
    upload_id = ready(runtime, officer, CSV + b"r4,never,Fine,x\nr5,2026-05-07,Odd,x\n")
    checked = check_upload(runtime, opened(runtime, officer, upload_id))
    assert (checked.row_count, len(checked.new), len(checked.rejected)) == (5, 3, 2)
    store_now(runtime, upload_id, officer)
    row = state(runtime, upload_id)
    assert (row.state, row.stored_count, row.known_count) == (ImportState.STORED, 3, 0)
    assert row.rejected == [
        [5, "Its column B is not a day that can be read."],
        [6, "Its column C is none of the answers that can be given."],
    ]
    with runtime.database.reading() as session:
        days = set(session.scalars(select(ResponseRow.received_on)))
        answers = set(session.scalars(select(AnswerRow.value)))
        (batch,) = list_imported(session)
        assert [one.id for one in list_own(session, officer)] == [upload_id]
    assert days == {date(2026, 5, 4), date(2026, 5, 13), date(2026, 5, 6)}
    assert answers == {"good", "very_poor", None}
    assert (batch.mapping, batch.row_count, batch.stored_count) == ("Schools 2026", 5, 3)
    assert actions(runtime) == [AuditAction.IMPORT_STORED, AuditAction.IMPORT_UPLOADED]


def test_file_is_sealed_while_it_waits_and_gone_when_it_is_stored(
    runtime: Runtime, officer: UUID
) -> None:
    upload_id = ready(runtime, officer)
    everything = " ".join(as_text(value) for _t, _c, value in dump(runtime))
    for words in ("Marmalade", "Nobody rang", "Awful", "Overall?"):
        assert words not in everything
    store_now(runtime, upload_id, officer)
    row = state(runtime, upload_id)
    assert (row.wrapped_key, row.sealed, row.sealed_plan) == (None, None, None)
    with pytest.raises(NotFound):
        opened(runtime, officer, upload_id)
    with pytest.raises(NotFound):
        keep(runtime, officer, upload_id, SOUND)


def test_file_that_is_still_open_cannot_lose_its_key_unseen(
    runtime: Runtime, officer: UUID
) -> None:
    take(runtime, officer)
    with (
        pytest.raises((IntegrityError, StorageUnavailable)),
        runtime.database.transaction() as session,
    ):
        session.execute(update(ImportUpload).values(wrapped_key=None))


def test_file_opens_for_its_sender_alone(runtime: Runtime, officer: UUID) -> None:
    upload_id, other = take(runtime, officer), add_officer(runtime, "other@example.org")
    for attempt in (
        lambda: opened(runtime, other, upload_id),
        lambda: keep(runtime, other, upload_id, SOUND),
        lambda: store_now(runtime, upload_id, other),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        discard_upload(session, runtime, upload_id, other)


def test_same_file_again_adds_nothing_and_says_that_it_came_before(
    runtime: Runtime, officer: UUID
) -> None:
    store_now(runtime, ready(runtime, officer), officer)
    again = take(runtime, officer)
    upload = opened(runtime, officer, again)
    assert (upload.plan.survey, upload.imported_on) == ("Schools 2026", (NOON.date(),))
    keep(runtime, officer, again, SOUND)
    store_now(runtime, again, officer)
    assert (state(runtime, again).stored_count, state(runtime, again).known_count) == (0, 3)
    assert count(runtime, ResponseRow) == 3


def test_rows_without_a_number_are_known_by_all_that_stands_in_them_whatever_the_survey_is_called(
    runtime: Runtime, officer: UUID
) -> None:
    roles = ("ignore", "day", "overall", "went_well")
    store_now(runtime, ready(runtime, officer, roles=roles), officer)
    longer = CSV + b"r4,2026-05-07,Fine,More words.\n"
    again = ready(runtime, officer, longer, roles=roles, survey="Another name")
    store_now(runtime, again, officer)
    assert (state(runtime, again).stored_count, state(runtime, again).known_count) == (1, 3)


@pytest.mark.parametrize(("once_each", "stored"), [(True, 3), (False, 4)])
def test_row_that_stands_twice_in_a_file_is_one_answer_or_two_as_was_chosen(
    runtime: Runtime, officer: UUID, once_each: bool, stored: int
) -> None:
    twice = CSV + ROWS.splitlines()[0].encode() + b"\n"
    roles = ("ignore", "day", "overall", "went_well")
    upload_id = ready(runtime, officer, twice, roles=roles, once_each=once_each)
    store_now(runtime, upload_id, officer)
    row = state(runtime, upload_id)
    assert row.stored_count == stored
    assert row.rejected == ([[5, "It is the same in every cell as row 2."]] if once_each else [])


def test_number_that_stands_twice_in_a_file_is_listed(runtime: Runtime, officer: UUID) -> None:
    upload_id = ready(runtime, officer, CSV + b"r1,2026-05-08,Fine,Other words.\n")
    store_now(runtime, upload_id, officer)
    assert state(runtime, upload_id).rejected == [[5, "It has the same key as row 2."]]


def test_abandoned_file_is_deleted_after_a_day_and_old_lists_after_a_month(
    runtime: Runtime, officer: UUID
) -> None:
    waiting, done, queued = take(runtime, officer), ready(runtime, officer), ready(runtime, officer)
    store_now(runtime, done, officer)
    keep(runtime, officer, queued, SOUND, queue=True)
    assert forget_uploads(later(runtime, hours=23)) == 0
    assert forget_uploads(later(runtime, hours=25)) == 1
    with pytest.raises(NotFound):
        state(runtime, waiting)
    assert actions(runtime).count(AuditAction.IMPORT_DISCARDED) == 1
    assert forget_uploads(later(runtime, days=31)) == 1
    assert state(runtime, queued).state is ImportState.QUEUED, (
        "what was to be stored is not dropped"
    )


def test_file_that_was_given_up_is_gone_and_the_audit_says_who_did_it(
    runtime: Runtime, officer: UUID
) -> None:
    upload_id = take(runtime, officer)
    with runtime.database.transaction() as session:
        discard_upload(session, runtime, upload_id, officer)
    assert count(runtime, ImportUpload) == 0
    assert actions(runtime) == [AuditAction.IMPORT_DISCARDED, AuditAction.IMPORT_UPLOADED]
    with runtime.database.reading() as session:
        assert set(session.scalars(select(AuditEvent.actor_id))) >= {officer}


def test_key_of_a_waiting_file_turns_with_the_others(runtime: Runtime, officer: UUID) -> None:
    upload_id = ready(runtime, officer)
    both = replace(runtime, keyring=Keyring((SECOND_KEY, FIRST_KEY)))
    rotate_keys(both)
    with runtime.database.reading() as session:
        assert set(count_by_key(session)) == {SECOND_KEY.id}
    newest = replace(runtime, keyring=Keyring((SECOND_KEY,)))
    assert opened(newest, officer, upload_id).grid.row_count == 3


@pytest.mark.parametrize(
    ("content", "slug", "words"),
    [(CSV, "nowhere", "no questionnaire"), (b"x" * (MOST_BYTES + 1), ADULTS.slug, "20 MB")],
)
def test_file_that_is_refused_leaves_nothing(
    runtime: Runtime, officer: UUID, content: bytes, slug: str, words: str
) -> None:
    with pytest.raises(ImportRefused, match=words):
        take_upload(runtime, staff_id=officer, slug=slug, filename="a.csv", content=content)
    assert count(runtime, ImportUpload) == 0
    assert actions(runtime) == []


def test_files_that_wait_are_few(runtime: Runtime, officer: UUID) -> None:
    for _ in range(MOST_WAITING):
        take(runtime, officer)
    with pytest.raises(ImportRefused, match="waiting"):
        take(runtime, officer)


def test_nothing_of_the_file_is_logged(
    runtime: Runtime, officer: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    """Promise 9."""
    with caplog.at_level(logging.DEBUG):
        store_now(runtime, ready(runtime, officer, CSV + b"r4,never,Odd,Zebra\n"), officer)
    assert not re.search("Marmalade|Awful|Zebra|never", caplog.text)
