"""What a receipt opens: words that come later, messages, taking back; and counts of what is tried too often."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_what_a_receipt_opens"
down_revision = "0004_groups_and_helpers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTIONS = (
    "response_stored", "response_opened", "response_read", "theme_decided", "sentiment_decided",
    "flag_seen", "status_opened", "staff_created", "staff_changed", "signed_in", "sign_in_failed",
    "signed_out", "quarter_frozen", "report_written", "import_stored", "comments_reanalysed",
    "purged", "keys_rotated", "contact_opened", "hand_off_done",
)  # fmt: skip
NEW_ACTIONS = ("words_added", "message_sent", "taken_back")


def upgrade() -> None:
    """Add the tables, and the deeds that leave a row in the audit."""
    _words_that_come_later()
    _messages()
    _taking_back()
    _counts()
    _let_the_audit_say_so()


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _words_that_come_later() -> None:
    op.create_table(
        "later_comment",
        sa.Column("comment_id", sa.Uuid(), sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", _words("added", "correction", "reply", name="laterkind"), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), sa.ForeignKey("comment.id", ondelete="SET NULL"), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.CheckConstraint("kind = 'correction' OR corrects_id IS NULL", name="only_corrections"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_later_comment_corrects_id", "later_comment", ["corrects_id"])


def _messages() -> None:
    op.create_table(
        "mailbox_message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("response_id", sa.Uuid(), sa.ForeignKey("response.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("author", _words("family", "staff", name="messageauthor"), nullable=False),
        sa.Column("sent_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.Column("comment_id", sa.Uuid(), sa.ForeignKey("comment.id", ondelete="CASCADE"), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("response_id", "place"),
        sa.CheckConstraint("(author = 'family') = (comment_id IS NOT NULL)", name="family_writes_comments"),
        sa.CheckConstraint("(author = 'staff') = (sent_by IS NOT NULL)", name="staff_is_named"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _taking_back() -> None:
    op.create_table(
        "taken_back",
        sa.Column("once_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_taken_back_on_day", "taken_back", ["on_day"])
    op.create_table(
        "to_destroy",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("response_id", sa.Uuid(), sa.ForeignKey("response.id", ondelete="CASCADE"), nullable=False),
        sa.Column("comment_id", sa.Uuid(), sa.ForeignKey("comment.id", ondelete="CASCADE"), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_to_destroy_response_id", "to_destroy", ["response_id"])


def _counts() -> None:
    op.create_table(
        "attempt_salt",
        sa.Column("on_day", sa.Date(), primary_key=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
    )
    kinds = _words("wrong_code", "wrong_draft_code", "sending", "saving", name="attemptkind")
    op.create_table(
        "attempt_count",
        sa.Column("on_day", sa.Date(), primary_key=True),
        sa.Column("kind", kinds, primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("bucket BETWEEN -1 AND 65535", name="bucket_known"),
        sqlite_with_rowid=False,
    )


def _let_the_audit_say_so() -> None:
    allowed = ", ".join(f"'{action}'" for action in ACTIONS + NEW_ACTIONS)
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02).
    with op.batch_alter_table(
        "audit_event", copy_from=_audit(), table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.drop_constraint(op.f("ck_audit_event_auditaction"), type_="check")
        table.create_check_constraint(op.f("ck_audit_event_auditaction"), f"action IN ({allowed})")


def _audit() -> sa.Table:
    before = ", ".join(f"'{action}'" for action in ACTIONS)
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
