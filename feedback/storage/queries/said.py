"""Keep beside each response what its comments speak of, whenever a tag, a decision or a comment of it changes.

Whoever writes one of those calls `refresh_said` in the same transaction; a test reads the source for it.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, literal, select, union_all, update

from feedback.domain.enums import LaterKind
from feedback.domain.said import Said, kept, pack_said
from feedback.storage.models import (
    CommentRow,
    LaterComment,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of

IN_ONE_QUESTION = 400
"""How many values stand in one IN list. SQLite before 3.32 takes 999 parameters a statement."""
_RESPONSE, _COMMENT, _LATER = (table_of(m) for m in (ResponseRow, CommentRow, LaterComment))
_DECISION, _SUGGESTION = table_of(ThemeDecision), table_of(ThemeSuggestion)


def refresh_said(
    connection: Connection, *, responses: Collection[UUID] = (), comments: Collection[UUID] = ()
) -> None:
    """Write anew what the comments of these responses, or of the responses of these comments, speak of.

    The rows are held first: of two that change tags of one response, the later sees what the earlier did.
    """
    ids = set(responses)
    for some in _parts(list(comments)):
        asked = select(_COMMENT.c.response_id).where(_COMMENT.c.id.in_(some))
        ids.update(connection.scalars(asked))
    for some in _parts(sorted(ids)):
        asked_now = select(_RESPONSE.c.id, _RESPONSE.c.said).where(_RESPONSE.c.id.in_(some))
        held = connection.execute(asked_now.order_by(_RESPONSE.c.id).with_for_update()).all()
        now = read_said(connection, some)
        changed = [
            {"the_id": id_, "now": text}
            for id_, before in held
            if (text := kept(pack_said(now.get(id_, ())))) != before
        ]
        if changed:
            connection.execute(_WRITE, changed)


_WRITE = (
    update(_RESPONSE).where(_RESPONSE.c.id == bindparam("the_id")).values(said=bindparam("now"))
)


def read_said(connection: Connection, responses: Sequence[UUID]) -> dict[UUID, list[Said]]:
    """Return response -> what each of its comments speaks of, from the rows themselves."""
    mine = _COMMENT.c.response_id.in_(responses)
    comments = connection.execute(
        select(_COMMENT.c.response_id, _COMMENT.c.id, _COMMENT.c.analysis_version, _stands())
        .where(mine)
        .order_by(_COMMENT.c.response_id, _COMMENT.c.id)
    ).all()
    tags: dict[UUID, list[tuple[bool, str | None, str]]] = {}
    for comment_id, decided, theme, polarity in connection.execute(_tags(mine)):
        tags.setdefault(comment_id, []).append((bool(decided), polarity, theme))
    found: dict[UUID, list[Said]] = {}
    for response_id, comment_id, version, stands in comments:
        found.setdefault(response_id, []).append(
            _said(version, bool(stands), tags.get(comment_id, []))
        )
    return found


def _said(version: str, stands: bool, tags: list[tuple[bool, str | None, str]]) -> Said:
    touched = any(decided for decided, _polarity, _theme in tags)
    return Said(
        version,
        stands,
        touched,
        # A rejected theme has no polarity; where it alone was decided, the comment speaks of nothing.
        tuple((theme, how) for decided, how, theme in tags if how and decided == touched),
    )


def _stands() -> Any:
    corrected = exists().where(_LATER.c.corrects_id == _COMMENT.c.id)
    reply = exists().where(_LATER.c.comment_id == _COMMENT.c.id, _LATER.c.kind == LaterKind.REPLY)
    return (~corrected & ~reply).label("stands")


def _tags(mine: Any) -> Any:
    """Return the statement of (comment, decided by a person, theme, polarity or NULL where it was rejected)."""
    decided = select(_DECISION.c.comment_id, literal(1), _DECISION.c.theme, _DECISION.c.polarity)
    suggested = select(
        _SUGGESTION.c.comment_id, literal(0), _SUGGESTION.c.theme, _SUGGESTION.c.polarity
    )
    return union_all(
        decided.join(_COMMENT, _COMMENT.c.id == _DECISION.c.comment_id).where(mine),
        suggested.join(_COMMENT, _COMMENT.c.id == _SUGGESTION.c.comment_id).where(mine),
    )


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), IN_ONE_QUESTION):
        yield ids[start : start + IN_ONE_QUESTION]
