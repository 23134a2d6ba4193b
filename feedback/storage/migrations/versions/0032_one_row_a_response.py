"""Keep beside each response what a quarter's figures are counted from, and read it from one index (ADR 0022).

Filled for what is there: its answers, what its comments speak of, the first day on which a person had read it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from feedback.domain.chosen import Layout, layout_of
from feedback.domain.said import Said, kept, pack_said

revision = "0032_one_row_a_response"
down_revision = "0031_quick_clocks"
branch_labels = None
depends_on = None

AT_ONCE = 2_000
ID = sa.Uuid()
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STEPS = (
    "action IN ('message_sent', 'contact_opened', 'response_read', 'theme_decided', "
    "'response_linked', 'family_told')"
)
"""The words of the index of deeds, by which it is used."""
RESPONSE = sa.table(
    "response", sa.column("id", ID), sa.column("questionnaire_id"), sa.column("chosen"), sa.column("said"),
    sa.column("read_on", sa.Date()),
)  # fmt: skip
QUESTIONNAIRE = sa.table("questionnaire", sa.column("id"), sa.column("definition", JSON))
ANSWER = sa.table(
    "answer", sa.column("response_id", ID), sa.column("question_id"), sa.column("value")
)
COMMENT = sa.table(
    "comment", sa.column("id", ID), sa.column("response_id", ID), sa.column("analysis_version")
)
LATER = sa.table(
    "later_comment", sa.column("comment_id", ID), sa.column("corrects_id", ID), sa.column("kind")
)
DECISION, SUGGESTION = (
    sa.table(name, sa.column("comment_id", ID), sa.column("theme"), sa.column("polarity"))
    for name in ("theme_decision", "theme_suggestion")
)
EVENT = sa.table(
    "audit_event", sa.column("subject_id"), sa.column("action"), sa.column("on_day", sa.Date())
)

Between = tuple[UUID | None, UUID]


def upgrade() -> None:
    """Add the columns, fill them in the order of the ids, and put the wider index in the place of the other."""
    for name, kind in (("chosen", sa.Text()), ("said", sa.Text()), ("read_on", sa.Date())):
        op.add_column("response", sa.Column(name, kind, nullable=True))
    op.drop_index("ix_response_people", "response")
    connection = op.get_bind()
    layouts = {
        id_: layout_of(definition)
        for id_, definition in connection.execute(
            sa.select(QUESTIONNAIRE.c.id, QUESTIONNAIRE.c.definition)
        )
    }
    for some, between in _in_parts(connection):
        _fill(connection, layouts, some, between)
    op.create_index(
        "ix_response_people",
        "response",
        ["quarter", "collective", "questionnaire_id", "staff_present", "received_on", "read_on", "forum", "channel",
         "chosen", "said", "id"],
    )  # fmt: skip


def _in_parts(connection: sa.Connection) -> Iterator[tuple[Mapping[UUID, str], Between]]:
    """Yield some responses with their versions, and between which ids they lie."""
    after: UUID | None = None
    while True:
        asked = sa.select(RESPONSE.c.id, RESPONSE.c.questionnaire_id).order_by(RESPONSE.c.id)
        if after is not None:
            asked = asked.where(RESPONSE.c.id > after)
        some = {id_: version for id_, version in connection.execute(asked.limit(AT_ONCE))}
        if not some:
            return
        last = list(some)[-1]
        yield some, (after, last)
        after = last


def _fill(
    connection: sa.Connection, layouts: Mapping[str, Layout], some: Mapping[UUID, str], between: Between
) -> None:  # fmt: skip
    chosen, said = _chosen(connection, between), _said(connection, between)
    read = _read(connection, between)
    rows = []
    for id_, version in some.items():
        answers = layouts[version].pack(chosen.get(id_, {}))
        rows.append({
            "the_id": id_, "of": answers, "by": kept(pack_said(said.get(id_, ()))),
            "day": read.get(id_),
        })  # fmt: skip
    connection.execute(_WRITE, rows)


_WRITE = (
    sa.update(RESPONSE)
    .where(RESPONSE.c.id == sa.bindparam("the_id"))
    .values(chosen=sa.bindparam("of"), said=sa.bindparam("by"), read_on=sa.bindparam("day"))
)


def _lies(column: Any, between: Between) -> Any:
    after, last = between
    return column <= last if after is None else sa.and_(column > after, column <= last)


def _chosen(connection: sa.Connection, between: Between) -> dict[UUID, dict[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = {}
    asked = sa.select(ANSWER.c.response_id, ANSWER.c.question_id, ANSWER.c.value)
    mine = _lies(ANSWER.c.response_id, between), ANSWER.c.value.is_not(None)
    for id_, question, value in connection.execute(asked.where(*mine)):
        found.setdefault(id_, {}).setdefault(question, []).append(value)
    return found


def _said(connection: sa.Connection, between: Between) -> dict[UUID, list[Said]]:
    mine = _lies(COMMENT.c.response_id, between)
    tags: dict[UUID, list[tuple[bool, str, str | None]]] = {}
    for decided, table in ((True, DECISION), (False, SUGGESTION)):
        asked = sa.select(table.c.comment_id, table.c.theme, table.c.polarity)
        joined = asked.join(COMMENT, COMMENT.c.id == table.c.comment_id).where(mine)
        for comment_id, theme, polarity in connection.execute(joined):
            tags.setdefault(comment_id, []).append((decided, theme, polarity))
    corrected = sa.exists().where(LATER.c.corrects_id == COMMENT.c.id)
    reply = sa.exists().where(LATER.c.comment_id == COMMENT.c.id, LATER.c.kind == "reply")
    stands = (~corrected & ~reply).label("stands")
    found: dict[UUID, list[Said]] = {}
    columns = COMMENT.c.response_id, COMMENT.c.id, COMMENT.c.analysis_version, stands
    for id_, comment_id, version, counts in connection.execute(sa.select(*columns).where(mine)):
        found.setdefault(id_, []).append(_as_said(version, counts, tags.get(comment_id, [])))
    return found


def _as_said(version: str, counts: Any, tags: Sequence[tuple[bool, str, str | None]]) -> Said:
    touched = any(decided for decided, _theme, _polarity in tags)
    spoken = ((theme, how) for decided, theme, how in tags if how and decided == touched)
    return Said(version, bool(counts), touched, tuple(spoken))


def _read(connection: sa.Connection, between: Between) -> dict[UUID, date]:
    written: Any = sa.cast(RESPONSE.c.id, sa.String(36))
    if connection.dialect.name == "sqlite":
        starts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        parts = [sa.func.substr(written, start, length) for start, length in starts]
        written = parts[0]
        for part in parts[1:]:
            written = written.concat("-").concat(part)
    rows = connection.execute(
        sa.select(RESPONSE.c.id, sa.func.min(EVENT.c.on_day))
        .join(EVENT, EVENT.c.subject_id == written)
        .where(
            _lies(RESPONSE.c.id, between), sa.text(STEPS), EVENT.c.action == "response_read"
        )
        .group_by(RESPONSE.c.id)
    )  # fmt: skip
    return {id_: day for id_, day in rows}
