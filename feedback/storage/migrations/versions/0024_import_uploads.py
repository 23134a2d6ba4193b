"""Files that wait to be imported, how files are read, and the deeds that belong to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0024_import_uploads"
down_revision = "0023_masking_desk"
branch_labels = None
depends_on = None

NEW_DEEDS = ("import_uploaded", "import_discarded")
STATES = ("waiting", "queued", "stored", "refused")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "import_upload",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("uploaded_utc", MOMENT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="importstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        *(
            sa.Column(kept, sa.LargeBinary(), nullable=True)
            for kept in ("wrapped_key", "sealed", "sealed_plan")
        ),
        *(
            sa.Column(f"{counted}_count", sa.Integer(), nullable=False)
            for counted in ("row", "done", "stored", "known")
        ),
        sa.Column("rejected", JSON, nullable=False),
        sa.CheckConstraint(
            "(state IN ('waiting', 'queued')) = (wrapped_key IS NOT NULL)", name="open_has_a_key"
        ),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (sealed IS NULL) AND (wrapped_key IS NULL) = (sealed_plan IS NULL)",
            name="closed_holds_nothing",
        ),
    )
    op.create_index("ix_import_upload_uploaded_utc", "import_upload", ["uploaded_utc"])
    op.create_table(
        "saved_mapping",
        sa.Column("survey", sa.String(80), primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("chosen", JSON, nullable=False),
        sa.Column("kept_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("kept_utc", MOMENT, nullable=False),
    )
    let_the_audit_take(NEW_DEEDS)
