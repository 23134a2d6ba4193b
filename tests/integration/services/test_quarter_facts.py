"""A quarter's figures, counted from one row a response, are those of the rows that it repeats (R5-16, ADR 0022)."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.clock import Clock
from feedback.domain.enums import AuditAction, DecisionVerdict, LaterKind
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import Audience, Construct
from feedback.domain.receipt_codes import new_receipt_code
from feedback.domain.said import ThemeTally
from feedback.domain.submissions import Answer
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.later_words import LaterWords, add_words, analyse_words, take_out_words
from feedback.services.questionnaires import register_questionnaire
from feedback.services.reanalyse import reanalyse
from feedback.services.review_response import load_response
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.services.take_back import take_back
from feedback.services.undo import undo
from feedback.storage.engine import Database
from feedback.storage.models import (
    AnswerRow,
    AuditEvent,
    CommentRow,
    LaterComment,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
)
from feedback.storage.queries.astray import list_astray
from feedback.storage.queries.codebook import move_tags, set_successors
from feedback.storage.queries.quarter_answers import Series
from feedback.storage.queries.quarter_facts import grouped, list_analyses, read_facts
from tests.integration.services.reviewing import add_officer, counted_statements
from tests.made_up import ADULTS, CHOSEN, made_up_submission

Q3 = Quarter(2026, 3)
OTHER = "staff-attitude"
TRUSTED = ("timeliness", OTHER)
WORDS = (
    "The worker was lovely but we waited eight months.", "Nobody rang us back.", "It was fine.",
    "They were kind and listened to us.", "We waited for a year and the worker was rude.",
)  # fmt: skip
YOUNG = replace(ADULTS, id="b" * 64, slug="made-up-young", audience=Audience.YOUNG_PERSON)
MEETING = replace(ADULTS, id="c" * 64, slug="made-up-meeting", audience=Audience.FORUM)
CORE = Series(("adult", "young_person"))


@dataclass
class Plain:
    """The same figures, counted row by row."""

    responses: int = 0
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    answering: int = 0
    comments: int = 0
    written: int = 0
    themes: dict[str, ThemeTally] = field(default_factory=dict)
    read: Counter[tuple[date, date | None]] = field(default_factory=Counter)
    analyses: set[str] = field(default_factory=set)


def count_plainly(session: Session) -> Plain:
    """Return the figures of the quarter's people, in the plainest way there is."""
    found = Plain()
    later = session.scalars(select(LaterComment)).all()
    gone = {one.corrects_id for one in later}
    gone |= {one.comment_id for one in later if one.kind == LaterKind.REPLY}
    about: dict[str, list[tuple[UUID, set[str], int, int]]] = {}
    for response in session.scalars(select(ResponseRow).where(ResponseRow.quarter == str(Q3))):
        comments = _of(session, CommentRow, CommentRow.response_id, response.id)
        found.analyses |= {comment.analysis_version for comment in comments}
        if response.collective:
            continue
        found.responses += 1
        given = [
            (one.construct, one.value)
            for one in _of(session, AnswerRow, AnswerRow.response_id, response.id)
            if one.value is not None
        ]
        found.answers.update(given)
        by = {asked: [v for c, v in given if c == asked] for asked in ("agreed", "listened")}
        if not response.staff_present:
            found.pairs.update(product(by["agreed"], by["listened"]))
        found.answering += any(construct == "services" for construct, _value in given)
        found.read[response.received_on, _first_read(session, response.id)] += 1
        found.written += bool(comments)
        for comment in comments:
            if comment.id in gone:
                continue
            found.comments += 1
            for theme, polarities, tags, decided in _tags(session, comment.id):
                about.setdefault(theme, []).append((response.id, polarities, tags, decided))
    found.themes = {theme: _tally(of) for theme, of in sorted(about.items())}
    return found


def _of(session: Session, model, column, value) -> list:
    return list(session.scalars(select(model).where(column == value)))


def _first_read(session: Session, response_id: UUID) -> date | None:
    days = session.scalars(
        select(AuditEvent.on_day).where(
            AuditEvent.action == AuditAction.RESPONSE_READ,
            AuditEvent.subject_id == str(response_id),
        )
    ).all()
    return min(days, default=None)


def _tags(session: Session, comment_id: UUID) -> Iterator[tuple[str, set[str], int, int]]:
    decisions = _of(session, ThemeDecision, ThemeDecision.comment_id, comment_id)
    if decisions:
        tags = [
            (d.theme, d.polarity) for d in decisions if d.verdict is not DecisionVerdict.REJECTED
        ]
    else:
        suggested = _of(session, ThemeSuggestion, ThemeSuggestion.comment_id, comment_id)
        tags = [(s.theme, s.polarity) for s in suggested if s.theme in TRUSTED]
    for theme in {theme for theme, _polarity in tags}:
        of = [polarity for other, polarity in tags if other == theme]
        yield theme, set(of), len(of), len(of) if decisions else 0


def _tally(of: list[tuple[UUID, set[str], int, int]]) -> ThemeTally:
    praise = [one for one in of if one[1] == {"positive"}]
    blame = [one for one in of if one[1] == {"negative"}]
    people = tuple(len({one[0] for one in some}) for some in (of, praise, blame))
    return ThemeTally(
        len(of), len(praise), len(blame), people, sum(o[2] for o in of), sum(o[3] for o in of)
    )


def see_same(session: Session) -> None:
    """See that what is kept beside the responses says what the rows say."""
    plain, facts = count_plainly(session), read_facts(session, str(Q3))
    answers, spoken = facts.answers, facts.spoken
    assert answers.responses == plain.responses
    constructs = {construct for construct, _value in plain.answers}
    assert constructs >= {"overall", "listened", "agreed", "services"}
    for construct in constructs:
        expected = {v: n for (c, v), n in plain.answers.items() if c == construct}
        assert answers.of(construct) == expected, construct
    assert answers.pairs("agreed", "listened", CORE) == plain.pairs
    assert plain.pairs
    assert answers.answering("services") == plain.answering
    assert (spoken.comments, spoken.written) == (plain.comments, plain.written)
    assert spoken.themes(TRUSTED) == plain.themes
    assert facts.read == plain.read
    assert list_analyses(session, str(Q3), spoken) == sorted(plain.analyses)
    assert list_astray(session, limit=1_000) == []


@pytest.fixture
def quarter(runtime: Runtime) -> Runtime:
    """Return a runtime at the quarter's last day."""
    with runtime.database.transaction() as session:
        for asked in (YOUNG, MEETING):
            register_questionnaire(session, runtime, asked)
    return at(runtime, 9, 30)


def at(runtime: Runtime, month: int, day: int) -> Runtime:
    return replace(runtime, clock=Clock.fixed(datetime(2026, month, day, 12, tzinfo=UTC)))


def send(runtime: Runtime, lot: random.Random, *, code: str | None = None, **changes) -> UUID:
    """Store somebody's answers, each chosen, skipped or left out by lot."""
    answers = [
        Answer(str(construct), () if lot.random() < 0.2 else (lot.choice(codes),))
        for construct, codes in CHOSEN.items()
        if lot.random() < 0.9
    ]
    answers.append(Answer("services", tuple(lot.sample(("send", "school"), lot.randrange(3)))))
    answers += [
        Answer(question, text=lot.choice(WORDS))
        for question in ("went_well", "could_be_better")
        if lot.random() < 0.7
    ]
    made = made_up_submission(
        uuid4().hex,
        answers=tuple(answers),
        receipt_code=code,
        **{
            "questionnaire": lot.choice((ADULTS, YOUNG)),
            "received_on": date(2026, 8, lot.randrange(1, 20)),
        }
        | changes,
    )
    with runtime.database.transaction() as session:
        return submit_response(session, runtime, made).response_id


def decide(runtime: Runtime, response_id: UUID, staff_id: UUID, **themes: str) -> UUID:
    """Decide about one comment of the response, agree to nothing else; return what it is undone by."""
    with runtime.database.transaction() as session:
        response = load_response(session, response_id)
        about = [CommentDecision(c.id, themes) for c in response.comments[:1]]
        deed = ResponseDecision(response_id, response.stamp, about)
        decide_response(session, runtime, deed, staff_id=staff_id)
    return deed.deed_id


def write(runtime: Runtime, code: str, words: str, kind: LaterKind, **changes) -> None:
    """Let a family add words, or change theirs."""
    later = LaterWords(words, kind, uuid4().hex, **changes)
    analysis = analyse_words(runtime, code, later)
    with runtime.database.transaction() as session:
        add_words(session, runtime, code, later, analysis)


def test_figures_of_many_answers_are_those_of_the_rows_after_each_kind_of_change(
    quarter: Runtime,
) -> None:
    """R5-16, R2-06, R2-10, R4-06: decided, undone, read again, merged, added to, changed, taken out and back."""
    lot, priya = random.Random(7), add_officer(quarter)
    sent = {(code := new_receipt_code()): send(quarter, lot, code=code) for _ in range(24)}
    for _ in range(3):
        send(quarter, lot, questionnaire=MEETING)
    deeds = []
    for number, response_id in enumerate(list(sent.values())[:14]):
        choice = ("negative", "positive", "both", "no")[number % 4]
        day = at(quarter, 9, 1 + number % 5)
        deeds.append(decide(day, response_id, priya, **{"timeliness": choice, OTHER: "positive"}))
    with quarter.database.transaction() as session:
        see_same(session)
        for deed in deeds[:4]:
            undo(session, quarter, deed, staff_id=priya)
        see_same(session)
        ids = session.scalars(select(CommentRow.id).order_by(CommentRow.id)).all()
        move_tags(session, ids[:10], "timeliness", OTHER)
        see_same(session)
    codes = list(sent)
    write(quarter, codes[0], WORDS[4], LaterKind.ADDED)
    write(quarter, codes[1], WORDS[1], LaterKind.REPLY)
    with quarter.database.reading() as session:
        with_words = [
            (code, comment.id)
            for code in codes[2:]
            for comment in _of(session, CommentRow, CommentRow.response_id, sent[code])[:1]
        ]
    (code, first), (other, second), (out, third), (back, _fourth) = with_words[:4]
    write(quarter, code, WORDS[0], LaterKind.CORRECTION, corrects=first)
    write(quarter, other, WORDS[3], LaterKind.CORRECTION, corrects=second, destroy_old=True)
    with quarter.database.transaction() as session:
        see_same(session)
        take_out_words(session, quarter, out, third)
        take_back(session, quarter, back)
        see_same(session)
        session.execute(update(CommentRow).values(analysis_version="older"))
        set_successors(session, {"timeliness": OTHER})
    reanalyse(quarter)
    with quarter.database.reading() as session:
        see_same(session)
    for _ in range(4):
        send(quarter, lot)
    with quarter.database.reading() as session:
        assert "timeliness" not in set(session.scalars(select(ThemeSuggestion.theme)))
        see_same(session)


def test_response_that_could_not_be_packed_counts_like_the_others(quarter: Runtime) -> None:
    """R5-16: an answer that has no place among the letters, and comments of which too much is said."""
    lot = random.Random(8)
    responses = [send(quarter, lot) for _ in range(16)]
    with quarter.database.transaction() as session:
        before = read_facts(session, str(Q3))
        for response_id in responses[::2]:
            mine = update(ResponseRow).where(ResponseRow.id == response_id)
            session.execute(mine.values(chosen=None, said=None))
        after = read_facts(session, str(Q3))
        see_same(session)
        session.execute(update(ResponseRow).values(said=None))
        see_same(session)
    assert after.spoken == before.spoken
    for asked in Construct:
        assert after.answers.of(asked) == before.answers.of(asked)
        assert after.answers.answering(asked) == before.answers.answering(asked)


def test_what_is_sent_is_packed_and_read_with_few_statements(quarter: Runtime) -> None:
    lot = random.Random(9)
    for _ in range(5):
        send(quarter, lot)
    with quarter.database.reading() as session:
        assert None not in session.scalars(select(ResponseRow.chosen)).all()
        assert None not in session.scalars(select(ResponseRow.said)).all()
        with counted_statements(quarter) as sent:
            read_facts(session, str(Q3))
    assert len(sent) == 2


def test_comment_decided_and_another_suggested_is_one_person(quarter: Runtime) -> None:
    """R2-06: two comments of one response on one theme, one decided and one not."""
    priya = add_officer(quarter)
    answers = tuple(Answer(q, text=WORDS[0]) for q in ("went_well", "could_be_better"))
    with quarter.database.transaction() as session:
        made = made_up_submission(uuid4().hex, answers=answers)
        response_id = submit_response(session, quarter, made).response_id
    decide(quarter, response_id, priya, timeliness="negative")
    with quarter.database.reading() as session:
        tally = read_facts(session, str(Q3)).spoken.themes(["timeliness"])["timeliness"]
        alone = read_facts(session, str(Q3)).spoken.themes([])["timeliness"]
    assert (tally.comments, tally.people[0], tally.tags, tally.decided) == (2, 1, 2, 1)
    assert (alone.comments, alone.people[0]) == (1, 1), "a theme that has not earned it (R5-14)"


def test_day_of_reading_when_put_back_and_read_again_is_the_first(quarter: Runtime) -> None:
    """R1-13."""
    priya = add_officer(quarter)
    response_id = send(quarter, random.Random(1), received_on=date(2026, 8, 3))
    deed = decide(at(quarter, 8, 5), response_id, priya)
    with quarter.database.transaction() as session:
        undo(session, quarter, deed, staff_id=priya)
    decide(at(quarter, 8, 9), response_id, priya)
    with quarter.database.reading() as session:
        read = read_facts(session, str(Q3)).read
    assert read == {(date(2026, 8, 3), date(2026, 8, 5)): 1}


def test_row_that_was_changed_past_the_service_is_found(quarter: Runtime) -> None:
    """Promise 5: `feedback doctor` looks at what is kept twice."""
    lot = random.Random(2)
    one, two, three, _well = [send(quarter, lot) for _ in range(4)]
    with quarter.database.transaction() as session:
        changes = ({"chosen": "?"}, {"said": "9"}, {"read_on": date(2026, 9, 1)})
        for id_, changed in zip((one, two, three), changes, strict=True):
            session.execute(update(ResponseRow).where(ResponseRow.id == id_).values(**changed))
        assert set(list_astray(session, limit=100)) == {one, two, three}
        assert len(list_astray(session, limit=1)) <= 1


def test_quarter_is_read_from_the_index_alone_and_in_its_order(
    ready_sqlite_url: str,
) -> None:
    """A quarter of a million is one pass: nothing is looked up, nothing sorted. PostgreSQL plans by the rows."""
    database = Database(ready_sqlite_url)
    with database.reading() as session:
        statement = grouped(str(Q3)).compile(
            dialect=session.connection().dialect, compile_kwargs={"literal_binds": True}
        )
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
        written = " ".join(str(row[3]) for row in plan)
    assert "COVERING INDEX ix_response_people" in written
    database.dispose()
    assert "TEMP B-TREE" not in written


def test_whoever_writes_what_the_figures_repeat_refreshes_it() -> None:
    """ADR 0022: statements on tags, decisions, comments and marks of later words stand where that is done."""
    tables = re.compile(
        r"table_of\((?:ThemeDecision|ThemeSuggestion|LaterComment|CommentRow|AnswerRow)\)"
    )
    root = Path(__file__).parents[3] / "feedback"
    forgets = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if tables.search(source := path.read_text(encoding="utf-8"))
        and "refresh_said" not in source
    }
    assert forgets == {"storage/queries/retention.py"}, (
        "it destroys words, and leaves tags as they are"
    )
