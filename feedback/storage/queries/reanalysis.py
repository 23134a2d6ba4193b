"""Comments that an older engine read, and putting what a newer one says in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from feedback.domain.enums import FlagState
from feedback.domain.triage import TriageState
from feedback.storage.models import (
    CommentRow,
    Flag,
    ResponseRow,
    SentimentSuggestion,
    ThemeSplit,
    ThemeSuggestion,
    Triage,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.responses import (
    ResponseRows,
    Rows,
    keep_surest,
    refresh_unsure,
    store_children,
)
from feedback.storage.queries.said import refresh_said

BY_A_PERSON = "person"
"""The version of a flag that no machine made."""
_REASONS = ("reason", "confidence", "evidence", "version")


@dataclass(frozen=True, slots=True)
class SealedComment:
    """A comment with what opens it."""

    id: UUID
    construct: str
    language: str
    sealed_original: bytes
    key_id: str
    wrapped_key: bytes


def count_stale(session: Session, *versions: str) -> int:
    """Return how many comments none of these versions read, whose words are still kept."""
    return session.scalar(select(func.count()).select_from(_stale(versions).subquery())) or 0


def list_stale(
    session: Session, *versions: str, after: UUID | None, limit: int
) -> list[SealedComment]:
    """Return some of them in the order of their ids, from the one after `after` on."""
    asked = _stale(versions).order_by(CommentRow.id).limit(limit)
    if after is not None:
        asked = asked.where(CommentRow.id > after)
    return [SealedComment(*row) for row in session.execute(asked)]


def list_sealed(session: Session, *, key_id: str, limit: int) -> list[SealedComment]:
    """Return some comments whose words a master key opens, for seeing that it does."""
    asked = _sealed().where(ResponseRow.key_id == key_id).order_by(CommentRow.id).limit(limit)
    return [SealedComment(*row) for row in session.execute(asked)]


def replace_suggestions(session: Session, columns: Rows, rows: ResponseRows) -> None:
    """Put new columns and suggestions in the place of the old ones.

    Args:
        columns: for each comment its `id` and what the analysis fills; those whose words have been
            forgotten meanwhile are left as they are.
        rows: the suggestions. A flag that is there keeps its state, and no flag is ever taken away: a
            person has seen it, or must. Nor does a machine make one less urgent (R4-24), or touch what a
            person raised or has begun to answer.
    """
    kept = _still_kept(session, [row["id"] for row in columns])
    if not kept:
        return
    ids = list(kept)
    for suggested in (ThemeSuggestion, SentimentSuggestion):
        table = table_of(suggested)
        session.execute(delete(table).where(table.c.comment_id.in_(ids)))
    _update(session, CommentRow, "id", [row for row in columns if row["id"] in kept])
    flags = session.execute(
        select(Flag.comment_id, Flag.version).where(Flag.comment_id.in_(ids))
    ).all()
    flagged = {comment_id for comment_id, _version in flags}
    raised = {comment_id for comment_id, version in flags if version == BY_A_PERSON}
    mine = [r for r in rows.flags if r["comment_id"] in kept and r["comment_id"] not in raised]
    again = [row for row in mine if row["comment_id"] in flagged]
    _update(session, Flag, "comment_id", [_only_reasons(row) for row in again])
    _raise_urgency(session, [row["comment_id"] for row in again if row["urgency"] == "immediate"])
    store_children(
        session.connection(),
        ResponseRows(
            themes=_after_splits(session, [r for r in rows.themes if r["comment_id"] in kept]),
            sentiments=[row for row in rows.sentiments if row["comment_id"] in kept],
            flags=[row for row in mine if row["comment_id"] not in flagged],
        ),
    )
    refresh_unsure(session.connection(), ids)
    refresh_said(session.connection(), comments=ids)


def _after_splits(session: Session, themes: Rows) -> Rows:
    """Return the suggestions of comments that went to a theme which was split off under its name."""
    ids = {row["comment_id"] for row in themes}
    split = select(ThemeSplit.comment_id, ThemeSplit.theme, ThemeSplit.into)
    found = session.execute(split.where(ThemeSplit.comment_id.in_(ids)))
    went = {(comment_id, theme): into for comment_id, theme, into in found}
    if not went:
        return themes
    key = [went.get((row["comment_id"], row["theme"]), row["theme"]) for row in themes]
    return keep_surest([row | {"theme": into} for row, into in zip(themes, key, strict=True)])


def _sealed() -> Any:
    return (
        select(
            CommentRow.id,
            CommentRow.construct,
            ResponseRow.language,
            CommentRow.sealed_original,
            ResponseRow.key_id,
            ResponseRow.wrapped_key,
        )
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(CommentRow.sealed_original.is_not(None), ResponseRow.wrapped_key.is_not(None))
    )


def _stale(versions: Sequence[str]) -> Any:
    return _sealed().where(CommentRow.analysis_version.not_in(versions))


def _still_kept(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    asked = select(CommentRow.id).where(
        CommentRow.id.in_(ids), CommentRow.sealed_original.is_not(None)
    )
    return set(session.scalars(asked.with_for_update()))


def _only_reasons(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*_REASONS, "comment_id")}


def _raise_urgency(session: Session, comment_ids: Sequence[UUID]) -> None:
    begun = select(Triage.comment_id).where(Triage.state != TriageState.WAITING)
    table = table_of(Flag)
    session.execute(
        update(table)
        .where(table.c.comment_id.in_(comment_ids), table.c.comment_id.not_in(begun))
        .where(table.c.state == FlagState.OPEN)
        .values(urgency="immediate")
    )


def _update(session: Session, model: Any, key: str, rows: Rows) -> None:
    """Update many rows, all with the same columns, in one statement."""
    if not rows:
        return
    table = table_of(model)
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != key}
    statement = update(table).where(table.c[key] == bindparam("the_key")).values(changed)
    session.connection().execute(
        statement,
        [
            {f"new_{name}": row[name] for name in row if name != key} | {"the_key": row[key]}
            for row in rows
        ],
    )
