"""A group's answers count apart from people's, and answers given beside a worker are marked."""

import sqlalchemy as sa
from alembic import op

revision = "0004_groups_and_helpers"
down_revision = "0003_around_a_response"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three columns; everything stored so far came from people, with nobody known beside them."""
    for column in ("collective", "staff_present"):
        op.add_column(
            "response", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # With its check in one statement: SQLite can add the two together, and would make the table anew for
    # the check alone.
    op.execute(
        "ALTER TABLE response ADD COLUMN represents INTEGER CONSTRAINT ck_response_a_group "
        "CHECK (represents IS NULL OR (collective AND represents > 1))"
    )
