"""What stands beside a quarter's figures in the committee's report, as it is frozen with them.

Each part is there for every quarter; an empty one is printed as empty (R1-08, R1-09, R2-01). Counts of people are
hidden here as everywhere; what hangs on a theme's figures carries the theme's label alone.
"""

import statistics
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from analysis.reports.extras import (
    NO_RESOURCE,
    ActivityLine,
    AimLine,
    CommitteeExtras,
    ComparisonLine,
    ConsultationLine,
    ForumLine,
    MeasureLine,
    OfferLine,
    PartnerLine,
    PracticeLine,
    RequestLine,
    RiskLine,
)
from feedback.domain.actions import ActionState
from feedback.domain.codes import FORUMS, SERVICE_BY_CODE
from feedback.domain.quarters import Quarter
from feedback.domain.register_rules import activity_signs, in_quarter
from feedback.domain.register_words import ABOUT, AIM_STATES, DIRECTIONS, RATINGS, REQUEST_STATES
from feedback.domain.registers import (
    Activity,
    Aim,
    Comparison,
    Consultation,
    ForumComment,
    InformationRequest,
    Measure,
    OfferComment,
    PartnerTheme,
    Practice,
    RequestStatus,
    Risk,
)
from feedback.services.actions import Action, list_actions
from feedback.services.closed_days import closed_days
from feedback.services.codebook import codebook_in_use
from feedback.services.complaint_counts import count_complaints, count_compliments
from feedback.services.consultation_signs import consultation_signs
from feedback.services.flag_counts import count_flags
from feedback.services.lundy import count_lundy
from feedback.services.quarter_context import rewordings
from feedback.services.register_words import NO_ANSWER, NO_DAY, NONE, NOT_SENT, say_day
from feedback.services.registers import list_drafts
from feedback.services.runtime import Runtime
from feedback.storage.queries.quarter_facts import QuarterFacts
from feedback.working_days import count_working_days

NO_EVIDENCE = "No evidence this quarter"


def committee_extras(
    session: Session,
    runtime: Runtime,
    quarter: Quarter,
    *,
    spoken: Collection[str],
    facts: QuarterFacts | None = None,
) -> CommitteeExtras:
    """Return everything that the report prints beside the figures, as it stands now.

    Args:
        spoken: the themes that the quarter's report counts.
        facts: what was read of the quarter already.

    Privacy: words of officers, and of a forum or of the Local Offer as they are published; nothing else.
    """
    themes = {t.id: t.label for t in codebook_in_use(session, runtime).by_id.values()}
    closed = closed_days(session, runtime)
    return CommitteeExtras(
        aims=_aims(session, runtime, quarter),
        lundy=count_lundy(session, runtime, quarter, spoken=spoken, facts=facts),
        activities=_activities(session, quarter),
        consultations=_consultations(session, quarter),
        offer=_offer(session, quarter),
        measures=_measures(session),
        comparisons=_comparisons(session),
        risks=_risks(session, themes),
        partners=_partners(session, quarter, closed),
        requests=_requests(session),
        practice=_practice(session, quarter, themes),
        forums=_forums(session, quarter),
        complaints=count_complaints(session, runtime, quarter),
        compliments=count_compliments(session, runtime, quarter, themes),
        flags=count_flags(session, runtime, quarter),
        rewordings=rewordings(session, quarter),
    )


def say_resource(aim: Aim) -> str:
    """Return what an aim has to be reached with: posts, hours and pounds a year."""
    parts = (
        f"{aim.posts} posts" if aim.posts else "",
        f"{aim.hours:,} hours a year" if aim.hours is not None else "",
        f"£{aim.pounds:,} a year" if aim.pounds is not None else "",
    )
    return ", ".join(filter(None, parts)) or NO_RESOURCE


def _aims(session: Session, runtime: Runtime, quarter: Quarter) -> tuple[AimLine, ...]:
    done = [
        action
        for action in list_actions(session, runtime, (ActionState.DONE,))
        if in_quarter(action.closed_on, quarter)
    ]
    return tuple(
        AimLine(
            reference=aim.reference,
            aim=aim.title,
            owner=aim.owner_role,
            resource=say_resource(aim),
            measure=aim.measure,
            target=aim.target,
            status=AIM_STATES[aim.status],
            evidence=_evidence(aim, done, quarter),
        )
        for aim in list_drafts(session, Aim)
    )


def _evidence(aim: Aim, done: list[Action], quarter: Quarter) -> str:
    """Return what shows, in this quarter, how far an aim is: its own, and that of the actions that cite it."""
    own = [aim.evidence] if aim.evidence and aim.evidence_quarter == str(quarter) else []
    cited = [a.draft.evidence for a in done if a.draft.aim == aim.reference and a.draft.evidence]
    return "; ".join([*own, *cited]) or NO_EVIDENCE


def _activities(session: Session, quarter: Quarter) -> tuple[ActivityLine, ...]:
    """Return the activities of the quarter, and earlier ones of which nobody was told what came of them."""
    shown = [
        a
        for a in list_drafts(session, Activity)
        if in_quarter(a.held_on, quarter) or (a.held_on < quarter.starts_on and a.outcome is None)
    ]
    return tuple(
        ActivityLine(
            what=a.title,
            on=say_day(a.held_on),
            who=a.took_part,
            rung=f"{a.rung} of 8, chosen by {a.chosen_by}: {a.why}",
            outcome=a.outcome or NONE,
            signs=tuple(activity_signs(a, quarter)),
        )
        for a in shown
    )


def _consultations(session: Session, quarter: Quarter) -> tuple[ConsultationLine, ...]:
    return tuple(
        ConsultationLine(
            what=c.title,
            decided_by=c.decision_maker,
            open=f"{say_day(c.opens_on)} to {say_day(c.closes_on)}",
            considered=c.considered or "Not yet",
            signs=tuple(consultation_signs(c)),
        )
        for c in list_drafts(session, Consultation)
        if c.opens_on <= quarter.ends_on and c.closes_on >= quarter.starts_on
    )


def _offer(session: Session, quarter: Quarter) -> tuple[OfferLine, ...]:
    return tuple(
        OfferLine(ABOUT[o.about], o.comment, o.response or NO_ANSWER, o.action or NONE)
        for o in list_drafts(session, OfferComment)
        if in_quarter(o.received_on, quarter) and o.kept_back is None
    )


def _measures(session: Session) -> tuple[MeasureLine, ...]:
    return tuple(
        MeasureLine(m.title, m.value, m.target or NONE, m.period, m.source, say_day(m.taken_on))
        for m in list_drafts(session, Measure)
    )


def _comparisons(session: Session) -> tuple[ComparisonLine, ...]:
    return tuple(
        ComparisonLine(
            indicator=c.indicator, definition=c.definition, ours=c.ours, theirs=c.theirs,
            council=c.council, period=c.period, source=c.link, retrieved_on=say_day(c.retrieved_on),
        )
        for c in list_drafts(session, Comparison)
    )  # fmt: skip


def _risks(session: Session, themes: Mapping[str, str]) -> tuple[RiskLine, ...]:
    return tuple(
        RiskLine(r.risk_id, RATINGS[r.rating], DIRECTIONS[r.direction], themes[r.theme])
        for r in list_drafts(session, Risk)
        if r.theme in themes
    )


def _partners(
    session: Session, quarter: Quarter, closed: frozenset[date]
) -> tuple[PartnerLine, ...]:
    """Return, for each partner, what was shared by the quarter's end and what became of it (R1-22)."""
    shared: dict[str, list[PartnerTheme]] = {}
    for one in list_drafts(session, PartnerTheme):
        if one.shared_on is not None and one.shared_on <= quarter.ends_on:
            shared.setdefault(one.partner, []).append(one)
    return tuple(_partner(partner, of, closed) for partner, of in sorted(shared.items()))


def _partner(partner: str, shared: list[PartnerTheme], closed: frozenset[date]) -> PartnerLine:
    took = [
        max(0, count_working_days(one.shared_on, one.answered_on, closed))
        for one in shared
        if one.shared_on and one.answered_on
    ]
    median = f"{statistics.median(took):g} working days" if took else NO_ANSWER
    return PartnerLine(partner, len(shared), len(shared) - len(took), median)


def _requests(session: Session) -> tuple[RequestLine, ...]:
    return tuple(
        RequestLine(
            reference=r.reference,
            asked_for=r.asked_for,
            asked_by=r.asked_by,
            owner=r.owner_role,
            due=say_day(r.due_on) if r.due_on else NO_DAY,
            status=REQUEST_STATES[r.status],
            answer=r.answer or NO_ANSWER,
        )
        for r in list_drafts(session, InformationRequest)
        if r.status is not RequestStatus.WITHDRAWN
    )


def _practice(
    session: Session, quarter: Quarter, themes: Mapping[str, str]
) -> tuple[PracticeLine, ...]:
    return tuple(
        PracticeLine(p.what, _service(p.service), themes[p.theme], p.copied_by)
        for p in list_drafts(session, Practice)
        if p.quarter == str(quarter) and p.theme in themes
    )


def _service(code: str) -> str:
    service = SERVICE_BY_CODE.get(code)
    return service.label if service else code


def _forums(session: Session, quarter: Quarter) -> tuple[ForumLine, ...]:
    """Return one line a forum, also for one that was sent nothing (R5-18)."""
    said = {c.forum: c for c in list_drafts(session, ForumComment) if c.quarter == str(quarter)}
    return tuple(_forum(forum.name, said.get(forum.code)) for forum in FORUMS)


def _forum(name: str, said: ForumComment | None) -> ForumLine:
    if said is None or said.sent_on is None:
        return ForumLine(name, NOT_SENT, NO_ANSWER, NONE)
    return ForumLine(name, say_day(said.sent_on), said.comment or NO_ANSWER, said.response or NONE)
