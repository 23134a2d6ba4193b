"""What is done about a complaint, step by step, and what families praise."""

import sqlalchemy as sa
from alembic import op

revision = "0017_complaints"
down_revision = "0016_emerging_phrases"
branch_labels = None
depends_on = None

ADVOCACY = ("waits", "taken", "declined", "not_due")
OUTCOMES = (
    "upheld", "partly_upheld", "not_upheld", "resolved", "withdrawn", "other_procedure",
)  # fmt: skip


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "complaint",
        _response("hand_off.response_id"),
        _day("acknowledged_on"),
        sa.Column("advocacy", _words(*ADVOCACY, name="advocacy"), nullable=True),
        _day("advocacy_offered_on"),
        sa.Column("is_complex", sa.Boolean(), nullable=False),
        _day("stage_1_answered_on"),
        _day("stage_2_asked_on"),
        sa.Column("is_extended", sa.Boolean(), nullable=False),
        *(
            _day(name)
            for name in (
                "stage_2_answered_on", "stage_3_asked_on", "panel_held_on", "panel_reported_on",
                "stage_3_answered_on",
            )
        ),
        sa.Column("outcome", _words(*OUTCOMES, name="complaintoutcome"), nullable=True),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage_2_answered_on IS NULL OR stage_2_asked_on IS NOT NULL", name="stage_2_was_asked"
        ),
        sa.CheckConstraint(
            "stage_3_answered_on IS NULL OR stage_3_asked_on IS NOT NULL", name="stage_3_was_asked"
        ),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "compliment",
        _response("response.id"),
        sa.Column("theme", sa.String(60), nullable=False),
        *(_day(name) for name in ("agreed_on", "passed_on", "thanked_on")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "passed_on IS NULL OR agreed_on IS NOT NULL", name="passed_on_with_a_yes"
        ),
        sqlite_with_rowid=False,
    )


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _response(of: str) -> sa.Column[object]:
    key = sa.ForeignKey(of, ondelete="CASCADE")
    return sa.Column("response_id", sa.Uuid(), key, nullable=False, primary_key=True)


def _day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=True)
