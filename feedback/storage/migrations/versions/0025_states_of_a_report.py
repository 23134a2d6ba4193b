"""States of a quarter's report: drafts, checks, what was published, officers' words, links for outsiders.

What was frozen before was open to the committee at once, so it counts as published on the day of its freezing.
"""

import sqlalchemy as sa
from alembic import op

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0025_states_of_a_report"
down_revision = "0024_import_uploads"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_DEEDS = (
    "report_drafted", "report_checked", "report_published", "report_worded", "link_made", "link_opened",
    "link_revoked", "draft_answered",
)  # fmt: skip


def upgrade() -> None:
    """Add the tables, the day of publishing, and the deeds that the audit takes."""
    _published()
    _drafts()
    _words_and_links()
    let_the_audit_take(NEW_DEEDS)


def _staff(name: str, *, nullable: bool = True, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.Uuid(),
        sa.ForeignKey("staff_user.id"),
        nullable=nullable and not primary_key,
        primary_key=primary_key,
    )


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40, name=name)


def _published() -> None:
    with op.batch_alter_table("quarter_snapshot") as table:
        table.add_column(sa.Column("published_utc", MOMENT, nullable=True))
        table.add_column(sa.Column("published_by", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_quarter_snapshot_published_by_staff_user"),
            "staff_user",
            ["published_by"],
            ["id"],
        )
    op.execute("UPDATE quarter_snapshot SET published_utc = frozen_utc")
    op.create_table(
        "report_file",
        _of("snapshot_id", "quarter_snapshot.id"),
        sa.Column("file", sa.String(60), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _of(name: str, column: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.Uuid(), sa.ForeignKey(column, ondelete="CASCADE"), primary_key=True, nullable=False
    )


def _drafts() -> None:
    op.create_table(
        "report_draft",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _one_of("reportstate", "draft", "checked", "frozen", "published"),
            nullable=False,
        ),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("made_utc", MOMENT, nullable=False),
        _staff("made_by"),
        sa.UniqueConstraint("quarter", "version"),
    )
    op.create_table(
        "report_check",
        _of("draft_id", "report_draft.id"),
        _staff("staff_id", primary_key=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("checked_utc", MOMENT, nullable=False),
    )


def _words_and_links() -> None:
    op.create_table(
        "report_words",
        sa.Column("quarter", sa.String(7), primary_key=True),
        sa.Column("place", sa.String(120), primary_key=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_utc", MOMENT, nullable=False),
        _staff("written_by", nullable=False),
    )
    op.create_table(
        "report_link",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("kind", _one_of("linkkind", "published", "draft"), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=True),
        sa.Column("forum", sa.String(20), nullable=True),
        sa.Column("body", sa.String(120), nullable=False),
        sa.Column("made_utc", MOMENT, nullable=False),
        _staff("made_by", nullable=False),
        sa.Column("expires_utc", MOMENT, nullable=False),
        sa.Column("revoked_utc", MOMENT, nullable=True),
        _staff("revoked_by"),
    )
    op.create_index("ix_report_link_quarter", "report_link", ["quarter"])
