"""The officers' desk: claims, notes, what each decision changed, saved filters; and what makes the queue quick."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0014_officers_desk"
down_revision = "0013_codebook"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NEW_DEEDS = (
    "decision_undone", "response_claimed", "response_released", "left_unsure", "note_written",
)  # fmt: skip


def upgrade() -> None:
    """Add the tables, the mark that orders the queue, its indexes, and the deeds that the audit takes."""
    _desk()
    _deeds()
    _order_the_queue()
    let_the_audit_take(NEW_DEEDS)


def _response_key(*, primary_key: bool = False) -> sa.Column[object]:
    of = sa.ForeignKey("response.id", ondelete="CASCADE")
    return sa.Column("response_id", sa.Uuid(), of, nullable=False, primary_key=primary_key)


def _staff(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=nullable)


def _desk() -> None:
    op.create_table(
        "desk",
        _response_key(primary_key=True),
        _staff("claimed_by"),
        _staff("unsure_by"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_claimed_by", "desk", ["claimed_by"])
    op.create_table(
        "desk_note",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _response_key(),
        sa.Column("place", sa.Integer(), nullable=False),
        _staff("written_by", nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("response_id", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "staff_id",
            sa.Uuid(),
            sa.ForeignKey("staff_user.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("chosen", JSON, nullable=False),
        sa.UniqueConstraint("staff_id", "name"),
    )


def _deeds() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _staff("done_by", nullable=False),
        sa.Column("done_utc", MOMENT, nullable=False),
        _staff("undone_by"),
        sa.Column("undone_utc", MOMENT, nullable=True),
    )
    op.create_table(
        "deed_change",
        sa.Column(
            "deed_id", sa.Uuid(), sa.ForeignKey("deed.id", ondelete="CASCADE"), primary_key=True
        ),
        _response_key(primary_key=True),
        sa.Column("before", JSON, nullable=False),
        sa.Column("stamp_after", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deed_change_response_id", "deed_change", ["response_id"])


def _order_the_queue() -> None:
    op.add_column(
        "response", sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE response SET unsure = true WHERE id IN (SELECT response_id FROM comment"
        " WHERE NOT language_measured OR id IN (SELECT comment_id FROM theme_suggestion WHERE NOT sure))"
    )
    op.create_index("ix_response_queue", "response", ["state", "unsure", "received_on", "id"])
    op.create_index("ix_comment_language", "comment", ["language", "response_id"])
    op.create_index("ix_theme_suggestion_theme", "theme_suggestion", ["theme", "comment_id"])
    services = sa.text("construct = 'services'")
    op.create_index(
        "ix_answer_services", "answer", ["value", "response_id"],
        sqlite_where=services, postgresql_where=services,
    )  # fmt: skip
