"""The first tables. Constraints take their names from the models' naming convention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make every table that the first voice needs."""
    _keys_and_audit()
    _people()
    _reports()
    _what_families_gave()
    _what_the_machine_suggests()
    _what_people_decide()


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _keys_and_audit() -> None:
    op.create_table(
        "hash_key",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="only_one"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_utc", MOMENT, nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column(
            "action",
            _words(
                "response_stored",
                "response_opened",
                "response_read",
                "theme_decided",
                "sentiment_decided",
                "flag_seen",
                "status_opened",
                "staff_created",
                "signed_in",
                "sign_in_failed",
                "signed_out",
                "quarter_frozen",
                "report_written",
                "import_stored",
                "comments_reanalysed",
                "purged",
                "keys_rotated",
                name="auditaction",
            ),
            nullable=False,
        ),
        sa.Column("subject_type", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject_type", "subject_id"])


def _people() -> None:
    op.create_table(
        "staff_user",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("email", sa.String(254), unique=True, nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until_utc", MOMENT, nullable=True),
        sa.Column("created_utc", MOMENT, nullable=False),
    )
    op.create_table(
        "staff_role",
        sa.Column(
            "user_id",
            sa.Uuid(),
            sa.ForeignKey("staff_user.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "role",
            _words("officer", "safeguarding", "committee", "admin", name="role"),
            primary_key=True,
        ),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column(
            "user_id", sa.Uuid(), sa.ForeignKey("staff_user.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("opened_utc", MOMENT, nullable=False),
        sa.Column("seen_utc", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_session_seen_utc", "staff_session", ["seen_utc"])
    op.create_index("ix_staff_session_user_id", "staff_session", ["user_id"])


def _reports() -> None:
    op.create_table(
        "quarter_snapshot",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=True),
        sa.Column("frozen_utc", MOMENT, nullable=False),
        sa.Column("frozen_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=True),
        sa.UniqueConstraint("quarter", "version"),
    )
    op.create_index("ix_quarter_snapshot_quarter", "quarter_snapshot", ["quarter"])


def _what_families_gave() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("forum", sa.String(20), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("first_asked_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_questionnaire_slug", "questionnaire", ["slug"])
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("questionnaire_id", sa.String(64), nullable=False),
        sa.Column("mapping", sa.String(80), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("stored_count", sa.Integer(), nullable=False),
        sa.Column("known_count", sa.Integer(), nullable=False),
        sa.Column("rejected_count", sa.Integer(), nullable=False),
        sa.Column("imported_utc", MOMENT, nullable=False),
    )
    op.create_index("ix_import_batch_file_sha256", "import_batch", ["file_sha256"])
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "questionnaire_id", sa.String(64), sa.ForeignKey("questionnaire.id"), nullable=False
        ),
        sa.Column("forum", sa.String(20), nullable=False),
        sa.Column(
            "channel",
            _words(
                "web",
                "paper",
                "phone",
                "in_person",
                "advocate",
                "interpreter",
                "forum_meeting",
                "import",
                name="channel",
            ),
            nullable=False,
        ),
        sa.Column("campaign", sa.String(8), nullable=True),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("state", _words("received", "read", name="responsestate"), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("once_hash", sa.LargeBinary(32), unique=True, nullable=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), sa.ForeignKey("import_batch.id"), nullable=True),
        sa.CheckConstraint("length(quarter) = 7", name="quarter_written"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_quarter_forum", "response", ["quarter", "forum"])
    op.create_index("ix_response_state_received_on", "response", ["state", "received_on"])
    op.create_table(
        "answer",
        sa.Column(
            "response_id",
            sa.Uuid(),
            sa.ForeignKey("response.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("question_id", sa.String(60), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("construct", sa.String(40), nullable=False),
        sa.Column("value", sa.String(60), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.CheckConstraint("skipped = (value IS NULL)", name="skipped_has_no_value"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "response_id",
            sa.Uuid(),
            sa.ForeignKey("response.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("question_id", sa.String(60), nullable=False),
        sa.Column("construct", sa.String(40), nullable=False),
        sa.Column("sealed_original", sa.LargeBinary(), nullable=True),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("mask_spans", JSON, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("language_measured", sa.Boolean(), nullable=False),
        sa.Column("proposes", sa.Boolean(), nullable=False),
        sa.Column("analysis_version", sa.String(120), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_response_id", "comment", ["response_id"])
    op.create_table(
        "receipt",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column(
            "response_id",
            sa.Uuid(),
            sa.ForeignKey("response.id", ondelete="CASCADE"),
            unique=True,
            nullable=False,
        ),
        sqlite_with_rowid=False,
    )


def _what_the_machine_suggests() -> None:
    op.create_table(
        "theme_suggestion",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("theme", sa.String(60), primary_key=True),
        sa.Column("polarity", sa.String(10), primary_key=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("version", sa.String(120), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_share"),
        sa.CheckConstraint(
            "polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sentiment_suggestion",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sentiment", sa.String(10), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("version", sa.String(120), nullable=False),
        sa.CheckConstraint(
            "sentiment IN ('negative', 'mixed', 'neutral', 'positive')", name="sentiment_known"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "flag",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("urgency", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("version", sa.String(120), nullable=False),
        sa.Column("state", _words("open", "seen", name="flagstate"), nullable=False),
        sa.CheckConstraint("urgency IN ('immediate', 'concern')", name="urgency_known"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_flag_state", "flag", ["state"])


def _what_people_decide() -> None:
    op.create_table(
        "theme_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "comment_id", sa.Uuid(), sa.ForeignKey("comment.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("theme", sa.String(60), nullable=False),
        sa.Column("polarity", sa.String(10), nullable=True),
        sa.Column(
            "verdict",
            _words("confirmed", "added", "rejected", name="decisionverdict"),
            nullable=False,
        ),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        sa.Column("codebook_version", sa.String(60), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", MOMENT, nullable=False),
        sa.CheckConstraint(
            "polarity IN ('negative', 'neutral', 'positive')", name="polarity_known"
        ),
        sa.CheckConstraint(
            "(verdict = 'rejected') = (polarity IS NULL)", name="rejected_has_no_polarity"
        ),
        sa.UniqueConstraint("comment_id", "theme"),
    )
    op.create_index("ix_theme_decision_theme", "theme_decision", ["theme"])
    op.create_table(
        "sentiment_decision",
        sa.Column(
            "comment_id",
            sa.Uuid(),
            sa.ForeignKey("comment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("sentiment", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", MOMENT, nullable=False),
        sa.CheckConstraint(
            "sentiment IN ('negative', 'mixed', 'neutral', 'positive')", name="sentiment_known"
        ),
    )
