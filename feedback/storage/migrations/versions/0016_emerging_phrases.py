"""Keep what officers made of phrases that no theme explained, and let the audit say what is measured."""

import sqlalchemy as sa
from alembic import op

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0016_emerging_phrases"
down_revision = "0015_registers"
branch_labels = None
depends_on = None

NEW_DEEDS = (
    "emerging_decided", "blind_opened", "blind_coded", "blind_agreed", "audit_forgotten", "audit_exported",
)  # fmt: skip


def upgrade() -> None:
    """Add the table, and the deeds that the audit takes."""
    op.create_table(
        "emerging_phrase",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("phrase", sa.String(200), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("of_comments", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(40), nullable=False),
        sa.Column("theme", sa.String(60), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(choice = 'set_aside') = (theme IS NULL)", name="aside_has_no_theme"),
        sa.CheckConstraint(
            "choice IN ('new_theme', 'part_of_theme', 'set_aside')", name="emergingchoice"
        ),
    )
    op.create_index("ix_emerging_phrase_phrase", "emerging_phrase", ["phrase"])
    let_the_audit_take(NEW_DEEDS)
