"""Complaints about the use of data, and the deeds that belong to them."""

import sqlalchemy as sa
from alembic import op

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0018_data_complaints"
down_revision = "0017_complaints"
branch_labels = None
depends_on = None

NEW_DEEDS = ("data_complaint_stored", "data_complaint_opened", "data_complaint_changed")
STATES = ("received", "acknowledged", "answered")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "data_complaint",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="datacomplaintstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("once_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("wrapped_key", "sealed")),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("handled_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.UniqueConstraint("once_hash"),
        sa.UniqueConstraint("code_hash"),
        sa.CheckConstraint(
            "(state = 'received') = (acknowledged_on IS NULL)", name="acknowledged_has_a_day"
        ),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_on IS NOT NULL AND sealed_answer IS NOT NULL)",
            name="answered_has_an_answer",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_data_complaint_state_received_on", "data_complaint", ["state", "received_on"]
    )
    let_the_audit_take(NEW_DEEDS)
