"""Who typed a response in for somebody, and the campaigns that posters name."""

import sqlalchemy as sa
from alembic import op

revision = "0006_other_ways_in"
down_revision = "0005_what_a_receipt_opens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two tables; nothing stored so far was typed in or came from a campaign's poster."""
    op.create_table(
        "staff_entry",
        sa.Column(
            "response_id",
            sa.Uuid(),
            sa.ForeignKey("response.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("second_hand", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (read_back AND second_hand)", name="read_back_is_first_hand"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("venue", sa.String(120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 2 AND 8", name="short_code"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )
