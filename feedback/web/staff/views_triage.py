"""What the pages of safeguarding get: clocks and steps in words, and the comment cut at its marks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from feedback.clock import LONDON
from feedback.domain.enums import FlagOutcome
from feedback.domain.triage import Level, TriageState
from feedback.services.review_response import ReviewComment
from feedback.services.triage import TriageCase, TriageItem
from feedback.web.staff.words import OUTCOMES, URGENCIES, say_day, say_forum

LEVEL_NAMES: tuple[str, ...] = ("", "the deputy", "the head of service", "the director")
assert len(LEVEL_NAMES) == len(Level)  # noqa: S101 (one name a level)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One flag in words. `opens` is False where the reader must not open it (R1-20)."""

    comment_id: UUID
    urgency: str
    urgency_label: str
    reason: str
    due: str
    late: bool
    about: tuple[str, ...]
    opens: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One flag on its page.

    Args:
        pieces: the masked words; (words, whether they are why it is flagged).
        facts: what has happened, as (what, words).
        state: which steps can be taken now; wants_lado: whether the LADO still has to be told.
    """

    item: ItemView
    response_id: UUID
    question: str
    language: str
    pieces: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, str], ...]
    state: TriageState
    held: bool
    may_second: bool
    proposed: str | None
    wants_lado: bool


def say_moment(moment: datetime, now: datetime) -> str:
    """Return the moment as people say it: 14:30 today, 09:30 on 17 August 2026."""
    local = moment.astimezone(LONDON)
    today = local.date() == now.astimezone(LONDON).date()
    return f"{local:%H:%M} {'today' if today else 'on ' + say_day(local.date())}"


def item_view(item: TriageItem, now: datetime) -> ItemView:
    """Return one flag in words, and not one of the family's."""
    about = [say_day(item.received_on), say_forum(item.forum)]
    if item.acknowledged_by:
        about.append(f"taken on by {item.acknowledged_by}")
    if item.escalated:
        about.append(f"was put to {LEVEL_NAMES[item.escalated]}")
    reason = item.reason[:1].upper() + item.reason[1:]
    return ItemView(
        comment_id=item.comment_id,
        urgency=item.urgency,
        urgency_label=URGENCIES[item.urgency],
        reason=reason,
        due=_due(item, now),
        late=item.late,
        about=tuple(about),
        opens=item.yours_to_read,
    )


def case_view(case: TriageCase, now: datetime) -> CaseView:
    """Return one flag with its words and what has happened."""
    item = case.item
    return CaseView(
        item=item_view(item, now),
        response_id=item.response_id,
        question=case.comment.question,
        language=case.comment.language,
        pieces=_pieces(case.comment),
        facts=_facts(case, now),
        state=item.state,
        held=item.held,
        may_second=item.may_second,
        proposed=OUTCOMES.get(item.proposed) if item.proposed else None,
        wants_lado=item.lado_by is not None,
    )


def _due(item: TriageItem, now: datetime) -> str:
    if item.lado_by is not None:
        return f"Tell the LADO by the end of {say_day(item.lado_by)}"
    if item.outcome is not None:
        return OUTCOMES[item.outcome]
    if item.state is TriageState.WAITING and item.acknowledge_by is not None:
        return f"Take it on by {say_moment(item.acknowledge_by, now)}"
    if item.decide_by is None:
        return "Waits for a decision"
    begin = "Another lead must agree by" if item.proposed else "Decide by"
    return f"{begin} {say_moment(item.decide_by, now)}"


def _facts(case: TriageCase, now: datetime) -> tuple[tuple[str, str], ...]:
    item, facts = case.item, []
    if item.acknowledged_by:
        facts.append(("Taken on by", item.acknowledged_by))
    if item.proposed and item.proposed_by:
        facts.append((f"{item.proposed_by} proposes", OUTCOMES[item.proposed]))
    if item.outcome is not None:
        facts.append(("What was done", OUTCOMES[FlagOutcome(item.outcome)]))
    if case.passed_on is not None:
        told = case.passed_on
        facts.append(("Who took it over", f"{told.who}, {say_moment(told.when, now)}"))
        facts.append(("Their reference", told.reference or "None was given"))
    held = "Safeguarding leads only" if item.held else "Officers too"
    return (*facts, ("Who may read the response", held))


def _pieces(comment: ReviewComment) -> tuple[tuple[str, bool], ...]:
    words = comment.flag.evidence if comment.flag else ()
    pieces, last = [], 0
    for mark in sorted(words, key=lambda one: one.start):
        if last <= mark.start < mark.end <= len(comment.masked):
            pieces.append((comment.masked[last : mark.start], False))
            pieces.append((comment.masked[mark.start : mark.end], True))
            last = mark.end
    return (*pieces, (comment.masked[last:], False))
