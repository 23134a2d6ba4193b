"""Keep that a second person has looked at a version of a questionnaire that one person took back."""

import sqlalchemy as sa
from alembic import op

revision = "0033_second_look"
down_revision = "0032_one_row_a_response"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "questionnaire_second_look",
        sa.Column(
            "number",
            sa.Integer(),
            sa.ForeignKey("questionnaire_change.number"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("looked_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("looked_utc", sa.DateTime(timezone=True), nullable=False),
    )
