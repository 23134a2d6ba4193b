"""Fill a fresh database with the invented voices, as if they had come in over five quarters."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.demo.kept import keep_records
from feedback.demo.reporting import draft_report, give_links, word_report
from feedback.demo.story import (
    HELPED_QUARTER,
    HELPED_THEME,
    Told,
    at_day,
    record_complaints,
    record_compliments,
    tell_story,
)
from feedback.domain.around import Around, ComplaintWish, ContactDetails
from feedback.domain.enums import Channel, FlagOutcome, Role
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import Question
from feedback.domain.receipt_codes import new_receipt_code
from feedback.domain.submissions import Answer, Submission
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.flag_clocks import notice_flags
from feedback.services.freeze_quarter import freeze_quarter, list_report_tags
from feedback.services.publish_report import publish_report
from feedback.services.quotes import approve_quote, pick_quotes
from feedback.services.review_response import BOTH, load_response
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.services.submit_response import analyse_submissions, submit_response
from feedback.services.triage import TriageDecision, decide_flag
from feedback.storage.models import CommentRow
from feedback.storage.queries.quotes import list_quotes
from feedback.working_days import add_working_days

FILES = tuple(Path(__file__).resolve().parent / name for name in ("responses.csv", "versions.csv"))
"""Grown-ups' voices; then children's, young people's, Easy Read readers' and groups', each in its version."""
SLUGS = {"ltf": "listening-to-families", "pcv": "parent-carer-voice"}
SIGNS = {"-": "negative", "0": "neutral", "+": "positive"}
QUARTERS = 5
THANKED = ("staff-attitude", "family-help", "practice-quality")
UNREAD_WEEKS = 3
"""The last weeks of the last quarter wait in the queue, so that a new officer finds work there."""


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A demo member of staff."""

    email: str
    password: str
    role: Role


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the demo can show.

    Args:
        quarters: what is frozen, oldest first; all but the last are published. codes: of some families.
        links: for whom a link is -> its token; empty where no quarter is in draft.
    """

    signs: list[DemoSignIn]
    quarters: list[Quarter]
    codes: list[str]
    links: dict[str, str]


@dataclass(slots=True)
class Stored:
    """What the story needs of the voices: codes of families who come back, and thanks that officers mark."""

    codes: list[str] = field(default_factory=list)
    thanks: list[tuple[UUID, date, str]] = field(default_factory=list)


def seed_demo(runtime: Runtime, *, password: str, in_draft: bool = False) -> Seeded:
    """Store the voices, decide most of them as their authors meant, tell what became of them, freeze the quarters.

    Args:
        in_draft: whether the newest quarter is still a draft, with links for those who read without a sign-in.
    """
    signs, people = _add_staff(runtime, password)
    rows = list(_rows())
    submissions, known = [_submission(runtime, row) for row in rows], Stored()
    analyses = analyse_submissions(runtime, submissions, careful=True)
    with runtime.database.transaction() as session:
        for row, submission, analysis in zip(rows, submissions, analyses, strict=True):
            stored = submit_response(session, runtime, submission, analyses=analysis)
            newest = row["quarter_offset"] == "-1" and int(row["week"]) > 13 - UNREAD_WEEKS
            if newest:
                # Its clock runs from the day it came, whoever else is read on which day.
                notice_flags(session, at_day(runtime, submission.received_on))
            else:
                # Most is read on the next working day, as families are promised; some of it later.
                read_on = add_working_days(
                    submission.received_on, 3 if int(row["week"]) % 6 == 0 else 1
                )
                then = at_day(runtime, min(read_on, runtime.clock.today()))
                _decide_as_author(session, then, row, stored.response_id, people)
                _remember(known, row, submission, stored.response_id)
    quarters = sorted({_quarter(runtime, row) for row in rows})
    with runtime.database.transaction() as session:
        tell_story(session, runtime, Told(people, quarters[0], known.codes))
        record_complaints(session, runtime, people)
        record_compliments(session, runtime, people, known.thanks)
        keep_records(session, runtime, quarters[-1], staff_id=people[Role.OFFICER])
    frozen, links = (quarters[:-1] if in_draft else quarters), {}
    with runtime.database.transaction() as session:
        word_report(session, runtime, quarters[-1], staff_id=people[Role.ADMIN])
        for quarter in quarters:
            _approve_quotes(session, runtime, str(quarter), people)
            if quarter in frozen:
                made = freeze_quarter(session, runtime, quarter)
                if quarter != frozen[-1]:
                    publish_report(session, runtime, made, {})
        if in_draft:
            draft_report(session, runtime, quarters[-1], people)
            links = give_links(session, runtime, quarters[-1], people)
    return Seeded(signs, frozen, known.codes, links)


def _remember(
    known: Stored, row: Mapping[str, str], submission: Submission, response_id: UUID
) -> None:
    """Keep the code of a family that comes back, and thanks for how somebody was."""
    if submission.receipt_code is not None:
        known.codes.append(submission.receipt_code)
    for theme in THANKED:
        if f"{theme}:+" in row["went_well_themes"] and not row["could_be_better_themes"]:
            known.thanks.append((response_id, submission.received_on, theme))
            return


def _approve_quotes(
    session: Session, runtime: Runtime, quarter: str, people: Mapping[Role, UUID]
) -> None:
    """Let an officer and a lead approve what the rule picks."""
    pick_quotes(session, runtime, quarter, list_report_tags(session, runtime, quarter))
    for row in list_quotes(session, quarter):
        for role in (Role.OFFICER, Role.SAFEGUARDING):
            approve_quote(
                session, runtime, row.quote.id, seen=row.quote.words_hash, staff_id=people[role]
            )


def _add_staff(runtime: Runtime, password: str) -> tuple[list[DemoSignIn], dict[Role, UUID]]:
    roles = (Role.OFFICER, Role.SAFEGUARDING, Role.COMPLAINTS, Role.COMMITTEE, Role.ADMIN)
    signs = [DemoSignIn(f"{role}@example.org", password, role) for role in roles]
    with runtime.database.transaction() as session:
        ids = [
            create_staff(
                session,
                runtime,
                email=s.email,
                name=f"Demo {s.role}",
                password=password,
                roles=frozenset({s.role}),
            )
            for s in signs
        ]
    return signs, dict(zip(roles, ids, strict=True))


def _rows() -> Iterator[dict[str, str]]:
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _quarter(runtime: Runtime, row: dict[str, str]) -> Quarter:
    return Quarter.containing(runtime.clock.today()).shifted(int(row["quarter_offset"]))


def _submission(runtime: Runtime, row: dict[str, str]) -> Submission:
    questionnaire = runtime.questionnaires[row.get("questionnaire") or SLUGS[row["forum"]]]
    quarter = _quarter(runtime, row)
    day = min(quarter.starts_on + timedelta(days=7 * int(row["week"]) - 4), quarter.ends_on)
    return Submission(
        questionnaire=questionnaire,
        channel=Channel(row["channel"]),
        language=row["language"],
        answers=tuple(_answer(question, row) for question in questionnaire.questions),
        may_quote=row["may_quote"] == "1",
        received_on=day,
        once_key=f"demo {row['ref']}",
        receipt_code=new_receipt_code() if _comes_back(row) else None,
        around=_complaint(row),
    )


def _comes_back(row: Mapping[str, str]) -> bool:
    """Tell whether the family kept its code: those whom the kept promise was made to."""
    said = f"{row['went_well_themes']};{row['could_be_better_themes']}"
    return f"{HELPED_THEME}:" in said and int(row["quarter_offset"]) == HELPED_QUARTER - QUARTERS


def _complaint(row: Mapping[str, str]) -> Around:
    """Let every third of the worst experiences be a complaint, each second of them with a way to reply."""
    number = int("".join(filter(str.isdigit, row["ref"])) or 0)
    if row.get("overall") != "very_poor" or number % 3:
        return Around()
    reply = ContactDetails(phone="07700 900123") if number % 2 else None
    wish = ComplaintWish.NOT_SURE if number % 5 == 0 else ComplaintWish.YES
    return Around(wish, contact=reply)


def _answer(question: Question, row: dict[str, str]) -> Answer:
    written = row.get(question.construct.value, "")
    if question.is_typed:
        return Answer(question.id, text=written or None)
    return Answer(question.id, choices=tuple(code for code in written.split("|") if code))


def _decide_as_author(
    session: Session,
    runtime: Runtime,
    row: dict[str, str],
    response_id: UUID,
    people: Mapping[Role, UUID],
) -> None:
    """Decide as the comment's author labelled it: that is what careful people would have done."""
    for comment in load_response(session, response_id).comments:
        if comment.flag is not None:
            answer = TriageDecision(FlagOutcome.ADVICE_GIVEN, release=True)
            decide_flag(session, runtime, comment.id, answer, staff_id=people[Role.SAFEGUARDING])
    constructs = session.execute(
        select(CommentRow.id, CommentRow.construct).where(CommentRow.response_id == response_id)
    ).all()
    response = load_response(session, response_id)
    decisions = tuple(
        CommentDecision(
            c.id,
            _themes(row[f"{c.construct}_themes"]),
            row[f"{c.construct}_sentiment"] or None,
        )
        for c in constructs
    )
    decide_response(
        session,
        runtime,
        ResponseDecision(response_id, response.stamp, decisions),
        staff_id=people[Role.OFFICER],
    )


def _themes(written: str) -> dict[str, str]:
    """Return theme -> how it is spoken of: one way, or both praised and criticised."""
    found: dict[str, str] = {}
    for pair in filter(None, written.split(";")):
        theme, sign = pair.rsplit(":", 1)
        polarity = SIGNS[sign]
        found[theme] = BOTH if found.get(theme, polarity) != polarity else polarity
    return found
