"""Quotes: who may be quoted, the lot, two people, court matters, what the report prints (R4-05, R4-41 to R4-43)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from feedback.clock import Clock
from feedback.domain.enums import AuditAction, ResponseState
from feedback.domain.errors import Conflict, NotAllowed
from feedback.domain.quarters import Quarter
from feedback.domain.quotes import QuoteState, Refusal
from feedback.services import quotes as services
from feedback.services.freeze_quarter import count_quarter
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import AuditEvent, CommentRow, Quote, ResponseRow, StaffService
from feedback.storage.queries.quarter import Tag, list_quotable
from feedback.storage.queries.quotes import list_quotes
from tests.integration.services.reviewing import add_lead, add_officer
from tests.made_up import made_up_submission, only

Q3 = "2026-Q3"
LONG = "We waited " + "and waited " * 40
COURT = "The judge said that we had waited long enough for help"


def at_the_end(runtime: Runtime) -> Runtime:
    """Return the runtime after the quarter."""
    return replace(runtime, clock=Clock.fixed(datetime(2026, 10, 5, 9, tzinfo=UTC)))


def comments(runtime: Runtime, *words: str, may_quote: bool = True) -> list[UUID]:
    """Store comments that a person has read; return their ids in this order."""
    found = []
    with runtime.database.transaction() as session:
        for one in words:
            made = made_up_submission(
                uuid4().hex, answers=only(one), may_quote=may_quote, received_on=date(2026, 8, 14)
            )
            response_id = submit_response(session, runtime, made).response_id
            asked = select(CommentRow.id).where(CommentRow.response_id == response_id)
            found.append(session.scalars(asked).one())
        session.execute(update(ResponseRow).values(state=ResponseState.READ))
    return found


def told(number: int, what: str = "We waited {} months for a plan and heard nothing") -> list[str]:
    """Return so many different comments."""
    return [what.format(n + 2) for n in range(number)]


def tags_of(ids: list[UUID], *polarities: str, theme: str = "timeliness") -> list[Tag]:
    """Return one tag for each comment."""
    given = polarities or ("negative",)
    return [(one, theme, given[n % len(given)]) for n, one in enumerate(ids)]


def pick(runtime: Runtime, tags: list[Tag], seed: str | None = None) -> int:
    """Pick what is missing."""
    with runtime.database.transaction() as session:
        return services.pick_quotes(session, runtime, Q3, tags, seed=seed)


def picked(runtime: Runtime) -> list[Quote]:
    """Return the quotes."""
    with runtime.database.reading() as session:
        return [row.quote for row in list_quotes(session, Q3)]


def approve(runtime: Runtime, quote: Quote, staff_id: UUID) -> QuoteState:
    """Approve a quote as its page shows it."""
    with runtime.database.transaction() as session:
        return services.approve_quote(
            session, runtime, quote.id, seen=quote.words_hash, staff_id=staff_id
        )


def refuse(runtime: Runtime, quote: Quote, because: Refusal, staff_id: UUID) -> None:
    """Take a quote out."""
    with runtime.database.transaction() as session:
        services.refuse_quote(session, runtime, quote.id, because=because, staff_id=staff_id)


def printed(runtime: Runtime) -> dict[str, list[str]]:
    """Return what a report would print."""
    with runtime.database.reading() as session:
        return services.list_approved(session, Q3)


@pytest.mark.parametrize(
    ("may_quote", "state", "expected"),
    [
        (True, ResponseState.READ, 2),
        (True, ResponseState.RECEIVED, 0),
        (False, ResponseState.READ, 0),
    ],
)
def test_quotable_words_are_allowed_and_read_r4_41(
    runtime: Runtime, may_quote: bool, state: ResponseState, expected: int
) -> None:
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(may_quote=may_quote))
        session.execute(update(ResponseRow).values(state=state))
    with runtime.database.reading() as session:
        assert len(list_quotable(session, Q3)) == expected


def test_rule_takes_short_unflagged_words_of_no_court_matter_r4_41_r1_18(runtime: Runtime) -> None:
    good = comments(runtime, *told(1))
    comments(runtime, LONG, "Too short", COURT, "dad hits me when mum is out")
    comments(runtime, "We were never asked what we wanted", may_quote=False)
    with runtime.database.reading() as session:
        assert list(services.list_eligible(session, Q3)) == good


def test_court_matter_is_never_offered_until_a_person_says_no_r1_18(runtime: Runtime) -> None:
    officer, (comment_id,) = add_officer(runtime), comments(runtime, COURT)
    for is_court, expected in ((None, 1), (True, 0), (False, 0)):
        if is_court is not None:
            with runtime.database.transaction() as session:
                services.decide_court(
                    session, runtime, comment_id, is_court=is_court, staff_id=officer
                )
        with runtime.database.reading() as session:
            board = services.load_board(session, runtime, Q3, staff_id=officer)
            assert len(board.court) == expected
            assert (comment_id in services.list_eligible(session, Q3)) == (is_court is False)


def test_same_seed_draws_the_same_quotes_r4_43(runtime: Runtime) -> None:
    tags = tags_of(comments(runtime, *told(12)))
    drawn = []
    for seed in ("one", "one", "two", "three", "four"):
        with runtime.database.transaction() as session:
            session.execute(text("DELETE FROM quote"))
        assert pick(runtime, tags, seed) == 2
        drawn.append(frozenset(quote.comment_id for quote in picked(runtime)))
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1, "another seed draws others"
    assert pick(runtime, tags, "one") == 0, "nothing is missing"


def test_quotes_are_shared_over_praise_and_criticism_and_themes_r4_43(runtime: Runtime) -> None:
    both = tags_of(comments(runtime, *told(6)), "negative", "positive")
    praised = tags_of(
        comments(runtime, *told(5, "All {} workers were kind to us every time")),
        "positive",
        theme="staff-attitude",
    )
    few = tags_of(comments(runtime, *told(4, "School lost {} of our letters again")), theme="send")
    pick(runtime, [*both, *praised, *few])
    found = sorted((quote.theme, quote.polarity) for quote in picked(runtime))
    assert found == [
        ("staff-attitude", "positive"),
        ("staff-attitude", "positive"),
        ("timeliness", "negative"),
        ("timeliness", "positive"),
    ], "a theme of fewer than five comments is not quoted"


def test_quote_is_printed_after_two_people_approved_it_r4_05(runtime: Runtime) -> None:
    one, two = add_officer(runtime), add_lead(runtime)
    pick(runtime, tags_of(comments(runtime, *told(5))))
    quote = picked(runtime)[0]
    assert approve(runtime, quote, one) is QuoteState.PICKED
    assert printed(runtime) == {}
    with pytest.raises(NotAllowed, match="second person"):
        approve(runtime, quote, one)
    assert approve(runtime, quote, two) is QuoteState.APPROVED
    words = printed(runtime)["timeliness"]
    assert len(words) == 1
    with runtime.database.reading() as session:
        counts = count_quarter(session, at_the_end(runtime), Quarter.parse(Q3))
    assert list(counts.quotes.values()) == [words]
    with pytest.raises(Conflict):
        approve(runtime, quote, two)


def test_managers_of_the_criticised_service_are_not_the_only_approvers_r1_20(
    runtime: Runtime,
) -> None:
    officer = add_officer(runtime)
    bosses = [add_officer(runtime, f"boss{n}@example.org", f"Boss {n}") for n in (1, 2)]
    pick(runtime, tags_of(comments(runtime, *told(5))))
    with runtime.database.transaction() as session:
        session.add_all(StaffService(user_id=b, service="send", manages=True) for b in bosses)
        session.execute(
            text(
                "INSERT INTO answer (response_id, question_id, position, construct, value, skipped)"
                " SELECT response_id, 'x', 0, 'services', 'send', false FROM comment"
            )
        )
    quote = picked(runtime)[0]
    assert approve(runtime, quote, bosses[0]) is QuoteState.PICKED
    with pytest.raises(NotAllowed, match="You manage the service"):
        approve(runtime, quote, bosses[1])
    assert approve(runtime, quote, officer) is QuoteState.APPROVED


@pytest.mark.parametrize(
    "later",
    [
        "UPDATE response SET may_quote = false",
        "UPDATE comment SET masked = 'We waited [number] months for a plan'",
        "UPDATE response SET state = 'received'",
        "INSERT INTO flag SELECT id, 'concern', 'why', 0.9, '[]', 'v', 'seen', true FROM comment",
    ],
    ids=["permission taken back", "words masked anew", "read again", "held back"],
)
def test_approved_quote_is_not_printed_when_it_may_no_longer_r4_41(
    runtime: Runtime, later: str
) -> None:
    one, two = add_officer(runtime), add_lead(runtime)
    pick(runtime, tags_of(comments(runtime, *told(5))))
    first, other = picked(runtime)
    for person in (one, two):
        approve(runtime, first, person)
    with runtime.database.transaction() as session:
        session.execute(text(later))
    assert printed(runtime) == {}
    with pytest.raises((Conflict, NotAllowed)):
        approve(runtime, other, one)


def test_refused_quote_gives_its_place_to_the_next_and_why_is_audited_r4_43(
    runtime: Runtime,
) -> None:
    officer = add_officer(runtime)
    tags = tags_of(comments(runtime, *told(6)))
    pick(runtime, tags)
    first, other = picked(runtime)
    refuse(runtime, first, Refusal.RECOGNISABLE, officer)
    assert pick(runtime, tags) == 1
    states = {quote.id: quote.state for quote in picked(runtime)}
    assert (states[first.id], states[other.id]) == (QuoteState.REFUSED, QuoteState.PICKED)
    with pytest.raises(Conflict):
        refuse(runtime, first, Refusal.PUBLIC, officer)
    with runtime.database.reading() as session:
        asked = select(AuditEvent.detail).where(AuditEvent.action == AuditAction.QUOTE_DECIDED)
        assert session.scalars(asked).all() == [{"what": "recognisable"}]


def test_permission_is_taken_back_until_it_is_printed_r4_41(runtime: Runtime) -> None:
    one, two = add_officer(runtime), add_lead(runtime)
    pick(runtime, tags_of(comments(runtime, *told(5))))
    quote = picked(runtime)[0]
    for person in (one, two):
        approve(runtime, quote, person)
    refuse(runtime, quote, Refusal.WITHDRAWN, one)
    assert printed(runtime) == {}
    with runtime.database.reading() as session:
        assert quote.comment_id not in services.list_eligible(session, Q3)


def test_court_matter_found_by_a_reader_is_marked_r1_18(runtime: Runtime) -> None:
    officer = add_officer(runtime)
    pick(runtime, tags_of(comments(runtime, *told(5))))
    quote = picked(runtime)[0]
    refuse(runtime, quote, Refusal.COURT, officer)
    with runtime.database.reading() as session:
        assert quote.comment_id not in services.list_eligible(session, Q3)
