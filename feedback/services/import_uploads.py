"""A file that an officer sent: sealed from its first moment here, changed by what is chosen, stored or given up.

Only who sent it can open it. It is deleted when it is stored, when it is given up, and after a day.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, ImportState
from feedback.domain.errors import Conflict, ImportRefused, NotFound
from feedback.domain.questionnaires import Questionnaire
from feedback.services.audit import record
from feedback.services.import_grid import Grid, pack, read_upload, unpack
from feedback.services.import_plan import Plan, read_plan, suggest_plan, write_plan
from feedback.services.runtime import Runtime
from feedback.storage.queries import imports as queries
from feedback.storage.queries.imports import BatchRow, UploadRow
from feedback.storage.sealing import DataKey

MOST_WAITING = 5
ABANDONED_HOURS = 24
LISTED_DAYS = 30
"""How long the list of rows that were not taken can be fetched."""

_SUBJECT = "import_upload"
_GONE = (
    "The file is not here any more. It is deleted when it is stored or given up, and after a day. "
    "Send it again."
)
_MEANWHILE = "Something else happened to this file meanwhile. Look at it again."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits, opened. `imported_on` are the days on which this very file was imported before."""

    id: UUID
    staff_id: UUID
    state: ImportState
    questionnaire: Questionnaire
    grid: Grid
    plan: Plan
    imported_on: tuple[date, ...] = ()


def take_upload(
    runtime: Runtime,
    *,
    staff_id: UUID,
    slug: str,
    filename: str,
    content: bytes,
    encoding: str = "",
) -> UUID:
    """Read the file, seal what it holds and let it wait; return its id.

    Raises: ImportRefused, in words that hold nothing of the file.
    """
    questionnaire = _questionnaire(runtime, slug)
    grid = read_upload(filename, content, encoding=encoding)
    plan = suggest_plan(grid, questionnaire)
    upload_id, (key, key_id, wrapped) = uuid4(), runtime.keyring.new_data_key()
    with runtime.database.transaction() as session:
        if queries.count_open(session, staff_id) >= MOST_WAITING:
            raise ImportRefused(
                f"{MOST_WAITING} of your files are waiting. Store them or give them up first."
            )
        before = queries.find_batches_of(session, grid.sha256)
        if before and not plan.ready:
            plan = replace(plan, survey=before[0].mapping)
        queries.add_upload(
            session,
            {
                "id": upload_id,
                "staff_id": staff_id,
                "uploaded_utc": runtime.clock.now(),
                "state": ImportState.WAITING,
                "slug": slug,
                "file_sha256": grid.sha256,
                "key_id": key_id,
                "wrapped_key": wrapped,
                "sealed": key.seal(pack(grid), bound_to=upload_id),
                "sealed_plan": _seal_plan(key, upload_id, plan),
                "row_count": grid.row_count,
            },
        )
        record(
            session,
            runtime,
            AuditAction.IMPORT_UPLOADED,
            subject=(_SUBJECT, upload_id),
            actor_id=staff_id,
            detail={"rows": grid.row_count, "bytes": len(content)},
        )
    return upload_id


def open_upload(
    session: Session, runtime: Runtime, upload_id: UUID, staff_id: UUID | None
) -> Upload:
    """Return the file with its cells.

    Args:
        staff_id: whose it must be; None for the service itself.

    Raises: NotFound when it is stored, given up, or somebody else's.
    """
    row = get_row(session, upload_id, staff_id)
    if row.wrapped_key is None or row.sealed is None or row.sealed_plan is None:
        raise NotFound(_GONE)
    key = runtime.keyring.open_data_key(row.key_id, row.wrapped_key)
    written = key.unseal(row.sealed_plan, bound_to=_plan_id(upload_id))
    before = queries.find_batches_of(session, row.file_sha256)
    return Upload(
        id=row.id,
        staff_id=row.staff_id,
        state=row.state,
        questionnaire=_questionnaire(runtime, row.slug),
        grid=unpack(key.unseal(row.sealed, bound_to=upload_id)),
        plan=read_plan(json.loads(written)),
        imported_on=tuple(dict.fromkeys(batch.imported_utc.date() for batch in before)),
    )


def get_row(session: Session, upload_id: UUID, staff_id: UUID | None) -> UploadRow:
    """Return how far the file is.

    Raises: NotFound when there is none, or it is somebody else's.
    """
    row = queries.find_upload(session, upload_id, staff_id)
    if row is None:
        raise NotFound(_GONE)
    return row


def list_own(session: Session, staff_id: UUID) -> list[UploadRow]:
    """Return the files that somebody sent, the newest first, without their cells."""
    return queries.list_uploads(session, staff_id)


def list_imported(session: Session) -> list[BatchRow]:
    """Return the last fifty imports."""
    return queries.list_batches(session, limit=50)


def keep_plan(
    session: Session,
    runtime: Runtime,
    upload_id: UUID,
    staff_id: UUID,
    plan: Plan,
    *,
    queue: bool = False,
) -> None:
    """Keep what was chosen; with `queue` the worker stores the file as soon as it can.

    Raises: Conflict when it is on its way already; NotFound.
    """
    row = get_row(session, upload_id, staff_id)
    if row.wrapped_key is None:
        raise NotFound(_GONE)
    key = runtime.keyring.open_data_key(row.key_id, row.wrapped_key)
    values: dict[str, Any] = {"sealed_plan": _seal_plan(key, upload_id, plan)}
    if queue:
        values |= {"state": ImportState.QUEUED, "done_count": 0}
    if not queries.change_open(session, upload_id, values, state=ImportState.WAITING):
        raise Conflict(_MEANWHILE)


def discard_upload(session: Session, runtime: Runtime, upload_id: UUID, staff_id: UUID) -> None:
    """Delete a file that is not to be stored after all.

    Raises: Conflict when it is on its way already; NotFound.
    """
    get_row(session, upload_id, staff_id)
    if not queries.delete_upload(session, upload_id, state=ImportState.WAITING):
        raise Conflict(_MEANWHILE)
    record_discarded(session, runtime, [upload_id], staff_id)


def forget_uploads(runtime: Runtime) -> int:
    """Delete files that nobody went on with for a day, and old lists of rows; return how many."""
    now = runtime.clock.now()
    with runtime.database.transaction() as session:
        old = queries.list_abandoned(session, now - timedelta(hours=ABANDONED_HOURS))
        gone = [
            one for one in old if queries.delete_upload(session, one, state=ImportState.WAITING)
        ]
        record_discarded(session, runtime, gone, None)
        return len(gone) + queries.delete_closed(session, now - timedelta(days=LISTED_DAYS))


def record_discarded(
    session: Session, runtime: Runtime, ids: Sequence[UUID], staff_id: UUID | None
) -> None:
    """Write down that files were given up: by whom, or by the service itself."""
    for upload_id in ids:
        record(
            session,
            runtime,
            AuditAction.IMPORT_DISCARDED,
            subject=(_SUBJECT, upload_id),
            actor_id=staff_id,
        )


def _questionnaire(runtime: Runtime, slug: str) -> Questionnaire:
    found = runtime.questionnaires.get(slug)
    if found is None:
        raise ImportRefused("There is no questionnaire of that name.")
    return found


def _seal_plan(key: DataKey, upload_id: UUID, plan: Plan) -> bytes:
    written = json.dumps(write_plan(plan)).encode()
    return key.seal(written, bound_to=_plan_id(upload_id))


def _plan_id(upload_id: UUID) -> UUID:
    """Return what a plan is bound to: never what the cells are, so that neither opens as the other."""
    return uuid5(upload_id, "plan")
