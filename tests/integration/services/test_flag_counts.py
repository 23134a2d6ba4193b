"""What a quarter's report says of flags: outcomes where they are enough, clocks always (R4-29)."""

from dataclasses import replace
from uuid import UUID

import pytest

from feedback.domain.enums import FlagOutcome
from feedback.domain.quarters import Quarter
from feedback.domain.triage import TriageState
from feedback.services.flag_counts import count_flags
from feedback.services.runtime import Runtime
from feedback.storage.models import FlagDecision, Triage
from tests.databases import NOON
from tests.integration.services.reviewing import add_lead, add_response, load

Q3 = Quarter(2026, 3)


def add_flags(runtime: Runtime, lead: UUID, outcome: FlagOutcome, count: int, *, kept: int) -> None:
    """Store flags that were decided so, of which `kept` were acknowledged in time; all were decided in time."""
    for number in range(count):
        comment = load(runtime, add_response(runtime, urgency="concern")).comments[0].id
        with runtime.database.transaction() as session:
            session.add(
                Triage(
                    comment_id=comment, state=TriageState.DECIDED, urgency="concern", escalated=0,
                    acknowledged_in_time=number < kept, decided_in_time=True,
                )
            )  # fmt: skip
            session.add(
                FlagDecision(comment_id=comment, outcome=outcome, decided_by=lead, decided_utc=NOON)
            )


def said(runtime: Runtime, quarter: Quarter = Q3) -> dict[str, str]:
    """Return label -> words."""
    with runtime.database.reading() as session:
        return {line.label: line.words for line in count_flags(session, runtime, quarter)}


def test_flags_are_counted_by_outcome_only_where_they_are_enough(runtime: Runtime) -> None:
    """R4-29: 5 are told, 4 are not; the clocks stand there always, in bands."""
    lead = add_lead(runtime)
    assert said(runtime) == {}
    add_flags(runtime, lead, FlagOutcome.REFERRED, 4, kept=4)
    few = "fewer than 10 flags, too few for a share"
    assert said(runtime) == {"Acknowledged in time": few, "Decided in time": few}
    add_flags(runtime, lead, FlagOutcome.NOT_SAFEGUARDING, 8, kept=6)
    assert said(runtime) == {
        "Not a safeguarding matter": "8",
        "Acknowledged in time": "85% of 10 to 19 flags",
        "Decided in time": "100% of 10 to 19 flags",
    }
    assert said(runtime, Quarter(2026, 2)) == {}


@pytest.mark.parametrize("threshold", [9])
def test_flags_follow_the_threshold_of_reports(runtime: Runtime, threshold: int) -> None:
    """R4-29, R4-30."""
    add_flags(runtime, add_lead(runtime), FlagOutcome.REFERRED, 8, kept=0)
    settings = replace(runtime.settings, suppression_threshold=threshold)
    assert "Referred to children’s social care" in said(runtime)
    assert "Referred to children’s social care" not in said(replace(runtime, settings=settings))
