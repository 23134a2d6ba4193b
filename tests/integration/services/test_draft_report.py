"""Drafted, checked by two, frozen, published: what is checked is what is frozen (R5-03, R4-33, R4-06)."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from analysis.reports.document import Grid, build_document
from feedback.clock import Clock
from feedback.domain.enums import AuditAction
from feedback.domain.errors import (
    Conflict,
    FeedbackError,
    IllegalTransition,
    NotAllowed,
    NotFound,
    SealBroken,
)
from feedback.domain.quarters import Quarter
from feedback.domain.registers import ForumComment
from feedback.domain.reports import ReportState
from feedback.services import draft_report as drafts
from feedback.services import publish_report as publishing
from feedback.services.answer_draft import answer_draft, note_sent
from feedback.services.forum_notice import find_comment, list_notices
from feedback.services.freeze_quarter import FrozenQuarter, find_frozen, freeze_quarter
from feedback.services.registers import add_entry
from feedback.services.report_links import LinkWish, find_link, make_link, open_link
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.services.word_report import Written, write_words
from feedback.storage.models import (
    AuditEvent,
    CommentRow,
    QuarterSnapshotRow,
    ReportDraft,
    ReportFile,
    ResponseRow,
)
from tests.integration.services.reviewing import add_officer
from tests.made_up import made_up_submission

Q2, Q3, Q4 = Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)
NOTE = "one paper form was counted twice."


def at(runtime: Runtime, *moment: int) -> Runtime:
    """Return the runtime at a moment in UTC."""
    return replace(runtime, clock=Clock.fixed(datetime(*moment, tzinfo=UTC)))


@pytest.fixture
def over(runtime: Runtime) -> Runtime:
    """Return a runtime after the third quarter, with twelve answers in it."""
    tell(runtime, 12)
    return at(runtime, 2026, 10, 5, 9)


def tell(runtime: Runtime, number: int, day: date = date(2026, 8, 14)) -> None:
    """Store so many answers of that day."""
    with runtime.database.transaction() as session:
        for _ in range(number):
            submit_response(session, runtime, made_up_submission(uuid4().hex, received_on=day))


def people(runtime: Runtime, number: int = 3) -> list[UUID]:
    """Return so many officers."""
    return [add_officer(runtime, f"officer{n}@example.org") for n in range(number)]


def draft(runtime: Runtime, by: UUID | None, note: str = "") -> drafts.Draft:
    """Make the draft of the third quarter."""
    with runtime.database.transaction() as session:
        return drafts.make_draft(session, runtime, Q3, staff_id=by, change_note=note)


def check(runtime: Runtime, seen: str, by: UUID) -> drafts.Draft:
    """Check the draft."""
    with runtime.database.transaction() as session:
        return drafts.check_draft(session, runtime, Q3, seen=seen, staff_id=by)


def freeze(runtime: Runtime, seen: str, by: UUID | None) -> FrozenQuarter:
    """Freeze the draft."""
    with runtime.database.transaction() as session:
        return drafts.freeze_draft(session, runtime, Q3, seen=seen, staff_id=by)


def publish(runtime: Runtime, frozen: FrozenQuarter, files: dict[str, bytes] | None = None) -> None:
    """Publish a frozen version."""
    with runtime.database.transaction() as session:
        publishing.publish_report(session, runtime, frozen, files or {})


def go_through(runtime: Runtime, who: list[UUID], note: str = "") -> FrozenQuarter:
    """Draft, check twice, freeze."""
    made = draft(runtime, who[0], note)
    for checker in who[1:3]:
        check(runtime, made.content_hash, checker)
    return freeze(runtime, made.content_hash, who[0])


def test_report_goes_from_draft_to_published_and_keeps_its_hash(over: Runtime) -> None:
    """R5-03: two check, neither of them freezes, and what they read is what is frozen and published."""
    who = people(over)
    made = draft(over, who[0])
    assert (made.state, made.version, made.snapshot.responses) == (ReportState.DRAFT, 1, 12)
    once = check(over, made.content_hash, who[1])
    assert (once.state, len(once.checked_by)) == (ReportState.DRAFT, 1)
    assert check(over, made.content_hash, who[2]).state is ReportState.CHECKED
    frozen = freeze(over, made.content_hash, who[0])
    assert frozen.content_hash == made.content_hash
    with over.database.reading() as session, pytest.raises(NotFound):
        publishing.find_published(session, Q3)
    publish(over, frozen, {"tables.csv": b"a,b"})
    with over.database.reading() as session:
        assert publishing.find_published(session, Q3) == frozen
        assert publishing.read_file(session, Q3, "tables.csv") == b"a,b"
        assert publishing.list_files(session, Q3) == ["tables.csv"]
        deeds = set(session.scalars(select(AuditEvent.action)))
    assert {
        AuditAction.REPORT_DRAFTED, AuditAction.REPORT_CHECKED, AuditAction.QUARTER_FROZEN,
        AuditAction.REPORT_PUBLISHED,
    } <= deeds  # fmt: skip
    with pytest.raises(IllegalTransition):
        publish(over, frozen)


def test_same_person_never_does_two_persons_work(over: Runtime) -> None:
    """R5-03: the maker does not check, nobody checks twice, no checker freezes, one check is not two."""
    who = people(over)
    seen = draft(over, who[0]).content_hash
    with pytest.raises(NotAllowed, match="You made this draft"):
        check(over, seen, who[0])
    check(over, seen, who[1])
    with pytest.raises(NotAllowed, match="You have checked"):
        check(over, seen, who[1])
    with pytest.raises(NotAllowed, match="Two people"):
        freeze(over, seen, who[0])
    check(over, seen, who[2])
    with pytest.raises(NotAllowed, match="somebody else freezes"):
        freeze(over, seen, who[1])
    assert freeze(over, seen, None).version == 1


def test_draft_that_changes_is_to_be_checked_again(over: Runtime) -> None:
    """R5-03: a check holds for the figures that were read and for no others."""
    who = people(over)
    first = draft(over, who[0])
    check(over, first.content_hash, who[1])
    assert len(draft(over, who[1]).checked_by) == 1, (
        "made anew from the same data, it is the same draft"
    )
    with over.database.transaction() as session:
        session.execute(update(CommentRow).values(masked="Other words"))
        some = session.scalars(select(ResponseRow.id).limit(1)).one()
        session.execute(delete(CommentRow).where(CommentRow.response_id == some))
    second = draft(over, who[0])
    assert second.content_hash != first.content_hash
    assert second.checked_by == ()
    with pytest.raises(Conflict, match="made anew"):
        check(over, first.content_hash, who[2])
    with pytest.raises(Conflict, match="made anew"):
        freeze(over, first.content_hash, who[0])


def test_family_that_leaves_before_freezing_is_not_counted(over: Runtime) -> None:
    """R4-06: a draft that counts somebody who took their answers back is not frozen."""
    who = people(over)
    seen = draft(over, who[0]).content_hash
    check(over, seen, who[1])
    check(over, seen, who[2])
    with over.database.transaction() as session:
        some = session.scalars(select(ResponseRow.id).limit(1)).one()
        session.execute(delete(ResponseRow).where(ResponseRow.id == some))
    with pytest.raises(Conflict, match="took its answers"):
        freeze(over, seen, who[0])
    again = go_through(over, who)
    assert again.snapshot.responses == 11


def test_late_arrival_counts_in_the_next_quarter(over: Runtime) -> None:
    """R4-33: what is typed in after the draft was made is lost to no report and changes none."""
    who = people(over)
    made = draft(over, who[0])
    tell(over, 3)
    with over.database.reading() as session:
        quarters = list(session.scalars(select(ResponseRow.quarter)))
    assert (quarters.count("2026-Q3"), quarters.count("2026-Q4")) == (12, 3)
    assert draft(over, who[0]).content_hash == made.content_hash
    tell(over, 1, date(2026, 4, 7))
    tell(over, 1, date(2026, 10, 5))
    with over.database.reading() as session:
        quarters = list(session.scalars(select(ResponseRow.quarter)))
    assert (quarters.count("2026-Q2"), quarters.count("2026-Q4")) == (1, 4)


def test_late_arrival_passes_every_quarter_that_is_closed(over: Runtime) -> None:
    """R4-33: an answer of a quarter whose next one is frozen too comes into the first that is open."""
    with over.database.transaction() as session:
        freeze_quarter(session, over, Q2)
        freeze_quarter(session, over, Q3)
    tell(over, 1, date(2026, 4, 7))
    with over.database.reading() as session:
        assert session.scalar(select(ResponseRow.quarter).where(
            ResponseRow.received_on == date(2026, 4, 7)
        )) == "2026-Q4"  # fmt: skip


def test_correction_is_a_new_version_whose_note_every_table_carries(over: Runtime) -> None:
    """R5-03: nothing is overwritten; what differs says so, and where nothing differs there is no correction."""
    who = people(over)
    first = go_through(over, who)
    publish(over, first)
    with pytest.raises(Conflict, match="nothing to correct"):
        draft(over, who[0], NOTE)
    with over.database.transaction() as session:
        for some in session.scalars(select(ResponseRow.id).limit(6)).all():
            session.execute(delete(ResponseRow).where(ResponseRow.id == some))
    second = go_through(over, who, NOTE)
    assert second.version == 2
    (grid,) = [
        b for b in build_document(second.snapshot)
        if isinstance(b, Grid) and b.title == "Corrections to this report"
    ]  # fmt: skip
    assert grid.rows == (("Version 2", NOTE),)
    with over.database.reading() as session:
        assert publishing.find_published(session, Q3).version == 1, "until it is published"
        assert find_frozen(session, Q3).version == 2
    publish(over, second)
    with over.database.reading() as session:
        assert [row.version for row in publishing.list_published(session)] == [2, 1]
        assert publishing.find_published(session, Q3, version=1) == first
        assert publishing.list_published(session)[0].change_note == NOTE
    with pytest.raises(Conflict, match="Another version"):
        publish(over, first)


def test_quarter_that_is_not_over_has_no_draft(runtime: Runtime) -> None:
    with pytest.raises(Conflict, match="not over"):
        draft(runtime, None)
    with runtime.database.reading() as session, pytest.raises(NotFound):
        drafts.get_draft(session, Q3)
    with pytest.raises(NotFound):
        check(runtime, "x", uuid4())
    made_up = FrozenQuarter("2026-Q3", 1, datetime(2026, 10, 1, tzinfo=UTC), "x", None)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        publish(runtime, made_up)


def test_quarter_ends_at_midnight_in_england_whatever_the_clocks_do(runtime: Runtime) -> None:
    """R5-03: in summer England is an hour ahead; when the clocks go back one hour comes twice, and order stays."""
    tell(runtime, 12)
    with pytest.raises(Conflict, match="not over"):
        draft(at(runtime, 2026, 9, 30, 22, 59), None)
    assert draft(at(runtime, 2026, 9, 30, 23, 1), None).version == 1
    who = people(runtime)
    first_time, second_time = at(runtime, 2026, 10, 25, 0, 30), at(runtime, 2026, 10, 25, 1, 30)
    first = go_through(second_time, who)
    with runtime.database.transaction() as session:
        for some in session.scalars(select(ResponseRow.id).limit(6)).all():
            session.execute(delete(ResponseRow).where(ResponseRow.id == some))
    # The machine's own clock was set back: the newest version is the one that was made last.
    second = go_through(first_time, who, NOTE)
    assert second.frozen_utc < first.frozen_utc
    with runtime.database.reading() as session:
        assert find_frozen(session, Q3).version == 2


def test_draft_or_file_that_was_altered_behind_the_service_is_refused(over: Runtime) -> None:
    """R5-03, R5-16: the hash finds whoever changes a figure on disk, before freezing and after publishing."""
    who = people(over)
    made = draft(over, who[0])
    for checker in who[1:]:
        check(over, made.content_hash, checker)
    with over.database.transaction() as session:
        row = session.scalars(select(ReportDraft)).one()
        kept, row.payload = row.payload, row.payload.replace('"responses":12', '"responses":90')
    with pytest.raises(SealBroken):
        freeze(over, made.content_hash, who[0])
    with over.database.transaction() as session:
        session.scalars(select(ReportDraft)).one().payload = kept
    publish(over, freeze(over, made.content_hash, who[0]), {"tables.csv": b"true"})
    with over.database.transaction() as session:
        session.scalars(select(ReportFile)).one().content = b"false"
    with over.database.reading() as session:
        with pytest.raises(SealBroken):
            publishing.read_file(session, Q3, "tables.csv")
        with pytest.raises(NotFound):
            publishing.read_file(session, Q3, "nothing.csv")


def test_two_people_who_freeze_at_once_make_one(over: Runtime) -> None:
    """R5-03, on both databases: the second one is given what the first one froze."""
    who = people(over, 4)
    made = draft(over, who[0])
    for checker in who[1:3]:
        check(over, made.content_hash, checker)
    start, found, failed = threading.Barrier(2), [], []

    def go(person: UUID) -> None:
        start.wait()
        try:
            found.append(freeze(over, made.content_hash, person))
        except FeedbackError as error:
            failed.append(error)

    threads = [threading.Thread(target=go, args=(person,)) for person in (who[0], who[3])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert found[0] == found[1]
    with over.database.reading() as session:
        assert len(session.scalars(select(QuarterSnapshotRow)).all()) == 1


def test_two_people_who_draft_at_once_make_one(over: Runtime) -> None:
    """R5-03: neither is refused, and there is one draft."""
    start, made = threading.Barrier(2), []

    def go() -> None:
        start.wait()
        made.append(draft(over, None).content_hash)

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert len(set(made)) == 1
    with over.database.reading() as session:
        assert len(session.scalars(select(ReportDraft)).all()) == 1


def test_quarter_of_a_frozen_year_is_not_drafted(over: Runtime) -> None:
    """R5-20: beside the year another version could give a count away."""
    with over.database.transaction() as session:
        made = freeze_quarter(session, over, Q3)
        session.scalars(select(QuarterSnapshotRow)).one().quarter = "2026"
    assert made.version == 1
    with pytest.raises(Conflict, match="stays as it is"):
        draft(over, None)


def test_forum_is_noted_as_sent_once_and_its_words_need_a_draft_that_was_sent(
    over: Runtime,
) -> None:
    """R5-18: the day of the first sending stays; nobody answers what nobody sent."""
    (officer,) = people(over, 1)
    draft(over, officer)
    noted = ForumComment("pcv", str(Q3), sent_on=None)
    with over.database.transaction() as session:
        with pytest.raises(NotFound):
            answer_draft(session, over, str(Q3), "pcv", words="Hello", link_id=uuid4())
        assert find_comment(session, str(Q3), "pcv") is None
        add_entry(session, over, noted, staff_id=officer)
        note_sent(session, over, str(Q3), "pcv", staff_id=officer)
    with over.database.transaction() as session:
        note_sent(session, later(over, 3), str(Q3), "pcv", staff_id=officer)
        said = find_comment(session, str(Q3), "pcv")
        (had,) = [n for n in list_notices(session, later(over, 14), str(Q3)) if n.sent_on]
    assert said is not None
    assert said.sent_on == over.clock.today()
    assert (had.forum, had.working_days, had.enough) == ("Parent Carer Voice", 10, True)


def test_link_is_open_for_at_most_ninety_days_and_an_unknown_one_is_never(over: Runtime) -> None:
    (officer,) = people(over, 1)
    with over.database.transaction() as session:
        for days in (0, 91):
            with pytest.raises(Conflict, match="1 to 90 days"):
                make_link(session, over, LinkWish("A body", days), staff_id=officer)
        with pytest.raises(NotFound):
            open_link(session, over, "no such token")
        token = make_link(session, over, LinkWish("A body", 1), staff_id=officer)
        assert find_link(session, later(over, 1), token) is None, "it ends on the minute"


def test_words_too_long_for_the_main_body_are_refused(over: Runtime) -> None:
    """R5-05: six pages."""
    (officer,) = people(over, 1)
    draft(over, officer)
    with over.database.transaction() as session, pytest.raises(Conflict, match="1,500 characters"):
        write_words(session, over, Q3, Written(3, "x" * 1_501, 0), staff_id=officer)


def later(runtime: Runtime, days: int) -> Runtime:
    """Return the runtime so many days later."""
    return replace(runtime, clock=Clock.fixed(runtime.clock.now() + timedelta(days=days)))
