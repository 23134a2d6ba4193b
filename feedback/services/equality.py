"""Answers about oneself: counted the moment they are sent, and never kept beside a response (section 2.9).

A count cannot be turned back into a person. The price is that these answers cannot be crossed with what was
said; a council is too small for that (docs/decisions/0013).
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.domain.equality import ETHNICITY, ethnic_group
from feedback.domain.quarters import Quarter
from feedback.domain.submissions import Submission
from feedback.storage.queries import around as queries


@dataclass(frozen=True, slots=True)
class EqualityTally:
    """How many gave one answer in a quarter. Not yet suppressed: nothing of it is published as it is."""

    question: str
    value: str
    count: int


def count_about_you(session: Session, submission: Submission, quarter: str) -> None:
    """Add what somebody said of themselves to the quarter's counts, in the caller's transaction."""
    questionnaire = submission.questionnaire
    queries.add_to_counts(
        session,
        quarter=quarter,
        forum=questionnaire.forum,
        audience=questionnaire.audience,
        given=submission.around.about_you,
    )


def tally(session: Session, quarter: Quarter, *, published: bool) -> tuple[EqualityTally, ...]:
    """Return the quarter's counts over all forums and audiences, by question and value.

    Args:
        published: with the 19 ethnic boxes folded into the 5 groups that may be published.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for _forum, _audience, question, value, count in queries.list_counts(session, str(quarter)):
        folded = ethnic_group(value) if published and question == ETHNICITY else value
        counts[question, folded] += count
    return tuple(EqualityTally(q, v, n) for (q, v), n in sorted(counts.items()))
