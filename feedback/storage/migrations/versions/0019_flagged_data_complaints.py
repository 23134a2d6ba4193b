"""A complaint about the use of data may hold what a person must read today."""

import sqlalchemy as sa
from alembic import op

revision = "0019_flagged_data_complaints"
down_revision = "0018_data_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark."""
    op.add_column(
        "data_complaint",
        sa.Column("flagged", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
