"""Write down when a model was learned from officers' decisions, compared and adopted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_models_learned_here"
down_revision = "0007_saved_drafts"
branch_labels = None
depends_on = None

NEW_ACTIONS = ("model_compared", "model_adopted")
ACTIONS = (
    "response_stored", "response_opened", "response_read", "theme_decided", "sentiment_decided",
    "flag_seen", "status_opened", "staff_created", "staff_changed", "signed_in", "sign_in_failed",
    "signed_out", "quarter_frozen", "report_written", "import_stored", "comments_reanalysed",
    "purged", "keys_rotated", "contact_opened", "hand_off_done", "words_added", "message_sent",
    "taken_back", *NEW_ACTIONS,
)  # fmt: skip


def upgrade() -> None:
    """Widen the list of what may be done."""
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02).
    with op.batch_alter_table(
        "audit_event", copy_from=_audit(), table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.drop_constraint(op.f("ck_audit_event_auditaction"), type_="check")
        table.create_check_constraint(
            op.f("ck_audit_event_auditaction"), f"action IN ({_listed(ACTIONS)})"
        )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _audit() -> sa.Table:
    """Return the table as the migration before left it; SQLite cannot be asked for its checks."""
    before = tuple(action for action in ACTIONS if action not in NEW_ACTIONS)
    return sa.Table(
        "audit_event",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject_type", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.CheckConstraint(f"action IN ({_listed(before)})", op.f("ck_audit_event_auditaction")),
        sa.Index("ix_audit_event_subject", "subject_type", "subject_id"),
        sqlite_with_rowid=False,
    )
