"""What is done about what families say: actions, outcomes, promises, answers to "did it help?", closed days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0009_actions_and_outcomes"
down_revision = "0008_models_learned_here"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_DEEDS = (
    "action_agreed", "action_changed", "response_linked", "response_unlinked", "outcome_written",
    "outcome_sent_back", "outcome_published", "outcome_taken_down", "family_told", "closed_day_changed",
)  # fmt: skip
STATES = ("agreed", "under_way", "blocked", "done", "dropped")


def upgrade() -> None:
    """Add the tables, and the deeds that leave a row in the audit."""
    _actions()
    _steps_and_links()
    _outcomes()
    _around_outcomes()
    let_the_audit_take(NEW_DEEDS)


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _action_key() -> sa.Column[object]:
    return sa.Column(
        "action_id", sa.Uuid(), sa.ForeignKey("action.id", ondelete="CASCADE"), nullable=False
    )


def _actions() -> None:
    origins = _words("theme", "comments", "finding", "forum", name="actionorigin")
    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("owner_role", sa.String(120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _words(*STATES, name="actionstate"), nullable=False),
        sa.Column("blocked_because", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("origin", origins, nullable=False),
        sa.Column("theme", sa.String(60), nullable=True),
        sa.Column("quarter", sa.String(7), nullable=True),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("partner", sa.String(200), nullable=True),
        sa.Column("aim", sa.String(200), nullable=True),
        sa.Column("area", sa.String(10), nullable=True),
        sa.Column("risk_id", sa.String(40), nullable=True),
        sa.Column("copied_by", sa.String(200), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'blocked' OR blocked_because IS NOT NULL", name="blocked_says_why"),
        sa.CheckConstraint("state <> 'done' OR evidence IS NOT NULL", name="done_has_evidence"),
        sa.CheckConstraint("(state IN ('done', 'dropped')) = (closed_on IS NOT NULL)", name="closed_has_a_day"),
    )  # fmt: skip
    op.create_index("ix_action_state_due_on", "action", ["state", "due_on"])
    op.create_index("ix_action_theme", "action", ["theme"])


def _steps_and_links() -> None:
    op.create_table(
        "action_step",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _action_key(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at_utc", MOMENT, nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("from_state", sa.String(40), nullable=True),
        sa.Column("to_state", _words(*STATES, name="actionstate"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changed", JSON, nullable=False),
        sa.UniqueConstraint("action_id", "place"),
    )
    response = sa.ForeignKey("response.id", ondelete="CASCADE")
    op.create_table(
        "action_link",
        _action_key(),
        sa.Column("response_id", sa.Uuid(), response, nullable=False),
        sa.Column("linked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("action_id", "response_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_action_link_response_id", "action_link", ["response_id"])


def _outcomes() -> None:
    kinds = ("did_it", "doing_it", "tried", "cannot", "passed_on", "need_to_know")
    states = ("to_check", "sent_back", "published", "taken_down")
    op.create_table(
        "outcome",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _action_key(),
        sa.Column("kind", _words(*kinds, name="outcomekind"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("child_words", sa.Text(), nullable=True),
        sa.Column("by_on", sa.Date(), nullable=True),
        sa.Column("passed_to", sa.String(200), nullable=True),
        sa.Column("state", _words(*states, name="outcomestate"), nullable=False),
        sa.Column("written_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("written_utc", MOMENT, nullable=False),
        sa.Column("checked_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("checked_utc", MOMENT, nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'doing_it') = (by_on IS NOT NULL)", name="a_promise_has_a_day"),
        sa.CheckConstraint("kind <> 'passed_on' OR passed_to IS NOT NULL", name="passed_on_says_to_whom"),
        sa.CheckConstraint(
            "(state IN ('published', 'taken_down')) = (published_on IS NOT NULL)",
            name="published_has_a_day",
        ),
        sa.CheckConstraint(
            "published_on IS NULL OR (checked_by IS NOT NULL AND checked_by <> written_by)",
            name="two_people",
        ),
        sa.CheckConstraint("kind <> 'cannot' OR length(words) >= 20", name="cannot_says_why"),
    )  # fmt: skip
    op.create_index("ix_outcome_action_id", "outcome", ["action_id"])
    op.create_index("ix_outcome_state", "outcome", ["state"])


def _around_outcomes() -> None:
    def outcome() -> sa.ForeignKey:
        return sa.ForeignKey("outcome.id", ondelete="CASCADE")

    op.create_table(
        "promise",
        sa.Column("outcome_id", sa.Uuid(), outcome(), primary_key=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("broken_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kept_on IS NULL OR broken_on IS NULL", name="kept_or_broken"),
    )
    op.create_table(
        "help_count",
        sa.Column("outcome_id", sa.Uuid(), outcome(), primary_key=True),
        sa.Column("once_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("answer", _words("yes", "a_bit", "no", name="helpanswer"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("added_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
    )
