"""Count the overview and the Lundy page from indexes: people's responses of a quarter, and when each was first read."""

from alembic import op
from sqlalchemy import text

revision = "0030_quick_overview"
down_revision = "0029_projects_go_out"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both indexes."""
    op.create_index(
        "ix_response_people",
        "response",
        ["quarter", "collective", "questionnaire_id", "staff_present", "received_on", "id"],
    )
    op.create_index(
        "ix_audit_event_read",
        "audit_event",
        ["action", "subject_id", "on_day"],
        sqlite_where=text("action = 'response_read'"),
        postgresql_where=text("action = 'response_read'"),
    )
