"""Answers that wait for another day, sealed under a code that only their writer holds."""

import sqlalchemy as sa
from alembic import op

revision = "0007_saved_drafts"
down_revision = "0006_other_ways_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "saved_draft",
        sa.Column("lookup_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_saved_draft_expires_on", "saved_draft", ["expires_on"])
