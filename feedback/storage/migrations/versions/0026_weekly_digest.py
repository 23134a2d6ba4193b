"""The counts of each week, and whether they were sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026_weekly_digest"
down_revision = "0025_states_of_a_report"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "weekly_digest",
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_utc", MOMENT, nullable=True),
        sa.Column("sent_utc", MOMENT, nullable=True),
        sa.CheckConstraint(
            "sent_utc IS NULL OR next_try_utc IS NOT NULL", name="sent_was_to_be_sent"
        ),
    )
