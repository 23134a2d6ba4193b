"""Every figure of the overview leads to a list that holds exactly as many (R1-12, R1-13, R4-25)."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from feedback.clock import Clock
from feedback.domain.enums import Role
from feedback.domain.questionnaires import Audience
from feedback.domain.submissions import Answer
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import AnswerRow, Flag, ResponseRow
from tests.integration.services.reviewing import add_officer, decide, load
from tests.journeys.officer import sign_in
from tests.made_up import made_up_submission

ROW = re.compile(r"<tr class=\"govuk-table__row\">(.*?)</tr>", re.S)
LINKED = re.compile(r'<a class="govuk-link" href="(/staff/queue\?[^"]+)">([\d,]+)<span')
TAB = re.compile(r'aria-current="page">(?:To read|Read|All) \((\d+)\)')
COMMENTS = re.compile(r"people found the theme in (\d+) comment")
ITEM = re.compile(r'<li class="(?:is-\w+)?">')


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on a page, and where it leads."""

    count: int
    address: str


@pytest.fixture
def filled(app: Flask) -> Flask:
    """Return a service with people and a group, read and unread, old and new, held back and come back."""
    runtime: Runtime = app.extensions["feedback"]
    priya = add_officer(runtime)
    for day in (3, 7, 8, 9, 10, 12, 13, 14, 15):
        _say(runtime, day=day, who="parent")
    for listened, who in (("fully", "carer"), ("no", "parent"), ("not_sure", "foster_carer")):
        _say(runtime, listened=listened, who=who, services=("send",))
    _say(runtime, day=1, month=7)
    _say(runtime, listened="fully", audience=Audience.YOUNG_PERSON)
    _change(runtime, _say(runtime, who="parent"), staff_present=True)
    _change(runtime, _say(runtime, day=5, who="parent"), collective=True)
    _themed(runtime, priya, _say(runtime, day=11), "positive", "negative")
    _themed(runtime, priya, _say(runtime, day=12), "negative")
    back = _say(runtime, day=12)
    _themed(runtime, priya, back, "neutral")
    _change(runtime, back, state="received")
    group = _say(runtime, day=12)
    _themed(runtime, priya, group, "positive")
    _change(runtime, group, collective=True)
    held = _say(runtime, day=12)
    with runtime.database.transaction() as session:
        comment = load(runtime, held).comments[0].id
        session.add(
            Flag(comment_id=comment, urgency="concern", reason="somebody may be hurt", confidence=0.9,
                 evidence=[], version="test", state="open", held=True)
        )  # fmt: skip
    return app


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SAFEGUARDING])
@pytest.mark.parametrize("page", ["/staff/overview", "/staff/overview/themes"])
def test_each_figure_when_followed_opens_as_many_as_it_says(
    filled: Flask, page: str, role: Role
) -> None:
    """R1-12: nothing is counted on the overview that cannot be read behind it."""
    reader = _reader(filled, role)
    figures = _figures(reader, page)
    assert len({figure.count for figure in figures}) > 3, figures
    for figure in figures:
        opened = reader.get(figure.address).text
        found = COMMENTS.search(opened) or TAB.search(opened)
        assert found, figure
        assert int(found[1]) == figure.count, figure
        if "how=" not in figure.address:
            assert len(ITEM.findall(opened)) == figure.count, figure


def test_a_figure_of_every_part_of_the_overview_can_be_followed(filled: Flask) -> None:
    figures = _figures(sign_in(filled), "/staff/overview")
    for wanted in ("week=", "age=1&", "age=5", "age=10", "age=more", "ever=read", "ever=unread",
                   "felt=yes", "felt=said", "who=parent"):  # fmt: skip
        assert any(f"{wanted}" in f"{figure.address}&" for figure in figures), wanted
    assert max(figure.count for figure in figures if "age=more" in figure.address) == 1


def test_a_figure_that_was_followed_stays_while_other_filters_are_chosen(filled: Flask) -> None:
    officer = sign_in(filled)
    opened = officer.get("/staff/queue?show=all&people=yes&ever=read&quarter=2026-Q3").text
    assert "All (3)" in opened, "the one that came back was read too"
    assert "A person: has read it" in opened
    for field in (
        'name="show" value="all"',
        'name="people" value="yes"',
        'name="ever" value="read"',
    ):
        assert f'<input type="hidden" {field}>' in opened, field
    assert "Read or not" in opened
    first = re.search(r'href="(/staff/responses/[^"]+)"', opened)
    assert first
    assert "ever=read" in first[1], "going on to the next stays within the list"


@pytest.mark.parametrize(
    "wrong", ["age=2", "ever=x", "felt=maybe", "people=no", "how=mixed", "show=some"]
)
def test_a_figure_in_an_address_that_is_none_is_left_out(filled: Flask, wrong: str) -> None:
    officer = sign_in(filled)
    assert (
        TAB.search(officer.get(f"/staff/queue?{wrong}").text)[1]
        == (  # type: ignore[index]
            TAB.search(officer.get("/staff/queue").text)[1]  # type: ignore[index]
        )
    )


def test_how_a_theme_is_spoken_of_without_a_theme_asks_nothing(filled: Flask) -> None:
    opened = sign_in(filled).get("/staff/queue?how=any").text
    assert "people found the theme" not in opened
    assert TAB.search(opened)


def _reader(app: Flask, role: Role) -> FlaskClient:
    return sign_in(app, role)


def _figures(reader: FlaskClient, page: str) -> list[Figure]:
    return [
        Figure(int(count.replace(",", "")), address.replace("&amp;", "&"))
        for row in ROW.findall(reader.get(page).text)
        for address, count in LINKED.findall(row)
    ]


def _say(
    runtime: Runtime, *, day: int = 14, month: int = 8, listened: str = "partly", who: str | None = None,
    services: tuple[str, ...] = ("send", "schools"), audience: Audience = Audience.ADULT,
) -> UUID:  # fmt: skip
    asked = next(q for q in runtime.questionnaires.values() if q.audience is audience)
    answers = (
        Answer("listened", (listened,)),
        Answer("services", services),
        Answer("went-well", text="They were kind to us."),
        Answer("could-be-better", text="We waited for a long time."),
    )
    with runtime.database.transaction() as session:
        made = made_up_submission(
            uuid4().hex, questionnaire=asked, received_on=date(2026, month, day),
            answers=tuple(answer for answer in answers if asked.question(answer.question_id)),
        )  # fmt: skip
        response = submit_response(session, runtime, made).response_id
        if who is not None:
            session.add(
                AnswerRow(
                    response_id=response, question_id="who", position=0, construct="who", value=who,
                    skipped=False,
                )
            )  # fmt: skip
    return response


def _themed(runtime: Runtime, staff: UUID, response: UUID, *polarities: str) -> None:
    """Let a person find one theme in as many comments as there are polarities."""
    later = replace(runtime, clock=Clock.fixed(datetime(2026, 8, 14, 12, tzinfo=UTC)))
    found = load(later, response)
    for comment, polarity in zip(found.comments, polarities, strict=False):
        one = replace(load(later, response), comments=(comment,))
        decide(later, one, staff, themes={"communication": polarity})


def _change(runtime: Runtime, response: UUID, **values: object) -> None:
    with runtime.database.transaction() as session:
        session.execute(update(ResponseRow).where(ResponseRow.id == response).values(values))
