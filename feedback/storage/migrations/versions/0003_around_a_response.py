"""Contact details, hand-offs of complaints and counts about oneself, each apart; a role that answers complaints."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_around_a_response"
down_revision = "0002_what_was_done"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW_ACTIONS = ("contact_opened", "hand_off_done")
ACTIONS = (
    "response_stored", "response_opened", "response_read", "theme_decided", "sentiment_decided",
    "flag_seen", "status_opened", "staff_created", "staff_changed", "signed_in", "sign_in_failed",
    "signed_out", "quarter_frozen", "report_written", "import_stored", "comments_reanalysed",
    "purged", "keys_rotated", *NEW_ACTIONS,
)  # fmt: skip
ROLES = ("officer", "safeguarding", "complaints", "committee", "admin")


def upgrade() -> None:
    """Add three tables, widen two lists of allowed words."""
    op.create_table(
        "contact_detail",
        _response(),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_from", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_detail_kept_from", "contact_detail", ["kept_from"])
    op.create_table(
        "hand_off",
        _response(),
        sa.Column("wish", _words("yes", "no", "not_sure", name="complaintwish"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", _words("open", "done", name="handoffstate"), nullable=False),
        sa.Column("done_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("done_utc", MOMENT, nullable=True),
        sa.CheckConstraint("(state = 'done') = (done_utc IS NOT NULL)", name="done_has_a_moment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hand_off_state_received_on", "hand_off", ["state", "received_on"])
    op.create_table(
        "equality_count",
        sa.Column("quarter", sa.String(7), primary_key=True),
        sa.Column("forum", sa.String(20), primary_key=True),
        sa.Column("audience", sa.String(40), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name="counted"),
        sqlite_with_rowid=False,
    )
    _let_these_be_done()
    _let_somebody_answer_complaints()


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _response() -> sa.Column[object]:
    return sa.Column(
        "response_id", sa.Uuid(), sa.ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _let_these_be_done() -> None:
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02).
    with op.batch_alter_table(
        "audit_event", copy_from=_audit(), table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.drop_constraint(op.f("ck_audit_event_auditaction"), type_="check")
        table.create_check_constraint(
            op.f("ck_audit_event_auditaction"), f"action IN ({_listed(ACTIONS)})"
        )


def _let_somebody_answer_complaints() -> None:
    with op.batch_alter_table("staff_role", copy_from=_roles()) as table:
        table.drop_constraint(op.f("ck_staff_role_role"), type_="check")
        table.create_check_constraint(op.f("ck_staff_role_role"), f"role IN ({_listed(ROLES)})")


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


def _roles() -> sa.Table:
    before = tuple(role for role in ROLES if role != "complaints")
    return sa.Table(
        "staff_role",
        sa.MetaData(),
        sa.Column("user_id", sa.Uuid(), primary_key=True),
        sa.Column("role", sa.String(40), primary_key=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_user.id"],
            op.f("fk_staff_role_user_id_staff_user"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(f"role IN ({_listed(before)})", op.f("ck_staff_role_role")),
    )
