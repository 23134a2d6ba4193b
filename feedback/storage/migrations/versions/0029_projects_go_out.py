"""Let the audit say that comments went out as a project."""

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0029_projects_go_out"
down_revision = "0028_theme_split"
branch_labels = None
depends_on = None

NEW_DEEDS = ("project_exported",)


def upgrade() -> None:
    """Add the deed to those that the database takes."""
    let_the_audit_take(NEW_DEEDS)
