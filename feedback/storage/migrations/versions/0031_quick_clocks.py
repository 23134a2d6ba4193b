"""Read every step of a response from one index of the audit, where only reading had one."""

from alembic import op
from sqlalchemy import text

revision = "0031_quick_clocks"
down_revision = "0030_quick_overview"
branch_labels = None
depends_on = None

STEPS = (
    "action IN ('message_sent', 'contact_opened', 'response_read', 'theme_decided', "
    "'response_linked', 'family_told')"
)


def upgrade() -> None:
    """Put the wider index in the place of the other."""
    op.drop_index("ix_audit_event_read", "audit_event")
    op.create_index(
        "ix_audit_event_steps",
        "audit_event",
        ["subject_id", "on_day", "action"],
        sqlite_where=text(STEPS),
        postgresql_where=text(STEPS),
    )
