"""What a person did about a flag; a theme may be both praised and criticised; sign-ins can be changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_what_was_done"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTIONS = (
    "response_stored", "response_opened", "response_read", "theme_decided", "sentiment_decided",
    "flag_seen", "status_opened", "staff_created", "staff_changed", "signed_in", "sign_in_failed",
    "signed_out", "quarter_frozen", "report_written", "import_stored", "comments_reanalysed",
    "purged", "keys_rotated",
)  # fmt: skip
OUTCOMES = (
    "told_lead", "referred", "advice_given", "already_known", "about_a_worker", "crisis_help",
    "not_safeguarding",
)  # fmt: skip


def upgrade() -> None:
    """Add the table, widen a key and a list of allowed words."""
    op.create_table(
        "flag_decision",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="flagoutcome", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", MOMENT, nullable=False),
    )  # fmt: skip
    _let_a_theme_be_praised_and_criticised()
    _let_sign_ins_be_changed()


def _let_a_theme_be_praised_and_criticised() -> None:
    with op.batch_alter_table("theme_decision", copy_from=_decisions()) as table:
        table.drop_constraint(op.f("uq_theme_decision_comment_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_theme_decision_comment_id"), ["comment_id", "theme", "polarity"]
        )


def _let_sign_ins_be_changed() -> None:
    allowed = ", ".join(f"'{action}'" for action in ACTIONS)
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02).
    with op.batch_alter_table(
        "audit_event", copy_from=_audit(), table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.drop_constraint(op.f("ck_audit_event_auditaction"), type_="check")
        table.create_check_constraint(op.f("ck_audit_event_auditaction"), f"action IN ({allowed})")


def _decisions() -> sa.Table:
    """Return the table as the first migration made it; SQLite cannot be asked for its checks."""
    return sa.Table(
        "theme_decision",
        sa.MetaData(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(60), nullable=False),
        sa.Column("polarity", sa.String(10), nullable=True),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        sa.Column("codebook_version", sa.String(60), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_utc", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], op.f("fk_theme_decision_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_user.id"], op.f("fk_theme_decision_decided_by_staff_user")
        ),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'added', 'rejected')",
            op.f("ck_theme_decision_decisionverdict"),
        ),
        sa.CheckConstraint(
            "polarity IN ('negative', 'neutral', 'positive')",
            op.f("ck_theme_decision_polarity_known"),
        ),
        sa.CheckConstraint(
            "(verdict = 'rejected') = (polarity IS NULL)",
            op.f("ck_theme_decision_rejected_has_no_polarity"),
        ),
        sa.UniqueConstraint("comment_id", "theme", name=op.f("uq_theme_decision_comment_id")),
        sa.Index("ix_theme_decision_theme", "theme"),
    )  # fmt: skip


def _audit() -> sa.Table:
    before = ", ".join(f"'{action}'" for action in ACTIONS if action != "staff_changed")
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
        sa.CheckConstraint(f"action IN ({before})", op.f("ck_audit_event_auditaction")),
        sa.Index("ix_audit_event_subject", "subject_type", "subject_id"),
        sqlite_with_rowid=False,
    )
