"""What a record of a register may not be, said once for the form and for the service; and what to warn of."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from feedback.domain.quarters import Quarter
from feedback.domain.registers import (
    Activity,
    Aim,
    AimStatus,
    Comparison,
    Consultation,
    Draft,
    ForumComment,
    InformationRequest,
    OfferComment,
    PartnerTheme,
    RequestStatus,
)

Problem = tuple[str, str]
"""(field, code of a message)."""

LOWEST_RUNG, HIGHEST_RUNG, NOT_PARTICIPATION = 1, 8, 3
"""Hart's ladder; up to rung 3 it is not participation. Source: R. Hart, Children's Participation (UNICEF, 1992)."""
TOKENISM_AFTER_QUARTERS = 2
"""Source: R2-02."""
SHORTEST_CONSULTATION_DAYS = 42
"""Nothing in law sets a least time; under six weeks is warned of. Source: R2-03."""
_LINK = re.compile(r"^https?://[^\s/]+\.[^\s]+$")
_POSTS = re.compile(r"^\d{1,3}(\.\d{1,2})?$")


def find_problems(draft: Draft) -> list[Problem]:
    """Return (field, code) of everything that stops a record from being stored; empty where nothing does."""
    return list(RULES[type(draft)](draft)) if type(draft) in RULES else []


def is_link(written: str) -> bool:
    """Tell whether it is the address of a page.

    >>> is_link("https://www.example.org/a"), is_link("a report")
    (True, False)
    """
    return _LINK.match(written) is not None


def activity_signs(activity: Activity, quarter: Quarter) -> list[str]:
    """Return what is warned of beside an activity at the end of a quarter, in words (R2-02)."""
    signs = []
    if activity.rung <= NOT_PARTICIPATION:
        signs.append("not participation")
    if activity.confirmed_by is None:
        signs.append("officer view only")
    held = Quarter.containing(activity.held_on)
    if activity.outcome is None and quarter >= held.shifted(TOKENISM_AFTER_QUARTERS):
        signs.append("at risk of tokenism")
    return signs


def _aim(aim: Aim) -> list[Problem]:
    found = []
    if aim.posts is not None and not _POSTS.match(aim.posts):
        found.append(("posts", "posts"))
    if aim.evidence is not None and aim.evidence_quarter is None:
        found.append(("evidence_quarter", "evidence_quarter"))
    if aim.status is AimStatus.MET and aim.evidence is None:
        found.append(("evidence", "aim_met"))
    return found


def _activity(activity: Activity) -> list[Problem]:
    if not LOWEST_RUNG <= activity.rung <= HIGHEST_RUNG:
        return [("rung", "rung")]
    if activity.rung > NOT_PARTICIPATION and activity.feedback_loop is None:
        return [("rung", "rung_no_loop")]
    return []


def _consultation(made: Consultation) -> list[Problem]:
    found = _links(made, "information_link", "equality_link")
    if made.closes_on <= made.opens_on:
        found.append(("closes_on", "closes_early"))
    if made.declared_on > made.opens_on:
        found.append(("declared_on", "declared_late"))
    if made.is_closed and made.considered is None:
        found.append(("considered", "considered"))
    return found


def _offer(comment: OfferComment) -> list[Problem]:
    if comment.action is not None and comment.response is None:
        return [("response", "offer_response")]
    return []


def _comparison(comparison: Comparison) -> list[Problem]:
    return _links(comparison, "link")


def _request(request: InformationRequest) -> list[Problem]:
    answered = request.status is RequestStatus.ANSWERED
    found = []
    if answered and request.answered_on is None:
        found.append(("answered_on", "answered_on"))
    if answered and request.answer is None:
        found.append(("answer", "answer"))
    if not answered and request.answered_on is not None:
        found.append(("status", "status_answered"))
    return found


def _partner(shared: PartnerTheme) -> list[Problem]:
    if shared.answered_on is None:
        return [("answered_on", "answered_on")] if shared.answer is not None else []
    if shared.shared_on is None:
        return [("shared_on", "shared_on")]
    return [("answered_on", "answered_early")] if shared.answered_on < shared.shared_on else []


def _forum(comment: ForumComment) -> list[Problem]:
    if comment.comment is not None and comment.sent_on is None:
        return [("sent_on", "sent_on")]
    if comment.response is not None and comment.comment is None:
        return [("comment", "forum_comment")]
    return []


def _links(draft: Any, *fields: str) -> list[Problem]:
    return [(field, "link") for field in fields if not is_link(getattr(draft, field))]


RULES: Mapping[type, Callable[[Any], list[Problem]]] = {
    Aim: _aim,
    Activity: _activity,
    Consultation: _consultation,
    OfferComment: _offer,
    Comparison: _comparison,
    InformationRequest: _request,
    PartnerTheme: _partner,
    ForumComment: _forum,
}


def is_short(made: Consultation) -> bool:
    """Tell whether a consultation is open for less than six weeks, its first and last day counted."""
    return (made.closes_on - made.opens_on).days + 1 < SHORTEST_CONSULTATION_DAYS


def in_quarter(day: date | None, quarter: Quarter) -> bool:
    """Tell whether a day lies in the quarter."""
    return day is not None and quarter.starts_on <= day <= quarter.ends_on
