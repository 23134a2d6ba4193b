"""The officers' overview: right counts, few statements, nothing of what the reader may not know (R4-25, R4-35)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from analysis.reports.counts import WHO
from feedback.clock import Clock
from feedback.domain.quarters import Quarter
from feedback.domain.submissions import Answer
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.lundy import count_lundy
from feedback.services.overview import (
    LEAST_WITHOUT_COMMENTS,
    Overview,
    ThemeOverTime,
    days_of_age,
    quarter_to_open,
    read_overview,
    read_themes,
)
from feedback.services.review_queue import Figure, QueueFilter, list_queue
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import AnswerRow, Flag, ResponseRow
from tests.integration.services.acting import add_themed
from tests.integration.services.reviewing import (
    add_officer,
    add_response,
    counted_statements,
    decide,
    load,
)
from tests.made_up import made_up_submission

Q3 = Quarter(2026, 3)
MOST_STATEMENTS = 13


def at(runtime: Runtime, day: int, month: int = 8) -> Runtime:
    """Return the runtime as it is at noon of a day of 2026."""
    return replace(runtime, clock=Clock.fixed(datetime(2026, month, day, 12, tzinfo=UTC)))


def look(
    runtime: Runtime, quarter: Quarter = Q3, *, sees_held: bool = True, least: int = 0
) -> Overview:
    """Return the overview."""
    with runtime.database.reading() as session:
        return read_overview(session, runtime, quarter, sees_held=sees_held, least=least)


def themes(
    runtime: Runtime, *, sees_held: bool = True, least: int = 0
) -> tuple[ThemeOverTime, ...]:
    """Return the themes over time."""
    with runtime.database.reading() as session:
        return read_themes(session, runtime, Q3, sees_held=sees_held, least=least)


def say(
    runtime: Runtime,
    listened: str,
    *,
    who: str | None = None,
    day: int = 14,
    workers: str | None = None,
) -> UUID:
    """Store somebody who says of special needs help whether they felt listened to, and who they are."""
    answers = (Answer("listened", (listened,)), Answer("services", ("send",)), Answer("overall"))
    with runtime.database.transaction() as session:
        made = made_up_submission(uuid4().hex, answers=answers, received_on=date(2026, 8, day))
        response = submit_response(session, runtime, made).response_id
        for construct, value in (("who", who), ("worker_count", workers)):
            if value is not None:
                session.add(
                    AnswerRow(
                        response_id=response, question_id=construct, position=0, construct=construct, value=value,
                        skipped=False,
                    )
                )  # fmt: skip
                # The made-up version does not ask this, so the answer has no place among its letters.
                session.execute(
                    update(ResponseRow).where(ResponseRow.id == response).values(chosen=None)
                )
    return response


def test_overview_counts_weeks_waiting_and_how_soon_words_were_read(runtime: Runtime) -> None:
    """R1-12, R1-13."""
    priya = add_officer(runtime)
    for day in (3, 10, 13, 14):
        add_response(runtime, day=day)
    read = add_response(runtime, day=12)
    decide(at(runtime, 14), load(runtime, read), priya)
    found = look(at(runtime, 14))
    assert len(found.weeks) == 13
    assert [(week.monday, week.count) for week in found.weeks[-2:]] == [
        (date(2026, 8, 3), 1), (date(2026, 8, 10), 4),
    ]  # fmt: skip
    assert found.waiting == (
        ("1", 2), ("5", 1), ("10", 1), ("more", 0),
    )  # fmt: skip
    clock = found.clock
    assert clock is not None
    assert (clock.count, clock.median, clock.waiting, clock.oldest) == (1, 2, 4, 9)


def test_overview_says_who_felt_listened_to_and_who_was_not_heard(runtime: Runtime) -> None:
    for listened in ("fully", "partly", "no", "not_sure"):
        say(runtime, listened, who="parent")
    found = look(at(runtime, 14))
    service = found.listened[0]
    assert (service.service, service.hits, service.total) == ("send", 2, 4)
    assert service.low is not None
    assert service.high is not None
    assert service.low < 0.5 < service.high
    heard = {one.code: one.count for one in found.heard}
    assert heard["parent"] == 4
    assert heard["foster_carer"] == 0
    assert found.earlier == ()


def test_overview_says_who_felt_listened_to_by_how_many_workers_they_had(runtime: Runtime) -> None:
    """A10: each answer is counted, and none is averaged (R2-18)."""
    say(runtime, "fully")
    assert look(at(runtime, 14)).by_workers == (), "nobody answered both"
    for listened, workers in (
        ("fully", "one"),
        ("partly", "one"),
        ("no", "one"),
        ("no", "four_or_more"),
    ):
        say(runtime, listened, workers=workers)
    rows = {row.code: row for row in look(at(runtime, 14)).by_workers}
    assert list(rows) == ["none", "one", "two", "three", "four_or_more", "not_sure"]
    assert rows["one"].parts == {"fully": 1, "partly": 1, "no": 1, "not_sure": 0}
    assert (rows["one"].total, rows["two"].total, rows["two"].share) == (3, 0, None)
    share = rows["one"].share
    assert share is not None
    assert share[1] < share[0] == 2 / 3 < share[2]
    assert rows["four_or_more"].share is not None
    assert look(at(runtime, 14), Quarter(2026, 2)).by_workers == ()


def test_who_reads_no_comments_sees_no_small_count_of_workers(runtime: Runtime) -> None:
    """A10, R4-35: nor a share, where any answer is under ten."""
    for number in range(22):
        say(runtime, ("fully", "no")[number % 2], workers="one")
    rows = {r.code: r for r in look(at(runtime, 14), least=LEAST_WITHOUT_COMMENTS).by_workers}
    assert (rows["one"].parts, rows["one"].total, rows["one"].share) == (None, 22, None)
    assert rows["two"].total is None
    mine = {row.code: row for row in look(at(runtime, 14)).by_workers}
    assert mine["one"].parts == {"fully": 11, "partly": 0, "no": 11, "not_sure": 0}


def test_overview_stands_beside_what_earlier_reports_printed(runtime: Runtime) -> None:
    for number in range(40):
        say(runtime, "partly", who=("parent", "carer")[number % 2])
    october = at(runtime, 20, month=10)
    with runtime.database.transaction() as session:
        frozen = freeze_quarter(session, october, Q3).snapshot
    found = look(october, Quarter(2026, 4))
    assert found.earlier == (frozen.label,)
    printed = {
        row.label: row.count_words for t in frozen.tables if t.title == WHO for row in t.rows
    }
    assert printed["Parent"] == "20"
    assert {one.label: one.earlier for one in found.heard} == {
        label: (words,) for label, words in printed.items()
    }
    assert look(october).earlier == (), "a quarter is not set beside itself"


def test_what_safeguarding_holds_back_is_not_counted_for_others(runtime: Runtime) -> None:
    """R4-25."""
    priya = add_officer(runtime)
    response = add_themed(runtime, priya)
    comment = load(runtime, response).comments[0].id
    with runtime.database.transaction() as session:
        session.add(
            Flag(comment_id=comment, urgency="concern", reason="somebody may be hurt", confidence=0.9,
                 evidence=[], version="test", state="open")
        )  # fmt: skip
    friday = at(runtime, 14)
    assert look(friday).weeks[-1].count == 1
    assert [one.theme for one in themes(friday)] == ["communication"]
    hidden = look(friday, sees_held=False)
    assert hidden.weeks[-1].count == 0
    assert hidden.clock is not None
    assert hidden.clock.count == hidden.clock.waiting == 0
    assert themes(friday, sees_held=False) == ()
    later = at(runtime, 5, month=10)
    with runtime.database.reading() as session:
        assert quarter_to_open(session, later, sees_held=True) == Q3
        # Nothing else was answered: that there is something held in the quarter must not show.
        assert quarter_to_open(session, later, sees_held=False) == Quarter(2026, 4)


def test_who_reads_no_comments_sees_no_count_under_ten(runtime: Runtime) -> None:
    """R4-35: nor a share with fewer on either side."""
    priya = add_officer(runtime)
    add_themed(runtime, priya)
    for _person in range(10):
        say(runtime, "fully", who="parent")
    friday = at(runtime, 14)
    found = look(friday, least=LEAST_WITHOUT_COMMENTS)
    assert [week.count for week in found.weeks] == [None] * 12 + [11]
    assert [count for _age, count in found.waiting] == [10, None, None, None]
    assert found.clock is None
    assert (found.listened[0].total, found.listened[0].hits) == (10, None)
    assert {one.code: one.count for one in found.heard}["carer"] is None
    mix = themes(friday, least=LEAST_WITHOUT_COMMENTS)[0].quarters[0]
    assert (mix.parts, mix.total) == (None, None)


def test_themes_are_counted_by_what_people_decided_this_quarter_and_before(
    runtime: Runtime,
) -> None:
    """Suggestions are not counted (promise 4)."""
    priya = add_officer(runtime)
    add_response(runtime)
    assert themes(at(runtime, 14)) == ()
    add_themed(runtime, priya)
    add_themed(runtime, priya, theme="timeliness")
    add_themed(runtime, priya, theme="timeliness")
    first, second = themes(at(runtime, 14))
    assert (first.theme, first.quarters[0].parts, first.quarters[0].total) == (
        "timeliness", (2, 0, 0), 2,
    )  # fmt: skip
    assert [mix.quarter for mix in first.quarters] == [Q3, Quarter(2026, 2)]
    assert first.quarters[1].total == 0
    assert second.theme == "communication"


def test_comment_that_praises_and_criticises_a_theme_is_counted_once(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    response = add_response(runtime)
    decide(runtime, load(runtime, response), priya, themes={"communication": "both"})
    assert [mix.parts for mix in themes(at(runtime, 14))[0].quarters] == [(0, 1, 0), (0, 0, 0)]


def test_overview_takes_few_statements_however_much_is_stored(runtime: Runtime) -> None:
    for _person in range(12):
        say(runtime, "partly", who="carer")
    with counted_statements(runtime) as sent:
        look(at(runtime, 14))
    assert len([words for words in sent if words.startswith(("SELECT", "WITH"))]) <= MOST_STATEMENTS


def test_lundy_s_days_are_those_of_people_s_own_deeds(runtime: Runtime) -> None:
    """R2-01: read the same day, a working day later, and later than that."""
    priya = add_officer(runtime)
    for day, read_on in ((10, 10), (11, 12), (12, 14), *((14, 14),) * 17):
        response = add_response(runtime, day=day)
        decide(at(runtime, read_on), load(runtime, response), priya)
    add_response(runtime, day=14)
    with runtime.database.reading() as session:
        lines = count_lundy(session, at(runtime, 20), Q3, spoken=())
    read = next(line.words for line in lines if line.measure.startswith("Read by a person"))
    assert read == "[c]", "two of 21 were not, and two could be somebody"


def test_lists_behind_figures_hold_what_was_counted_on_both_databases(runtime: Runtime) -> None:
    """R1-12, R1-13."""
    priya, friday = add_officer(runtime), at(runtime, 14)
    add_themed(runtime, priya)
    for listened, day in (("fully", 3), ("no", 13)):
        say(runtime, listened, day=day)

    def listed(**figure: object) -> tuple[int, int | None]:
        chosen = QueueFilter(reader=priya, both=True, figure=Figure(**figure))  # type: ignore[arg-type]
        with runtime.database.reading() as session:
            page = list_queue(session, chosen)
        assert len(page.items) == page.unread + page.read
        return len(page.items), page.comments

    assert listed(people=True) == (3, None)
    assert listed(was_read=True) == (1, None)
    assert listed(was_read=False) == (2, None)
    assert listed(felt=("fully",), audiences=("adult",)) == (1, None)
    assert listed(felt=("fully",), audiences=("child",)) == (0, None)
    with runtime.database.reading() as session:
        days = {age: days_of_age(session, friday, age) for age in ("1", "5", "10", "more")}
    assert days["1"] == (date(2026, 8, 13), None)
    assert days["5"] == (date(2026, 8, 7), date(2026, 8, 12))
    assert [listed(came=came, was_read=False)[0] for came in days.values()] == [1, 0, 1, 0]
    assert listed(found=("communication", None)) == (1, 1)
    assert listed(found=("communication", "negative")) == (1, 1)
    assert listed(found=("communication", "positive")) == (0, 0)
    assert listed(found=("timeliness", None)) == (0, 0)
