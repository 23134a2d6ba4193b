"""Around a response: complaints with their clock, sealed contact details, counts that belong to nobody."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from feedback.clock import Clock
from feedback.domain.around import Around, ComplaintWish, ContactDetails, HandOffState
from feedback.domain.complaints import Stage
from feedback.domain.enums import AuditAction, Role
from feedback.domain.equality import ETHNIC_GROUPS, GROUP_OF
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.contact_details import REASONS, open_contact
from feedback.services.equality import EqualityTally, tally
from feedback.services.hand_offs import due_on, get_hand_off, list_hand_offs, pass_on
from feedback.services.keys import rotate_keys
from feedback.services.purge import purge
from feedback.services.runtime import Runtime
from feedback.services.sign_in import Staff
from feedback.services.staff_accounts import create_staff
from feedback.services.submit_response import submit_response
from feedback.storage.models import AuditEvent
from feedback.storage.sealing import Keyring
from tests.databases import FIRST_KEY, NOON, SECOND_KEY
from tests.made_up import made_up_submission

DETAILS = ContactDetails("Robin Hollybush", "robin@example.org", "07700 900461", "Not after six")


def tell(runtime: Runtime, around: Around, once_key: str = "once-1") -> UUID:
    """Store a made-up submission with something around it."""
    made = made_up_submission(once_key, around=around)
    with runtime.database.transaction() as session:
        return submit_response(session, runtime, made).response_id


def somebody(*roles: Role) -> Staff:
    """Return a member of staff with these roles."""
    return Staff(uuid4(), "Test", frozenset(roles))


def stored_staff(runtime: Runtime, role: Role = Role.COMPLAINTS) -> Staff:
    """Store and return a member of staff."""
    with runtime.database.transaction() as session:
        made = create_staff(
            session, runtime, email=f"{role}@example.org", name="Test",
            password="correct horse battery staple", roles=frozenset({role}),
        )  # fmt: skip
    return Staff(made, "Test", frozenset({role}))


def rows(runtime: Runtime, sql: str) -> list[tuple[object, ...]]:
    """Return what the database answers."""
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


@pytest.mark.parametrize("wish", [None, ComplaintWish.NO])
def test_response_when_no_complaint_keeps_nothing_around_it(
    runtime: Runtime, wish: ComplaintWish | None
) -> None:
    tell(runtime, Around(complaint=wish, contact=DETAILS))
    assert rows(runtime, "SELECT * FROM hand_off") == []
    assert rows(runtime, "SELECT * FROM contact_detail") == [], "nobody would use them"


def test_complaint_when_sent_starts_its_clock_on_that_day_whenever_it_is_read(
    runtime: Runtime,
) -> None:
    """R2-11: the clock starts at the sending, not when somebody gets round to it."""
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES))
    later = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=30)))
    with runtime.database.reading() as session:
        found = get_hand_off(session, later, response_id)
    assert found.received_on == date(2026, 8, 14)
    assert found.late
    assert dict(found.due) == {
        Stage.HAND_ON: date(2026, 8, 17),
        Stage.ACKNOWLEDGE: date(2026, 8, 19),
        Stage.STAGE_1: date(2026, 8, 28),
        Stage.STAGE_1_COMPLEX: date(2026, 9, 14),  # 31 August is a bank holiday
    }


@pytest.mark.parametrize(
    ("stage", "start", "due"),
    [
        (Stage.STAGE_1, date(2026, 3, 27), date(2026, 4, 14)),
        (Stage.STAGE_1, date(2026, 12, 18), date(2027, 1, 6)),
        (Stage.STAGE_2, date(2026, 12, 1), date(2027, 1, 8)),
        (Stage.STAGE_2_EXTENDED, date(2026, 3, 2), date(2026, 6, 5)),
        (Stage.STAGE_3_PANEL, date(2026, 3, 2), date(2026, 4, 15)),
        (Stage.HAND_ON, date(2026, 4, 2), date(2026, 4, 7)),
    ],
)
def test_due_dates_over_easter_and_christmas_are_right(
    stage: Stage, start: date, due: date
) -> None:
    """R2-11, section 2.7."""
    assert due_on(stage, start) == due


def test_hand_off_when_passed_on_leaves_the_list_once_and_is_written_down(runtime: Runtime) -> None:
    response_id = tell(runtime, Around(complaint=ComplaintWish.NOT_SURE))
    staff = stored_staff(runtime)
    with runtime.database.transaction() as session:
        pass_on(session, runtime, response_id, staff_id=staff.id)
    with runtime.database.reading() as session:
        assert list_hand_offs(session, runtime) == ()
        (done,) = list_hand_offs(session, runtime, state=HandOffState.DONE)
        assert not done.late
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == staff.id))
        assert AuditAction.HAND_OFF_DONE in list(actions)
    with runtime.database.transaction() as session, pytest.raises(Conflict):
        pass_on(session, runtime, response_id, staff_id=staff.id)
    with runtime.database.transaction() as session, pytest.raises(NotFound):
        pass_on(session, runtime, uuid4(), staff_id=staff.id)


def test_contact_details_when_stored_are_sealed_and_open_for_a_role_with_a_reason(
    runtime: Runtime,
) -> None:
    """R4-03: a separate table, sealed, and an access row for each opening."""
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS))
    ((sealed, kept),) = rows(runtime, "SELECT sealed, kept_from FROM contact_detail")
    assert isinstance(sealed, bytes)
    assert b"robin" not in sealed
    assert str(kept) == "2026-08-14"
    staff = somebody(Role.COMPLAINTS)
    with runtime.database.transaction() as session:
        assert open_contact(session, runtime, response_id, staff=staff, reason="reply") == DETAILS
    with runtime.database.reading() as session:
        opened = session.scalars(
            select(AuditEvent).where(AuditEvent.action == AuditAction.CONTACT_OPENED)
        ).one()
        assert opened.actor_id == staff.id
        assert opened.detail == {"reason": "reply"}
        assert opened.subject_id == str(response_id)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMITTEE, Role.ADMIN])
def test_contact_details_when_asked_for_by_who_analyses_are_refused(
    runtime: Runtime, role: Role
) -> None:
    """R4-03: the people who read and sort never learn who it was."""
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS))
    with runtime.database.transaction() as session, pytest.raises(NotAllowed):
        open_contact(session, runtime, response_id, staff=somebody(role), reason="reply")


def test_contact_details_for_mash_open_for_safeguarding_leads_alone(runtime: Runtime) -> None:
    """R4-26: a complaint is no reason to use what a lead may ask for."""
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS))
    with runtime.database.transaction() as session, pytest.raises(NotAllowed):
        open_contact(session, runtime, response_id, staff=somebody(Role.COMPLAINTS), reason="mash")
    lead = somebody(Role.SAFEGUARDING)
    with runtime.database.transaction() as session:
        assert open_contact(session, runtime, response_id, staff=lead, reason="mash") == DETAILS


@pytest.mark.parametrize("reason", ["", "curious"])
def test_contact_details_without_a_reason_are_refused(runtime: Runtime, reason: str) -> None:
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS))
    with runtime.database.transaction() as session, pytest.raises(NotAllowed):
        open_contact(
            session, runtime, response_id, staff=somebody(Role.SAFEGUARDING), reason=reason
        )
    assert reason not in REASONS


def test_contact_details_when_keys_are_turned_over_still_open(runtime: Runtime) -> None:
    response_id = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS))
    rotate_keys(replace(runtime, keyring=Keyring((SECOND_KEY, FIRST_KEY))))
    after = replace(runtime, keyring=Keyring((SECOND_KEY,)))
    with after.database.transaction() as session:
        staff = somebody(Role.COMPLAINTS)
        assert open_contact(session, after, response_id, staff=staff, reason="reply") == DETAILS


def test_contact_details_are_purged_after_their_days_unless_somebody_still_waits(
    runtime: Runtime,
) -> None:
    """R4-07: 90 days after the last reply; an open complaint keeps the only way to answer it."""
    answered = tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS), "a")
    tell(runtime, Around(complaint=ComplaintWish.YES, contact=DETAILS), "b")
    replied = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=20)))
    staff = stored_staff(runtime)
    with replied.database.transaction() as session:
        pass_on(session, replied, answered, staff_id=staff.id)
    almost = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=110)))
    assert purge(almost).contacts == 0
    over = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=111)))
    assert purge(over).contacts == 1
    with over.database.transaction() as session, pytest.raises(NotFound):
        open_contact(
            session, over, answered, staff=somebody(Role.COMPLAINTS), reason="reply"
        )  # fmt: skip
    assert rows(runtime, "SELECT count(*) FROM contact_detail") == [(1,)]


def test_answers_about_oneself_are_counted_once_and_tied_to_nobody(runtime: Runtime) -> None:
    """Section 2.9: stored apart, so that a small combination does not sit beside the words."""
    given = {"ethnicity": ("roma",), "age": ("35-44",), "groups": ("carer", "kinship")}
    for once_key in ("a", "a", "b"):
        tell(runtime, Around(about_you=given), once_key)
    tell(runtime, Around(about_you={"ethnicity": ("irish",)}), "c")
    (columns,) = [tuple(c.name for c in table.columns) for table in _equality_tables()]
    assert columns == ("quarter", "forum", "audience", "question", "value", "count")
    with runtime.database.reading() as session:
        detailed = tally(session, Quarter(2026, 3), published=False)
        published = tally(session, Quarter(2026, 3), published=True)
    assert EqualityTally("ethnicity", "roma", 2) in detailed
    assert EqualityTally("ethnicity", "irish", 1) in detailed
    assert EqualityTally("ethnicity", "white", 3) in published
    assert EqualityTally("groups", "kinship", 2) in published


def _equality_tables() -> list:  # type: ignore[type-arg]
    from feedback.storage.models import Base

    return [t for t in Base.metadata.sorted_tables if t.name.startswith("equality")]


def test_ethnic_boxes_are_nineteen_in_five_groups_and_each_is_in_one() -> None:
    """Section 2.9, Census 2021."""
    assert len(ETHNIC_GROUPS) == 5
    assert sum(map(len, ETHNIC_GROUPS.values())) == 19
    assert len(GROUP_OF) == 19


def test_no_table_has_a_birth_date_or_a_postcode() -> None:
    """Section 2.9: bands and named towns only."""
    from feedback.storage.models import Base

    names = {c.name for table in Base.metadata.sorted_tables for c in table.columns}
    assert not {name for name in names if "birth" in name or "postcode" in name or "dob" in name}
