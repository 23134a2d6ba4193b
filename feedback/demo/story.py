"""What became of the invented voices: actions with outcomes, promises kept and broken, complaints and compliments.

Every deed goes through its service on its own day, as officers would do it, so that history, audit and board are
those of a council that has used this for more than a year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.clock import Clock
from feedback.domain.actions import ActionOrigin, ActionState, HelpAnswer, OutcomeKind
from feedback.domain.complaints import (
    Advocacy,
    ComplaintOutcome,
    ComplaintRecord,
    ComplimentRecord,
)
from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.services.actions import (
    ActionDraft,
    Move,
    agree_action,
    get_action,
    move_action,
)
from feedback.services.complaints import record_complaint
from feedback.services.compliments import record_compliment
from feedback.services.hand_offs import list_hand_offs, pass_on
from feedback.services.outcomes import OutcomeDraft, publish_outcome, write_outcome
from feedback.services.runtime import Runtime
from feedback.services.what_changed import answer_whether_it_helped
from feedback.working_days import add_working_days

People = Mapping[Role, UUID]
Place = tuple[int, int]
"""A day: so many quarters after the first one of the demo, so many days after that quarter's first."""


@dataclass(frozen=True, slots=True)
class Text:
    """What families are told on a day; `by` is the day that is promised."""

    at: Place
    kind: OutcomeKind
    words: str
    child_words: str | None = None
    by: Place | None = None
    passed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One action, made from a theme of a quarter, and what became of it.

    Args:
        of: the quarter that it was made from, counted as in Place. helped: answers to "did it help?".
    """

    what: str
    measure: str
    owner: str
    service: str
    theme: str
    of: int
    agreed: Place
    due: Place
    texts: tuple[Text, ...] = ()
    moves: tuple[tuple[Place, ActionState, str | None], ...] = ()
    partner: str | None = None
    aim: str | None = None
    risk_id: str | None = None
    copied_by: str | None = None
    helped: tuple[HelpAnswer, ...] = ()


DID, DOING, CANNOT, PASSED = (
    OutcomeKind.DID_IT, OutcomeKind.DOING_IT, OutcomeKind.CANNOT, OutcomeKind.PASSED_ON,
)  # fmt: skip
HELPED_THEME, HELPED_QUARTER = "worker-continuity", 1
"""Families who spoke of it then hold a code, and say whether what was done helped."""

EPISODES: tuple[Episode, ...] = (
    Episode(
        "Keep the same worker for a family for at least a year",
        "Fewer than one family in ten has a new worker in a quarter",
        "Head of social work", "social_worker", HELPED_THEME, HELPED_QUARTER, (2, 10), (3, 60),
        (
            Text((2, 20), DOING, "We will keep your worker with you for at least a year.", by=(3, 80)),
            Text((4, 9), DID,
                 "Your worker now stays with you for at least a year, unless they leave the council.",
                 "Your worker now stays with you for a year or more."),
        ),
        (
            ((2, 12), ActionState.UNDER_WAY, None),
            ((3, 55), ActionState.DONE, "Staff list of the last two quarters"),
        ),
        aim="Aim 1",
        helped=(HelpAnswer.YES, HelpAnswer.YES, HelpAnswer.YES, HelpAnswer.A_BIT, HelpAnswer.NO),
    ),
    Episode(
        "Open a line on which waiting families hear where they stand", "Nine of ten callers hear a date",
        "Head of early help", "early_help", "timeliness", 0, (1, 6), (1, 70),
        (Text((1, 75), DID, "You can now ring one number and hear how long you will wait.",
              "You can ring and ask how long you will wait."),),
        (((1, 60), ActionState.DONE, "Call log of the line"),), risk_id="CF-12",
    ),
    Episode(
        "Send every new EHC plan within 20 weeks", "All new plans in a quarter within 20 weeks",
        "Head of SEND", "send", "send", 1, (2, 14), (4, 20),
        (
            Text((2, 25), DOING, "We will send every new plan within 20 weeks.", by=(3, 85)),
            Text((4, 30), CANNOT, "We cannot send all plans in 20 weeks this year. Two of our four posts for this work "
                 "are empty, and it takes time to train new people.",
                 "We cannot be that fast yet. Two people who do this work are missing."),
        ),
        (((2, 26), ActionState.UNDER_WAY, None), ((4, 28), ActionState.BLOCKED, "Two posts are empty")),
        aim="Aim 2", risk_id="CF-14",
    ),
    Episode(
        "Ask the NHS for more help with feelings near to home", "The NHS says by when",
        "Director of children’s services", "mental_health", "mental-health", 1, (2, 30), (4, 40),
        (Text((4, 42), PASSED,
              "We do not run this help. We asked the NHS to bring it nearer to you, and to say by when.",
              "We asked the NHS to bring help nearer to you.", passed_to="NHS"),),
        (((2, 35), ActionState.UNDER_WAY, None),), partner="NHS",
    ),
    Episode(
        "Pay for one activity for each family that asks", "Each family that asks has one",
        "Head of family hubs", "early_help", "practical-help", 2, (3, 12), (4, 50),
        (Text((4, 51), CANNOT, "We cannot pay for every activity. The money for this year is spent. We will "
              "ask for more in spring and tell you what we hear.",
              "We cannot pay for every club. There is no more money this year."),),
        (((4, 50), ActionState.DROPPED, "No money until the spring"),),
    ),
    Episode(
        "Ring every family back within two working days", "Nine of ten calls are returned in time",
        "Head of early help", "early_help", "communication", 3, (4, 8), (5, 40), aim="Aim 1",
        moves=(((4, 15), ActionState.UNDER_WAY, None),),
    ),
    Episode(
        "Agree with schools who tells a family about a part-time timetable", "Each family is told in writing",
        "Head of education", "school", "school-life", 3, (4, 12), (4, 70), partner="Schools",
        moves=(((4, 20), ActionState.UNDER_WAY, None),),
    ),
    Episode(
        "Show other teams how the family hubs listen", "Two more teams work in this way",
        "Head of family hubs", "edge_of_care", "staff-attitude", 3, (4, 16), (5, 60),
        copied_by="Short breaks and the virtual school",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the story is told with: who does it, from which quarter on, and the codes of families who come back."""

    people: People
    first: Quarter
    codes: Sequence[str]

    def day(self, place: Place) -> date:
        """Return the day, or the next one on which the offices are open."""
        quarter = self.first.shifted(place[0])
        return add_working_days(date.fromordinal(quarter.starts_on.toordinal() + place[1]), 0)


def tell_story(session: Session, runtime: Runtime, told: Told) -> None:
    """Let every episode happen, each deed on its day."""
    for episode in EPISODES:
        action_id = _agree(session, runtime, told, episode)
        days = sorted({*(at for at, _to, _note in episode.moves), *(t.at for t in episode.texts)})
        for at in days:
            then = at_day(runtime, told.day(at))
            for _at, to, note in (move for move in episode.moves if move[0] == at):
                _move(session, then, told, action_id, Move(to, note))
            for text in (text for text in episode.texts if text.at == at):
                outcome = _publish(session, then, told, action_id, text)
                _help(session, then, told, outcome, episode if text is episode.texts[-1] else None)


def record_complaints(session: Session, runtime: Runtime, people: People) -> None:
    """Let the complaints team do its work on all but the newest of the complaints."""
    kim, today = people[Role.COMPLAINTS], runtime.clock.today()
    waiting = list_hand_offs(session, runtime)
    for number, item in enumerate(waiting[:-2]):
        days = [add_working_days(item.received_on, n) for n in (1, 2 + number % 3, 8 + number % 6)]
        if days[2] > today:
            continue
        pass_on(session, at_day(runtime, days[0]), item.response_id, staff_id=kim)
        outcome = ComplaintOutcome.UPHELD if number % 2 else ComplaintOutcome.PARTLY_UPHELD
        done = ComplaintRecord(
            acknowledged_on=days[1], advocacy=Advocacy.NOT_DUE, stage_1_answered_on=days[2],
            outcome=outcome, learning="Say who rings back, and when",
        )  # fmt: skip
        then = at_day(runtime, days[2])
        record_complaint(session, then, item.response_id, done, version=0, staff_id=kim)


def record_compliments(
    session: Session, runtime: Runtime, people: People, thanks: Sequence[tuple[UUID, date, str]]
) -> None:
    """Mark thanks as compliments; some families have said that they may be passed on.

    Args:
        thanks: (response, day it came, theme that it praises).
    """
    for number, (response_id, came, theme) in enumerate(thanks):
        day = min(add_working_days(came, 3), runtime.clock.today())
        yes = day if number % 4 == 0 else None
        compliment = ComplimentRecord(theme, agreed_on=yes, passed_on=yes, thanked_on=day)
        record_compliment(
            session, at_day(runtime, day), response_id, compliment, version=0,
            staff_id=people[Role.OFFICER],
        )  # fmt: skip


def at_day(runtime: Runtime, day: date) -> Runtime:
    """Return the runtime as it was at eleven on a day."""
    return replace(runtime, clock=Clock.fixed(datetime.combine(day, time(11), tzinfo=UTC)))


def _agree(session: Session, runtime: Runtime, told: Told, episode: Episode) -> UUID:
    draft = ActionDraft(
        what=episode.what, measure=episode.measure, owner_role=episode.owner,
        due_on=told.day(episode.due), service=episode.service, origin=ActionOrigin.THEME,
        theme=episode.theme, quarter=str(told.first.shifted(episode.of)), partner=episode.partner,
        aim=episode.aim, risk_id=episode.risk_id, copied_by=episode.copied_by,
    )  # fmt: skip
    then = at_day(runtime, told.day(episode.agreed))
    return agree_action(session, then, draft, staff_id=told.people[Role.OFFICER])


def _move(session: Session, then: Runtime, told: Told, action_id: UUID, move: Move) -> None:
    version = get_action(session, then, action_id).version
    officer = told.people[Role.OFFICER]
    move_action(session, then, action_id, move, version=version, staff_id=officer)


def _publish(session: Session, then: Runtime, told: Told, action_id: UUID, text: Text) -> UUID:
    draft = OutcomeDraft(
        text.kind, text.words, text.child_words, told.day(text.by) if text.by else None, text.passed_to
    )  # fmt: skip
    officer, lead = told.people[Role.OFFICER], told.people[Role.SAFEGUARDING]
    outcome = write_outcome(session, then, action_id, draft, staff_id=officer)
    publish_outcome(session, then, outcome, version=1, staff_id=lead)
    return outcome


def _help(
    session: Session, then: Runtime, told: Told, outcome: UUID, episode: Episode | None
) -> None:
    """Let families who come back with their code say whether it helped."""
    for code, answer in zip(told.codes, episode.helped if episode else (), strict=False):
        answer_whether_it_helped(session, then, code, outcome, answer)
