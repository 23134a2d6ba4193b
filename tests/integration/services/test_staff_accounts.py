"""Who works here."""

import pytest
from sqlalchemy import func, select

from feedback.domain.enums import AuditAction, Role
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.runtime import Runtime
from feedback.services.sign_in import check_password, sign_in
from feedback.services.staff_accounts import (
    create_staff,
    list_staff,
    new_password,
    reset_password,
    set_active,
)
from feedback.storage.models import AuditEvent, StaffSession, StaffUser
from tests.integration.services.reviewing import PASSWORD, add_officer

EMAIL = "priya@example.org"
GOOD = {
    "email": "new@example.org",
    "name": "New",
    "password": PASSWORD,
    "roles": frozenset({Role.OFFICER}),
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no address"},
        {"email": "@example.org"},
        {"email": "a" * 250 + "@b.uk"},
        {"name": "  "},
        {"name": "n" * 121},
        {"password": "too short"},
        {"password": "p" * 201},
        {"password": "abababababababab"},
        {"roles": frozenset()},
    ],
)
def test_account_when_something_is_wrong_is_refused(
    sqlite_runtime: Runtime, wrong: dict[str, object]
) -> None:
    given = GOOD | wrong
    with pytest.raises(NotAllowed), sqlite_runtime.database.transaction() as session:
        create_staff(session, sqlite_runtime, **given)  # type: ignore[arg-type]
    with sqlite_runtime.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffUser)) == 0


def test_address_however_it_is_written_is_taken_once(runtime: Runtime) -> None:
    add_officer(runtime)
    with pytest.raises(Conflict):
        add_officer(runtime, " PRIYA@example.ORG")
    with runtime.database.reading() as session:
        (account,) = list_staff(session)
    assert (account.email, account.roles, account.active) == (EMAIL, (Role.OFFICER,), True)


def test_new_password_ends_everything_that_is_open(runtime: Runtime) -> None:
    add_officer(runtime)
    checked = check_password(runtime, email=EMAIL, password=PASSWORD)
    with runtime.database.transaction() as session:
        assert sign_in(session, runtime, checked) is not None
    password = new_password()
    assert len(password) == 20
    with runtime.database.transaction() as session:
        reset_password(session, runtime, email=EMAIL, password=password)
    with runtime.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0
    assert not check_password(runtime, email=EMAIL, password=PASSWORD).right
    assert check_password(runtime, email=EMAIL, password=password).right


def test_changes_are_audited_without_the_password_or_the_address(runtime: Runtime) -> None:
    add_officer(runtime)
    with runtime.database.transaction() as session:
        set_active(session, runtime, email=EMAIL, active=False)
        set_active(session, runtime, email=EMAIL, active=True)
        reset_password(session, runtime, email=EMAIL, password=new_password())
    with runtime.database.reading() as session:
        events = session.scalars(select(AuditEvent)).all()
    assert [e.detail["what"] for e in events if e.action == AuditAction.STAFF_CHANGED]
    assert {e.action for e in events} == {AuditAction.STAFF_CREATED, AuditAction.STAFF_CHANGED}
    assert not [e for e in events if EMAIL in str(e.detail) + e.subject_id]


def test_change_of_nobody_is_refused(sqlite_runtime: Runtime) -> None:
    with pytest.raises(NotFound), sqlite_runtime.database.transaction() as session:
        set_active(session, sqlite_runtime, email="nobody@example.org", active=True)
