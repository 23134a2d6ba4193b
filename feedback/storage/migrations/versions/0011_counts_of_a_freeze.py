"""Keep what a quarter counted beside what was published of it, so that a year can be added up safely."""

import sqlalchemy as sa
from alembic import op

revision = "0011_counts_of_a_freeze"
down_revision = "0010_triage_and_quotes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the counts; quarters that were frozen before have none, and no year is made of them."""
    op.add_column("quarter_snapshot", sa.Column("counts", sa.Text(), nullable=True))
