"""Keep what a person says of whether a family could be recognised in a comment."""

import sqlalchemy as sa
from alembic import op

revision = "0023_masking_desk"
down_revision = "0022_quick_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "recognition_mark",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("recognisable", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", sa.DateTime(timezone=True), nullable=False),
    )
