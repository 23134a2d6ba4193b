"""Keep questionnaires that officers change: drafts, and the versions that families were given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0027_questionnaire_editor"
down_revision = "0026_weekly_digest"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
OPEN = "state IN ('writing', 'to_check', 'sent_back')"
NEW_DEEDS = ("questionnaire_changed",)


def upgrade() -> None:
    """Add both tables, and the deed that the audit takes."""
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("base_id", sa.String(64), nullable=True),
        sa.Column("copied_from", sa.String(60), nullable=True),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column(
            "state",
            _one_of("draftstate", "writing", "to_check", "sent_back", "published", "dropped"),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("writers", JSON, nullable=False),
        _staff("changed_by", nullable=False),
        sa.Column("changed_utc", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index(
        "uq_questionnaire_draft_open",
        "questionnaire_draft",
        ["slug"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "questionnaire_change",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("change", _one_of("versionchange", "published", "withdrawn"), nullable=False),
        sa.Column(
            "questionnaire_id", sa.String(64), sa.ForeignKey("questionnaire.id"), nullable=False
        ),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("copied_from", sa.String(60), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        _staff("written_by", nullable=True),
        _staff("made_by", nullable=False),
        sa.Column("made_utc", MOMENT, nullable=False),
    )
    let_the_audit_take(NEW_DEEDS)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40, name=name)


def _staff(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=nullable)
