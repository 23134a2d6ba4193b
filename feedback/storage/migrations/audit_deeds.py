"""What a migration does when people can do something new: the audit's check must take the new deed."""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op


def let_the_audit_take(new: Iterable[str]) -> None:
    """Add the new deeds to those that the database takes now, whichever migration named them."""
    connection = op.get_bind()
    name = "ck_audit_event_auditaction"
    checks = sa.inspect(connection).get_check_constraints("audit_event")
    now = next(check["sqltext"] for check in checks if check["name"] == name)
    known = list(dict.fromkeys((*re.findall(r"'([a-z_]+)'", now), *new)))
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
