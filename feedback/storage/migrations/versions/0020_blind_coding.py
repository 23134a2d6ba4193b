"""Keep samples that two people code without seeing the machine's answer or each other's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020_blind_coding"
down_revision = "0019_flagged_data_complaints"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "blind_sample",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        _staff("opened_by"),
        sa.Column("opened_utc", MOMENT, nullable=False),
        sa.Column("closed_utc", MOMENT, nullable=True),
    )
    op.create_index("ix_blind_sample_quarter", "blind_sample", ["quarter"])
    op.create_table(
        "blind_comment",
        _sample(),
        _comment(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("agreed", JSON, nullable=True),
        _staff("agreed_by", nullable=True),
        sa.Column("agreed_utc", MOMENT, nullable=True),
    )
    op.create_table(
        "blind_coding",
        _sample(),
        _comment(),
        _staff("coder_id", primary_key=True),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("coded_utc", MOMENT, nullable=False),
    )


def _sample() -> sa.Column[object]:
    return sa.Column("sample_id", sa.Uuid(), sa.ForeignKey("blind_sample.id"), primary_key=True)


def _comment() -> sa.Column[object]:
    of = sa.ForeignKey("comment.id", ondelete="CASCADE")
    return sa.Column("comment_id", sa.Uuid(), of, primary_key=True)


def _staff(name: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[object]:
    of = sa.ForeignKey("staff_user.id")
    return sa.Column(name, sa.Uuid(), of, nullable=nullable, primary_key=primary_key)
