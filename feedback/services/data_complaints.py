"""Take a complaint about the use of data, say in time that we have it, and tell what was found (R4-11).

It needs no name: whoever left no way to reply reads the answer with the code of its own receipt. Its words are sealed
under a key of their own and stand beside no response.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.pipeline import analyse
from analysis.records import Comment
from feedback.domain.around import ContactDetails
from feedback.domain.data_complaints import DataComplaintState, acknowledge_by
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound, ReceiptUnknown
from feedback.domain.receipt_codes import read_receipt_code
from feedback.services.audit import record
from feedback.services.receipts import UNKNOWN_CODE
from feedback.services.response_rows import storable
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.models import DataComplaintRow
from feedback.storage.queries import data_complaints as queries
from feedback.storage.sealing import DataKey

MOST_LISTED = 200
_CODE, _ONCE = "data complaint", "data complaint once"
_MOVED = "Somebody else has dealt with this in the meantime."


@dataclass(frozen=True, slots=True)
class DataComplaint:
    """What somebody sends. Privacy: identifies them where they say who they are."""

    words: str
    contact: ContactDetails
    once_key: str
    receipt_code: str


@dataclass(frozen=True, slots=True)
class DataComplaintItem:
    """Where a complaint is. Holds nothing that was written.

    Args:
        due_on: the last day on which we may say that we have it.
        late: whether that day is over and nobody has.
        flagged: whether somebody may be in danger, so that a person must read it today (R4-22).
    """

    id: UUID
    state: DataComplaintState
    received_on: date
    due_on: date
    acknowledged_on: date | None
    answered_on: date | None
    late: bool
    flagged: bool


@dataclass(frozen=True, slots=True)
class OpenedDataComplaint:
    """A complaint with its words; `answer` is empty while there is none."""

    item: DataComplaintItem
    words: str
    contact: ContactDetails
    answer: str


def looks_dangerous(runtime: Runtime, words: str) -> bool:
    """Tell whether a person must read the words today: they were flagged, or nothing could be made of them.

    Done before the transaction opens, so that nobody waits for a lock while words are weighed.
    """
    results, _rejected = analyse([Comment("data complaint", storable(words))], runtime.engine)
    return not results or results[0].flag is not None


def submit_data_complaint(
    session: Session, runtime: Runtime, sent: DataComplaint, *, flagged: bool
) -> bool:
    """Store it in the caller's transaction; return False where the same sending had been stored before.

    Args:
        flagged: what `looks_dangerous` said of its words.
    """
    key, key_id, wrapped = runtime.keyring.new_data_key()
    complaint_id = uuid4()
    content = {"words": storable(sent.words), "contact": asdict(sent.contact)}
    stored = queries.store_once(
        session,
        {
            "id": complaint_id,
            "received_on": runtime.clock.today(),
            "state": DataComplaintState.RECEIVED,
            "flagged": flagged,
            "once_hash": stored_hash(session, runtime, _ONCE, sent.once_key),
            "code_hash": stored_hash(session, runtime, _CODE, sent.receipt_code),
            "key_id": key_id,
            "wrapped_key": wrapped,
            "sealed": key.seal(json.dumps(content).encode(), bound_to=complaint_id),
        },
    )
    if stored:
        _record(session, runtime, AuditAction.DATA_COMPLAINT_STORED, complaint_id)
    return stored


def find_data_complaint(
    session: Session, runtime: Runtime, typed: str
) -> tuple[DataComplaintItem, str]:
    """Return where the complaint behind a code is, and our answer (empty while there is none).

    Raises: ReceiptUnknown when there is no such code.
    """
    code = read_receipt_code(typed)
    found = code and queries.find_by_code(session, stored_hash(session, runtime, _CODE, code))
    if not found:
        raise ReceiptUnknown(UNKNOWN_CODE)
    return _item(runtime, found), _answer(_key(runtime, found), found)


def list_data_complaints(
    session: Session, runtime: Runtime, *, answered: bool = False
) -> list[DataComplaintItem]:
    """Return those that wait, the longest waiting first; or those that were answered, the newest first."""
    found = queries.list_rows(session, answered=answered, limit=MOST_LISTED)
    return [_item(runtime, row) for row in found]


def open_data_complaint(
    session: Session, runtime: Runtime, complaint_id: UUID, *, staff_id: UUID
) -> OpenedDataComplaint:
    """Return a complaint with its words, and write down who opened it, in the caller's transaction.

    Raises: NotFound when there is none.
    """
    row = _get(session, complaint_id)
    _record(session, runtime, AuditAction.DATA_COMPLAINT_OPENED, complaint_id, staff_id)
    key = _key(runtime, row)
    content = json.loads(key.unseal(row.sealed, bound_to=row.id))
    return OpenedDataComplaint(
        item=_item(runtime, row),
        words=content["words"],
        contact=ContactDetails(**content["contact"]),
        answer=_answer(key, row),
    )


def acknowledge_data_complaint(
    session: Session, runtime: Runtime, complaint_id: UUID, *, staff_id: UUID
) -> None:
    """Write down that its writer was told today that we have it; behind the code it says so from now on.

    Raises: NotFound; Conflict when it was acknowledged before.
    """
    _get(session, complaint_id)
    moved = queries.move(
        session, complaint_id, of=DataComplaintState.RECEIVED, state=DataComplaintState.ACKNOWLEDGED,
        acknowledged_on=runtime.clock.today(), handled_by=staff_id,
    )  # fmt: skip
    if not moved:
        raise Conflict(_MOVED)
    _record(session, runtime, AuditAction.DATA_COMPLAINT_CHANGED, complaint_id, staff_id)


def answer_data_complaint(
    session: Session, runtime: Runtime, complaint_id: UUID, answer: str, *, staff_id: UUID
) -> None:
    """Tell its writer what was found.

    Raises: NotFound; Conflict when it was not acknowledged yet, or is answered.
    """
    row = _get(session, complaint_id)
    sealed = _key(runtime, row).seal(storable(answer).encode(), bound_to=row.id)
    moved = queries.move(
        session, complaint_id, of=DataComplaintState.ACKNOWLEDGED, state=DataComplaintState.ANSWERED,
        answered_on=runtime.clock.today(), sealed_answer=sealed, handled_by=staff_id,
    )  # fmt: skip
    if not moved:
        raise Conflict(_MOVED)
    _record(session, runtime, AuditAction.DATA_COMPLAINT_CHANGED, complaint_id, staff_id)


def _get(session: Session, complaint_id: UUID) -> DataComplaintRow:
    row = queries.find(session, complaint_id)
    if row is None:
        raise NotFound("There is no complaint at this address.")
    return row


def _item(runtime: Runtime, row: DataComplaintRow) -> DataComplaintItem:
    due_on = acknowledge_by(row.received_on)
    return DataComplaintItem(
        id=row.id,
        state=row.state,
        received_on=row.received_on,
        due_on=due_on,
        acknowledged_on=row.acknowledged_on,
        answered_on=row.answered_on,
        late=row.acknowledged_on is None and due_on < runtime.clock.today(),
        flagged=row.flagged,
    )


def _key(runtime: Runtime, row: DataComplaintRow) -> DataKey:
    return runtime.keyring.open_data_key(row.key_id, row.wrapped_key)


def _answer(key: DataKey, row: DataComplaintRow) -> str:
    if row.sealed_answer is None:
        return ""
    return key.unseal(row.sealed_answer, bound_to=row.id).decode()


def _record(
    session: Session, runtime: Runtime, action: AuditAction, subject: UUID, by: UUID | None = None
) -> None:
    record(session, runtime, action, subject=("data_complaint", subject), actor_id=by)
