"""Where the report of a quarter is: drafted, checked by two people, frozen, published (R5-03)."""

from enum import StrEnum

from feedback.domain.errors import IllegalTransition

CHECKERS = 2
"""So many people check a draft; none of them wrote it, and none of them freezes it."""
LEAST_NOTICE_WORKING_DAYS = 10
"""So long before freezing Parent Carer Voice has the draft. Source: R5-18."""


class EarlyReason(StrEnum):
    """Why a report is frozen before a forum has had its draft for as long as it is owed."""

    FORUM_AGREED = "forum_agreed"
    MEETING = "meeting"
    CORRECTION = "correction"
    SAFETY = "safety"


LONGEST_COMMENT = 6_000
"""Characters of what a forum says of a draft; it is printed whole."""
LONGEST_WORDS = 1_500
"""Characters that officers may write under one heading: the main body has six pages. Source: R5-05."""
LONGEST_LINK_DAYS = 90
"""No link opens anything for longer."""


class ReportState(StrEnum):
    """Where a version of a quarter's report is."""

    DRAFT = "draft"
    CHECKED = "checked"
    FROZEN = "frozen"
    PUBLISHED = "published"


REPORT_MAY_FOLLOW: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.DRAFT, ReportState.CHECKED}),
    ReportState.CHECKED: frozenset({ReportState.DRAFT, ReportState.FROZEN}),
    ReportState.FROZEN: frozenset({ReportState.PUBLISHED}),
    ReportState.PUBLISHED: frozenset(),
}
"""A draft that changes is to be checked again. What is frozen never changes: a correction is another version."""


def next_report_state(now: ReportState, wanted: ReportState) -> ReportState:
    """Return the state that follows.

    Raises: IllegalTransition when it cannot follow the state that the report is in.
    """
    if wanted not in REPORT_MAY_FOLLOW[now]:
        raise IllegalTransition(f"A report that is {now} cannot become {wanted}. Open it again.")
    return wanted


class LinkKind(StrEnum):
    """What a signed link opens."""

    PUBLISHED = "published"
    DRAFT = "draft"
