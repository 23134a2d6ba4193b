"""Remember which comments went to a theme that was split off, and which of their tags are there already."""

import sqlalchemy as sa
from alembic import op

revision = "0028_theme_split"
down_revision = "0027_questionnaire_editor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it keeps no order of arrival, because it names comments (R4-02)."""
    op.create_table(
        "theme_split",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("theme", sa.String(60), primary_key=True),
        sa.Column("into", sa.String(60), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_theme_split_moved", "theme_split", ["moved"])
