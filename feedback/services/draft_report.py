"""A quarter's report on its way: drafted from the data, checked by two people, frozen as they read it (R5-03)."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.reports.snapshot import QuarterSnapshot, SnapshotAltered, content_hash, from_json
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotAllowed, NotFound, ReasonWanted, SealBroken
from feedback.domain.quarters import Quarter
from feedback.domain.reports import (
    CHECKERS,
    LEAST_NOTICE_WORKING_DAYS,
    EarlyReason,
    ReportState,
    next_report_state,
)
from feedback.services.audit import record
from feedback.services.forum_notice import list_cut_short
from feedback.services.freeze_quarter import (
    COUNTED_AGAIN,
    FrozenQuarter,
    build_report,
    find_frozen,
    store_frozen,
)
from feedback.services.quotes import list_approved
from feedback.services.report_words import commentary_for
from feedback.services.runtime import Runtime
from feedback.storage.models import ReportDraft
from feedback.storage.queries import reports as queries
from feedback.storage.queries.report_words import list_words, list_writers

NO_DRAFT = "There is no draft of this quarter."
CHANGED = "The draft was made anew since you opened it. Read it as it is now."
NOTHING_NEW = (
    "Nothing differs from what was frozen, so there is nothing to correct. No draft was made."
)
WROTE_IT = "You made this draft. Two other people check it."
CHECKED_IT = "You have checked this draft. Somebody else must check it too."
NOT_CHECKED = "Two people must check the draft before it is frozen."
CHECKER_FREEZES = "You checked this draft, so somebody else freezes it."
WROTE_WORDS = "You wrote words of this report. Two other people check it."
WORDS_WAIT = "Words of this report were changed since the draft was made. Make the draft again."
FORUM_WAITS = (
    f"A forum has had this draft for fewer than {LEAST_NOTICE_WORKING_DAYS} working days and has not answered. "
    "Wait, or say why it is frozen now."
)
WENT_AWAY = (
    "A family took its answers or its words back since the draft was made. Make the draft again."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is stored, with its figures.

    Args:
        checked_by: who found these very figures and words right, by id and name.
        writers: who wrote words of the report since a version of it was last frozen, also words that others have
            changed since, and who wrote what stands from before. has_words: whether it has the words as they stand now.
    """

    quarter: str
    version: int
    state: ReportState
    content_hash: str
    snapshot: QuarterSnapshot
    made_by: UUID | None
    made_utc: datetime
    checked_by: tuple[tuple[UUID, str], ...]
    writers: frozenset[UUID]
    has_words: bool


def make_draft(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    *,
    staff_id: UUID | None,
    change_note: str = "",
) -> Draft:
    """Make the draft of the quarter's next version from the data as it is now; who had checked it checks it again.

    From now on what still comes for this quarter counts in the next one (R4-33).

    Raises: Conflict when the quarter is not over, its year is frozen, nothing differs from what was frozen, or a
        new version would give a small count away.
    """
    built = build_report(session, runtime, quarter, change_note=change_note or COUNTED_AGAIN)
    if built.same is not None:
        raise Conflict(NOTHING_NEW)
    hash_ = content_hash(built.payload)
    version = from_json(built.payload, hash_).version
    row = queries.find_draft(session, str(quarter), lock=True)
    if row is None or row.version != version:
        row = ReportDraft(id=uuid4(), quarter=str(quarter), version=version)
        session.add(row)
    elif row.content_hash == hash_:
        return _as_draft(session, row)
    else:
        next_report_state(row.state, ReportState.DRAFT)
        queries.forget_checks(session, row.id)
    row.state, row.content_hash, row.change_note = ReportState.DRAFT, hash_, change_note
    row.payload, row.counts = built.payload, built.counts
    row.made_utc, row.made_by = runtime.clock.now(), staff_id
    session.flush()
    _audit(session, runtime, AuditAction.REPORT_DRAFTED, row, staff_id)
    return _as_draft(session, row)


def get_draft(session: Session, quarter: Quarter) -> Draft:
    """Return the draft of the quarter's newest version.

    Raises: NotFound without one; SealBroken when it was altered since it was made.
    """
    row = queries.find_draft(session, str(quarter))
    if row is None:
        raise NotFound(NO_DRAFT)
    return _as_draft(session, row)


def check_draft(
    session: Session, runtime: Runtime, quarter: Quarter, *, seen: str, staff_id: UUID
) -> Draft:
    """Store that somebody has read the draft and found it right; the second one makes it ready to freeze.

    Args:
        seen: the hash of what was on their page.

    Raises: NotFound; Conflict where it or its words changed since; NotAllowed where they made it, wrote words of it
        or checked it already; IllegalTransition where it is frozen.
    """
    row = _locked(session, quarter, seen)
    if row.state is not ReportState.CHECKED:
        next_report_state(row.state, ReportState.DRAFT)
    people = {staff for staff, _name in _checked_by(session, row)}
    if staff_id in people:
        raise NotAllowed(CHECKED_IT)
    if staff_id == row.made_by:
        raise NotAllowed(WROTE_IT)
    draft = _as_draft(session, row)
    if staff_id in draft.writers:
        raise NotAllowed(WROTE_WORDS)
    _see_that_words_are_in(draft)
    queries.add_check(session, row.id, staff_id=staff_id, content_hash=seen, at=runtime.clock.now())
    if len(people) + 1 >= CHECKERS:
        row.state = ReportState.CHECKED
    session.flush()
    _audit(session, runtime, AuditAction.REPORT_CHECKED, row, staff_id)
    return _as_draft(session, row)


def freeze_draft(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    *,
    seen: str,
    staff_id: UUID | None,
    early: EarlyReason | None = None,
) -> FrozenQuarter:
    """Freeze the draft that two people checked, as they read it; return what is frozen, also the second time.

    Args:
        staff_id: who freezes; None for an operator at the machine.
        early: why, where a forum's days for its comment are not over; it is audited (R5-18).

    Raises: NotFound; Conflict where it changed since or a family took something back; NotAllowed where too few
        have checked it or the freezer is one of them; ReasonWanted where a forum's days are not over and no reason is
        given; SealBroken where it was altered behind the service's back.
    """
    row = _locked(session, quarter, seen)
    if row.state is ReportState.FROZEN:
        return find_frozen(session, quarter)
    draft = _as_draft(session, row)
    people = {staff for staff, _name in draft.checked_by}
    if len(people) < CHECKERS:
        raise NotAllowed(NOT_CHECKED)
    if staff_id in people:
        raise NotAllowed(CHECKER_FREEZES)
    _see_that_words_are_in(draft)
    _see_that_nobody_left(session, row, draft.snapshot)
    cut_short = list_cut_short(session, runtime, row.quarter)
    if cut_short and early is None:
        raise ReasonWanted(FORUM_WAITS)
    row.state = next_report_state(row.state, ReportState.FROZEN)
    session.flush()
    return store_frozen(
        session, runtime, row.payload, row.counts, staff_id=staff_id,
        early=early if cut_short else None,
    )  # fmt: skip


def _see_that_words_are_in(draft: Draft) -> None:
    """See that nothing was written that the draft does not have."""
    if not draft.has_words:
        raise Conflict(WORDS_WAIT)


def _see_that_nobody_left(session: Session, row: ReportDraft, snapshot: QuarterSnapshot) -> None:
    """See that all who are counted are still here, and that every quote may still be printed (R4-06, R4-41)."""
    counted = json.loads(row.counts)["responses"]
    allowed = {words for all_ in list_approved(session, row.quarter).values() for words in all_}
    quoted = {words for _label, words in snapshot.quotes}
    if queries.count_stored(session, row.quarter) < counted or not quoted <= allowed:
        raise Conflict(WENT_AWAY)


def _locked(session: Session, quarter: Quarter, seen: str) -> ReportDraft:
    row = queries.find_draft(session, str(quarter), lock=True)
    if row is None:
        raise NotFound(NO_DRAFT)
    if row.content_hash != seen:
        raise Conflict(CHANGED)
    return row


def _checked_by(session: Session, row: ReportDraft) -> tuple[tuple[UUID, str], ...]:
    return tuple(
        (staff, name)
        for staff, name, hash_ in queries.list_checks(session, row.id)
        if hash_ == row.content_hash
    )


def _as_draft(session: Session, row: ReportDraft) -> Draft:
    try:
        snapshot = from_json(row.payload, row.content_hash)
    except SnapshotAltered as altered:
        raise SealBroken(str(altered)) from altered
    return Draft(
        quarter=row.quarter, version=row.version, state=row.state, content_hash=row.content_hash,
        snapshot=snapshot, made_by=row.made_by, made_utc=row.made_utc,
        checked_by=_checked_by(session, row),
        writers=_writers(session, row.quarter),
        has_words=snapshot.commentary == commentary_for(session, snapshot),
    )  # fmt: skip


def _writers(session: Session, quarter: str) -> frozenset[UUID]:
    """Return who must not check: whoever wrote any of the words that nobody has approved yet (R5-03)."""
    approved = queries.newest_row(session, quarter)
    since = list_writers(session, quarter, since=approved.frozen_utc if approved else None)
    return frozenset(since | {written.written_by for written in list_words(session, quarter)})


def _audit(
    session: Session, runtime: Runtime, deed: AuditAction, row: ReportDraft, staff_id: UUID | None
) -> None:
    record(session, runtime, deed, subject=("quarter", row.quarter), actor_id=staff_id,
           detail={"version": row.version, "hash": row.content_hash})  # fmt: skip
