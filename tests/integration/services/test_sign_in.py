"""Signing in: slow for whoever guesses, the same for known and unknown, never in a family's way."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher, Type
from sqlalchemy import select, update

from feedback.clock import Clock
from feedback.domain.enums import AuditAction
from feedback.services import passwords
from feedback.services import sign_in as module
from feedback.services.passwords import STRONG
from feedback.services.runtime import Runtime
from feedback.services.sign_in import (
    PAUSE,
    TRIES_BEFORE_PAUSE,
    SignedIn,
    check_password,
    find_staff,
    sign_in,
    sign_out,
    touch_session,
)
from feedback.services.staff_accounts import set_active
from feedback.storage.models import AuditEvent, StaffSession, StaffUser
from tests.databases import NOON
from tests.integration.services.reviewing import PASSWORD, add_officer

EMAIL = "priya@example.org"


def at(runtime: Runtime, **elapsed: float) -> Runtime:
    """Return the runtime later on."""
    return replace(runtime, clock=Clock.fixed(NOON + timedelta(**elapsed)))


def enter(runtime: Runtime, password: str = PASSWORD, email: str = EMAIL) -> str | None:
    """Try to sign in; return the token or None."""
    checked = check_password(runtime, email=email, password=password)
    with runtime.database.transaction() as session:
        return sign_in(session, runtime, checked)


def find(runtime: Runtime, token: str) -> SignedIn | None:
    """Return who holds the token."""
    with runtime.database.reading() as session:
        return find_staff(session, runtime, token)


def test_token_is_kept_by_the_browser_alone(runtime: Runtime) -> None:
    add_officer(runtime)
    token = enter(runtime, email=" Priya@Example.org ")
    assert token is not None
    assert len(token) >= 43, "256 random bits"
    with runtime.database.reading() as session:
        (kept,) = session.scalars(select(StaffSession)).all()
    assert token.encode() not in kept.token_hash
    assert find(runtime, token) is not None
    assert find(runtime, token + "x") is None


def test_nobody_can_tell_the_unknown_from_the_known_by_the_work_done(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_officer(runtime)
    add_officer(runtime, "gone@example.org")
    with runtime.database.transaction() as session:
        set_active(session, runtime, email="gone@example.org", active=False)
    verified: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, hash_: str, password: str) -> bool:
        verified.append(hash_[:25])
        return real(self, hash_, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for email in (EMAIL, "gone@example.org", "nobody@example.org", "", "\x00"):
        assert enter(runtime, "a wrong password", email) is None
    assert len(verified) == 5
    assert len(set(verified)) == 1, "with the same parameters"
    assert enter(runtime, "nobody has this password", "nobody@example.org") is None
    assert enter(runtime, PASSWORD, "gone@example.org") is None


def test_families_are_not_kept_waiting_while_a_password_is_compared(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_officer(runtime)
    stored = threading.Event()

    def slow(password_hash: str | None, password: str) -> bool:
        def store() -> None:
            with runtime.database.transaction() as session:
                session.execute(update(StaffUser).values(display_name="Somebody wrote"))
            stored.set()

        writer = threading.Thread(target=store)
        writer.start()
        assert stored.wait(timeout=3), "another transaction had to wait"
        writer.join()
        return passwords.is_right(password_hash, password)

    monkeypatch.setattr(module, "is_right", slow)
    assert enter(runtime) is not None


def test_pause_comes_after_wrong_tries_and_passes(runtime: Runtime) -> None:
    add_officer(runtime)
    for _ in range(TRIES_BEFORE_PAUSE - 1):
        assert enter(runtime, "a wrong password") is None
    assert enter(runtime) is not None, "the count starts anew"
    for _ in range(TRIES_BEFORE_PAUSE):
        assert enter(runtime, "a wrong password") is None
    assert enter(runtime) is None
    assert enter(at(runtime, minutes=PAUSE.seconds / 60 - 1)) is None
    assert enter(at(runtime, minutes=PAUSE.seconds / 60 + 1)) is not None
    with runtime.database.reading() as session:
        asked = select(AuditEvent.detail).where(AuditEvent.action == AuditAction.SIGN_IN_FAILED)
        failed = list(session.scalars(asked))
    assert failed.count({"paused": True}) == 1
    assert len(failed) == 2 * TRIES_BEFORE_PAUSE - 1


def test_passwords_are_hashed_as_owasp_asks_or_stronger() -> None:
    assert STRONG.type is Type.ID
    assert STRONG.memory_cost >= 19 * 1024
    assert STRONG.time_cost >= 2


def test_hash_is_renewed_when_it_is_weaker_than_today(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", STRONG)
    officer = add_officer(runtime)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with runtime.database.transaction() as session:
        session.execute(update(StaffUser).values(password_hash=weak))
    assert enter(runtime, "a wrong password") is None
    assert hash_of(runtime, officer) == weak
    assert enter(runtime) is not None
    renewed = hash_of(runtime, officer)
    assert renewed != weak
    assert not STRONG.check_needs_rehash(renewed)
    assert enter(runtime) is not None


def hash_of(runtime: Runtime, staff_id: UUID) -> str:
    """Return the stored hash."""
    with runtime.database.reading() as session:
        return session.get_one(StaffUser, staff_id).password_hash


def test_broken_hash_lets_nobody_in(runtime: Runtime) -> None:
    add_officer(runtime)
    with runtime.database.transaction() as session:
        session.execute(update(StaffUser).values(password_hash="$argon2id$broken"))
    assert enter(runtime) is None


def test_session_ends_when_idle_or_old_or_signed_out_or_stopped(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    token = enter(runtime)
    assert token is not None
    found = find(at(runtime, minutes=29), token)
    assert found is not None
    assert found.due
    assert find(at(runtime, minutes=31), token) is None
    with runtime.database.transaction() as session:
        touch_session(session, at(runtime, minutes=29), token)
    assert find(at(runtime, minutes=31), token) is not None
    with runtime.database.transaction() as session:
        touch_session(session, at(runtime, hours=12), token)
    assert find(at(runtime, hours=12, minutes=1), token) is None, "however busy"
    with runtime.database.transaction() as session:
        sign_out(session, runtime, token, staff_id=officer)
    assert find(runtime, token) is None
    other = enter(runtime)
    assert other is not None
    with runtime.database.transaction() as session:
        set_active(session, runtime, email=EMAIL, active=False)
    assert find(runtime, other) is None


def test_use_is_not_written_down_with_every_click(runtime: Runtime) -> None:
    add_officer(runtime)
    token = enter(runtime)
    assert token is not None
    found = find(at(runtime, seconds=20), token)
    assert found is not None
    assert not found.due
