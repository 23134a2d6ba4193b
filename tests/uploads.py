"""A small file of another survey and what is chosen for it, for the tests of imports."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from feedback.clock import Clock
from feedback.domain.enums import AuditAction, Role
from feedback.services.import_plan import NOT_ANSWERED, Plan
from feedback.services.import_uploads import (
    Upload,
    get_row,
    keep_plan,
    open_upload,
    take_upload,
)
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.storage.models import (
    AuditEvent,
    Base,
)
from tests.conftest import PASSWORD
from tests.databases import NOON
from tests.made_up import ADULTS

HEADER = "Ref,Date,Overall?,Tell us: went_well\n"
ROWS = (
    "r1,2026-05-04,Fine,Marmalade was kind.\nr2,13/05/2026,Awful,\nr3,2026-05-06,N/A,Nobody rang.\n"
)
CSV = (HEADER + ROWS).encode()
SOUND = Plan(
    roles=("id", "day", "overall", "went_well"),
    survey="Schools 2026",
    values={2: {"Fine": "good", "Awful": "very_poor", "N/A": NOT_ANSWERED}},
)


@pytest.fixture
def officer(runtime: Runtime) -> UUID:
    """Return an officer's id."""
    return add_officer(runtime, "officer@example.org")


def add_officer(runtime: Runtime, email: str) -> UUID:
    with runtime.database.transaction() as session:
        return create_staff(
            session, runtime, email=email, name="Test", password=PASSWORD, roles=frozenset({Role.OFFICER})
        )  # fmt: skip


def take(runtime: Runtime, officer: UUID, content: bytes = CSV, name: str = "a.csv") -> UUID:
    return take_upload(runtime, staff_id=officer, slug=ADULTS.slug, filename=name, content=content)


def keep(
    runtime: Runtime, officer: UUID, upload_id: UUID, plan: Plan, *, queue: bool = False
) -> None:
    with runtime.database.transaction() as session:
        keep_plan(session, runtime, upload_id, officer, plan, queue=queue)


def opened(runtime: Runtime, officer: UUID, upload_id: UUID) -> Upload:
    with runtime.database.reading() as session:
        return open_upload(session, runtime, upload_id, officer)


def ready(runtime: Runtime, officer: UUID, content: bytes = CSV, **changes: Any) -> UUID:
    """Take a file and choose how it is read."""
    upload_id = take(runtime, officer, content)
    keep(runtime, officer, upload_id, replace(SOUND, **changes))
    return upload_id


def count(runtime: Runtime, table: type[Base]) -> int:
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def state(runtime: Runtime, upload_id: UUID) -> Any:
    with runtime.database.reading() as session:
        return get_row(session, upload_id, None)


def actions(runtime: Runtime) -> list[AuditAction]:
    with runtime.database.reading() as session:
        found = select(AuditEvent.action).where(AuditEvent.subject_type.like("import%"))
        return sorted(session.scalars(found))


def later(runtime: Runtime, **passed: int) -> Runtime:
    return replace(runtime, clock=Clock.fixed(NOON + timedelta(**passed)))
