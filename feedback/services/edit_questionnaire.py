"""Change a questionnaire: write a draft, let a second person read it, give families the new version, take one back.

Whether the words are right is checked before they come here (`forms.rules`): what is stored is what may be asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound
from feedback.domain.questionnaire_drafts import (
    OPEN_DRAFTS,
    DraftState,
    VersionChange,
    next_draft_state,
)
from feedback.domain.questionnaires import Questionnaire, read_questionnaire
from feedback.services.audit import record
from feedback.services.questionnaires import register_questionnaire
from feedback.services.runtime import Runtime
from feedback.storage.queries import questionnaires as queries
from feedback.storage.queries.questionnaires import ChangeRow, DraftRow

Draft = DraftRow
VersionLine = ChangeRow

NOT_THERE = "There is no such questionnaire here."
CHANGED_MEANWHILE = "Somebody else changed this draft after you opened it."
ASKED_MEANWHILE = (
    "What families are asked changed after this was sent for checking. Send it once more."
)
OPEN_ALREADY = "Somebody has begun to change this questionnaire. Go on with that draft."
TAKEN = "There is a questionnaire at this address."
NOTHING_NEW = "Nothing is changed yet."
TWO_PEOPLE = "A second person must read this. You wrote some of it."
SHIPPED = "This version came with the service, and there is none before it to go back to."


@dataclass(frozen=True, slots=True)
class Seen:
    """Who changes which draft, and which state of it they have seen: `version` is what their page was made with."""

    draft_id: UUID
    version: int
    staff_id: UUID


@dataclass(frozen=True, slots=True)
class Written:
    """A questionnaire, and its definition's text."""

    questionnaire: Questionnaire
    toml: str


def begin_draft(
    session: Session,
    runtime: Runtime,
    written: Written,
    *,
    copied_from: str | None = None,
    staff_id: UUID,
) -> UUID:
    """Store a draft of what is asked at a slug now, or of a copy under a slug that is new; return its id.

    Raises: Conflict when somebody has begun one, or the slug of a copy is taken.
    """
    asked = written.questionnaire
    now = runtime.questionnaires.get(asked.slug)
    if copied_from and (now is not None or queries.list_asked(session, asked.slug)):
        raise Conflict(TAKEN)
    if queries.list_drafts(session, slug=asked.slug):
        raise Conflict(TAKEN if copied_from else OPEN_ALREADY)
    draft_id = uuid4()
    row = _content(runtime, written, staff_id) | {
        "id": draft_id, "slug": asked.slug, "base_id": now.id if now else None, "copied_from": copied_from,
        "state": DraftState.WRITING, "writers": [str(staff_id)] if copied_from else [], "version": 1,
    }  # fmt: skip
    try:
        queries.add_draft(session, row)
    except IntegrityError:
        raise Conflict(OPEN_ALREADY) from None
    _audit(session, runtime, "begun", written.questionnaire, staff_id)
    return draft_id


def get_draft(session: Session, draft_id: UUID) -> DraftRow:
    """Return a draft.

    Raises: NotFound.
    """
    found = queries.find_draft(session, draft_id)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def list_open_drafts(session: Session) -> list[DraftRow]:
    """Return the drafts that are worked on, by slug."""
    return queries.list_drafts(session, states=OPEN_DRAFTS)


def save_draft(session: Session, runtime: Runtime, seen: Seen, written: Written) -> None:
    """Put these words in the place of the draft's; who wrote any of them is no second person for it.

    Raises: Conflict when somebody changed it meanwhile; IllegalTransition when it is closed; NotFound.
    """
    row = _locked(session, seen)
    state = next_draft_state(row.state, DraftState.WRITING)
    writers = sorted({*row.writers, str(seen.staff_id)})
    changed = _content(runtime, written, seen.staff_id) | {"state": state, "writers": writers}
    queries.change_draft(session, seen.draft_id, changed)


def submit_draft(
    session: Session, runtime: Runtime, seen: Seen, asked: Questionnaire, why: str
) -> None:
    """Ask a second person to read it, beside what is asked now.

    Args:
        asked: what the draft asks.

    Raises: Conflict when somebody changed it meanwhile, or nothing is changed; IllegalTransition; NotFound.
    """
    row = _locked(session, seen)
    state = next_draft_state(row.state, DraftState.TO_CHECK)
    now = runtime.questionnaires.get(row.slug)
    if asked == now:
        raise Conflict(NOTHING_NEW)
    changed = {
        "state": state, "why": why, "sent_back_because": None, "base_id": now.id if now else None,
        "changed_by": seen.staff_id, "changed_utc": runtime.clock.now(),
        "writers": sorted({*row.writers, str(seen.staff_id)}),
    }  # fmt: skip
    queries.change_draft(session, seen.draft_id, changed)
    _audit_slug(session, runtime, "sent_for_checking", row.slug, row.content_hash, seen.staff_id)


def send_back_draft(session: Session, runtime: Runtime, seen: Seen, because: str) -> None:
    """Give a draft back to who wrote it.

    Raises: Conflict when somebody changed it meanwhile; IllegalTransition; NotFound.
    """
    row = _locked(session, seen)
    state = next_draft_state(row.state, DraftState.SENT_BACK)
    queries.change_draft(session, seen.draft_id, {"state": state, "sent_back_because": because})
    _audit_slug(session, runtime, "sent_back", row.slug, row.content_hash, seen.staff_id)


def drop_draft(session: Session, runtime: Runtime, seen: Seen) -> None:
    """Close a draft that nobody wants any more; families never see it.

    Raises: Conflict when somebody changed it meanwhile; IllegalTransition; NotFound.
    """
    row = _locked(session, seen)
    state = next_draft_state(row.state, DraftState.DROPPED)
    queries.change_draft(session, seen.draft_id, {"state": state})
    _audit_slug(session, runtime, "dropped", row.slug, row.content_hash, seen.staff_id)


def publish_draft(session: Session, runtime: Runtime, seen: Seen, written: Written) -> None:
    """Give families this version, from their next first page on; who has begun ends with theirs (R2-16).

    Args:
        written: what was shown to the second person: the draft's own content.

    Raises: NotAllowed when the same person wrote any of it; Conflict when the draft, or what is asked, changed
        since it was sent for checking; IllegalTransition; NotFound.
    """
    row = _locked(session, seen)
    state = next_draft_state(row.state, DraftState.PUBLISHED)
    if str(seen.staff_id) in row.writers:
        raise NotAllowed(TWO_PEOPLE)
    asked, now = written.questionnaire, runtime.questionnaires.get(row.slug)
    if row.base_id != (now.id if now else None) or asked.id != row.content_hash:
        raise Conflict(ASKED_MEANWHILE)
    register_questionnaire(session, runtime, asked)
    _log(session, runtime, {
        "slug": row.slug, "change": VersionChange.PUBLISHED, "questionnaire_id": asked.id, "door": asked.door,
        "toml": row.toml, "copied_from": row.copied_from, "why": row.why, "written_by": row.changed_by_id,
        "made_by": seen.staff_id,
    })  # fmt: skip
    queries.change_draft(session, seen.draft_id, {"state": state})
    _audit(session, runtime, "published", asked, seen.staff_id)


def withdraw_version(
    session: Session, runtime: Runtime, slug: str, why: str, *, number: int, staff_id: UUID
) -> None:
    """Take from families the version that is asked; the one before it is asked again.

    Its answers stay. Where it was the only one of a copy, the copy's address leads to what it was copied from.

    Args:
        number: the newest change that the page was made with.

    Raises: Conflict when something was published or withdrawn since; IllegalTransition when it came with the
        service; NotFound.
    """
    now = runtime.questionnaires.get(slug)
    if now is None:
        raise NotFound(NOT_THERE)
    changes = queries.list_changes(session)
    if number != (changes[-1].number if changes else 0):
        raise Conflict(ASKED_MEANWHILE)
    newest = _newest_of(changes, slug, now.id)
    if newest is None:
        raise IllegalTransition(SHIPPED)
    _log(session, runtime, {
        "slug": slug, "change": VersionChange.WITHDRAWN, "questionnaire_id": now.id, "door": newest.door,
        "toml": newest.toml, "copied_from": newest.copied_from, "why": why, "written_by": None, "made_by": staff_id,
    })  # fmt: skip
    _audit(session, runtime, "withdrawn", now, staff_id)


def list_version_log(session: Session) -> list[ChangeRow]:
    """Return every version that was published or withdrawn, the oldest first."""
    return queries.list_changes(session)


def list_earlier(session: Session, slug: str) -> list[Questionnaire]:
    """Return every version that was ever asked under a slug."""
    return [read_questionnaire(definition) for definition in queries.list_asked(session, slug)]


def count_answered(session: Session) -> dict[str, int]:
    """Return how many responses each version has, by its id."""
    return queries.count_answered(session)


def _newest_of(changes: Sequence[ChangeRow], slug: str, questionnaire_id: str) -> ChangeRow | None:
    found = None
    for change in changes:
        if (change.slug, change.questionnaire_id) == (slug, questionnaire_id):
            found = change if change.change is VersionChange.PUBLISHED else None
    return found


def _content(runtime: Runtime, written: Written, staff_id: UUID) -> dict[str, Any]:
    return {
        "toml": written.toml,
        "content_hash": written.questionnaire.id,
        "changed_by": staff_id,
        "changed_utc": runtime.clock.now(),
    }


def _locked(session: Session, seen: Seen) -> DraftRow:
    row = queries.find_draft(session, seen.draft_id, lock=True)
    if row is None:
        raise NotFound(NOT_THERE)
    if row.version != seen.version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _log(session: Session, runtime: Runtime, row: dict[str, Any]) -> None:
    number = queries.newest_change(session) + 1
    if number != runtime.questionnaires.number + 1:
        raise Conflict(ASKED_MEANWHILE)
    try:
        queries.add_change(session, row | {"number": number, "made_utc": runtime.clock.now()})
    except IntegrityError:
        raise Conflict(ASKED_MEANWHILE) from None


def _audit(
    session: Session, runtime: Runtime, deed: str, asked: Questionnaire, staff_id: UUID
) -> None:
    _audit_slug(session, runtime, deed, asked.slug, asked.id, staff_id)


def _audit_slug(
    session: Session, runtime: Runtime, deed: str, slug: str, version: str, staff_id: UUID
) -> None:
    record(
        session,
        runtime,
        AuditAction.QUESTIONNAIRE_CHANGED,
        subject=("questionnaire", slug),
        actor_id=staff_id,
        detail={"deed": deed, "version": version[:12]},
    )
