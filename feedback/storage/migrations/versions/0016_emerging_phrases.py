"""Keep what officers made of phrases that no theme explained, and let the audit say what is measured."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0016_emerging_phrases"
down_revision = "0015_registers"
branch_labels = None
depends_on = None

NEW_DEEDS = (
    "emerging_decided", "blind_opened", "blind_coded", "blind_agreed", "audit_forgotten", "audit_exported",
)  # fmt: skip


def upgrade() -> None:
    """Add the table, and the deeds that the audit takes."""
    op.create_table(
        "emerging_phrase",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("phrase", sa.String(200), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("of_comments", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(40), nullable=False),
        sa.Column("theme", sa.String(60), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("staff_user.id"), nullable=False),
        sa.Column("decided_utc", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(choice = 'set_aside') = (theme IS NULL)", name="aside_has_no_theme"),
        sa.CheckConstraint(
            "choice IN ('new_theme', 'part_of_theme', 'set_aside')", name="emergingchoice"
        ),
    )
    op.create_index("ix_emerging_phrase_phrase", "emerging_phrase", ["phrase"])
    _let_the_audit_say_so()


def _let_the_audit_say_so() -> None:
    """Add the new deeds to those that the database takes now, whichever migration named them."""
    connection = op.get_bind()
    name = "ck_audit_event_auditaction"
    checks = sa.inspect(connection).get_check_constraints("audit_event")
    now = next(check["sqltext"] for check in checks if check["name"] == name)
    known = list(dict.fromkeys((*re.findall(r"'([a-z_]+)'", now), *NEW_DEEDS)))
    allowed = "action IN ({})".format(", ".join(f"'{deed}'" for deed in known))
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(name), "audit_event", type_="check")
        op.create_check_constraint(op.f(name), "audit_event", allowed)
        return
    # SQLite makes the table anew; it must again keep no order of arrival (R4-02). Checks are not carried over
    # by themselves, so each one is said again.
    with op.batch_alter_table(
        "audit_event", recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as table:
        table.create_check_constraint(op.f(name), allowed)
        for check in checks:
            if check["name"] != name:
                table.create_check_constraint(op.f(str(check["name"])), check["sqltext"])
