"""Keep the codebook in versions, and where retired themes went."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_codebook"
down_revision = "0012_find_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; the first version is stored when the service prepares its database."""
    op.create_table(
        "codebook_version",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("theme", sa.String(60), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("made_utc", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("version"),
    )
    op.create_table(
        "theme_successor",
        sa.Column("theme", sa.String(60), primary_key=True),
        sa.Column("successor", sa.String(60), nullable=True),
    )
