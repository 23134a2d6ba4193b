"""Triage with clocks and alerts, who works in which service, masks by hand, court marks, quotes with two approvals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_triage_and_quotes"
down_revision = "0009_actions_and_outcomes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_ACTIONS = (
    "flag_opened", "flag_raised", "flag_acknowledged", "flag_escalated", "flag_released",
    "original_opened", "masks_changed", "court_decided", "quotes_picked", "quote_decided",
    "quoting_withdrawn",
)  # fmt: skip
ACTIONS = (
    "response_stored", "response_opened", "response_read", "theme_decided", "sentiment_decided",
    "flag_seen", "status_opened", "staff_created", "staff_changed", "signed_in",
    "sign_in_failed", "signed_out", "quarter_frozen", "report_written", "import_stored",
    "comments_reanalysed", "purged", "keys_rotated", "contact_opened", "hand_off_done",
    "words_added", "message_sent", "taken_back", "model_compared", "model_adopted",
    "action_agreed", "action_changed", "response_linked", "response_unlinked",
    "outcome_written", "outcome_sent_back", "outcome_published", "outcome_taken_down",
    "family_told", "closed_day_changed", *NEW_ACTIONS,
)  # fmt: skip


def upgrade() -> None:
    """Add the tables, hold back what is flagged and open, widen the list of allowed deeds."""
    op.add_column("flag", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.true()))
    # What somebody has answered already was open to officers, and stays so.
    op.execute(sa.text("UPDATE flag SET held = false WHERE state <> 'open'"))
    _add_triage()
    _add_quotes()
    _let_these_be_done()


def _add_triage() -> None:
    op.create_table(
        "triage",
        _comment(),
        sa.Column(
            "state",
            _words("waiting", "acknowledged", "second_wanted", "decided", name="triagestate"),
            nullable=False,
        ),
        sa.Column("urgency", sa.String(10), nullable=False),
        sa.Column("starts_utc", MOMENT),
        sa.Column("acknowledge_by_utc", MOMENT),
        sa.Column("decide_by_utc", MOMENT),
        sa.Column("escalated", sa.Integer(), nullable=False),
        _staff("acknowledged_by", nullable=True),
        sa.Column("acknowledged_in_time", sa.Boolean()),
        sa.Column("decided_in_time", sa.Boolean()),
        sa.Column("proposed", sa.String(40)),
        _staff("proposed_by", nullable=True),
        _staff("seconded_by", nullable=True),
        _staff("about_staff_id", nullable=True),
        sa.Column("sealed_details", sa.LargeBinary()),
        sa.CheckConstraint(
            "(state = 'second_wanted') = (proposed IS NOT NULL)", name="second_wanted_for_something"
        ),
        sa.CheckConstraint("escalated BETWEEN 0 AND 3", name="escalated_known"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_triage_state", "triage", ["state"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _comment(primary_key=False),
        sa.Column(
            "level", _words("duty", "deputy", "head", "director", name="level"), nullable=False
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_utc", MOMENT, nullable=False),
        sa.Column("sent_utc", MOMENT),
        sa.UniqueConstraint("comment_id", "level", name=op.f("uq_alert_comment_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_service",
        sa.Column(
            "user_id",
            sa.Uuid(),
            sa.ForeignKey("staff_user.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("service", sa.String(60), primary_key=True),
        sa.Column("manages", sa.Boolean(), nullable=False),
    )


def _add_quotes() -> None:
    op.create_table(
        "mask_decision",
        _comment(),
        sa.Column("start_at", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("end_at", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(40)),
        _staff("decided_by"),
        sa.Column("decided_utc", MOMENT, nullable=False),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name="a_stretch"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "court_mark",
        _comment(),
        sa.Column("is_court", sa.Boolean(), nullable=False),
        _staff("decided_by"),
        sa.Column("decided_utc", MOMENT, nullable=False),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        _comment(primary_key=False),
        sa.Column("theme", sa.String(60), nullable=False),
        sa.Column("polarity", sa.String(10), nullable=False),
        sa.Column("seed", sa.String(80), nullable=False),
        sa.Column("words_hash", sa.String(64), nullable=False),
        sa.Column(
            "state", _words("picked", "approved", "refused", name="quotestate"), nullable=False
        ),
        sa.Column("refused_because", sa.String(40)),
        _staff("refused_by", nullable=True),
        sa.UniqueConstraint("quarter", "comment_id", name=op.f("uq_quote_quarter")),
        sa.CheckConstraint(
            "polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quote_comment_id", "quote", ["comment_id"])
    op.create_table(
        "quote_approval",
        sa.Column(
            "quote_id", sa.Uuid(), sa.ForeignKey("quote.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), primary_key=True),
        sa.Column("words_hash", sa.String(64), nullable=False),
        sa.Column("approved_utc", MOMENT, nullable=False),
    )


def _comment(*, primary_key: bool = True) -> sa.Column[object]:
    return sa.Column(
        "comment_id",
        sa.Uuid(),
        sa.ForeignKey("comment.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def _staff(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=nullable)


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _let_these_be_done() -> None:
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02).
    with op.batch_alter_table(
        "audit_event", copy_from=_audit(), table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.drop_constraint(op.f("ck_audit_event_auditaction"), type_="check")
        table.create_check_constraint(
            op.f("ck_audit_event_auditaction"), f"action IN ({_listed(ACTIONS)})"
        )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _audit() -> sa.Table:
    """Return the table as the migration before left it; SQLite cannot be asked for its checks."""
    before = tuple(action for action in ACTIONS if action not in NEW_ACTIONS)
    return sa.Table(
        "audit_event",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_utc", MOMENT, nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject_type", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.CheckConstraint(f"action IN ({_listed(before)})", op.f("ck_audit_event_auditaction")),
        sa.Index("ix_audit_event_subject", "subject_type", "subject_id"),
        sqlite_with_rowid=False,
    )
