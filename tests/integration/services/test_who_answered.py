"""What people said of themselves stands beside the population, hidden where it is small (R5-10)."""

from datetime import UTC, datetime

from analysis.reports.document import Grid, build_document
from feedback.clock import Clock
from feedback.domain.around import Around
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.quarter_context import populations
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.services.who_answered import TABLES
from tests.made_up import made_up_submission

Q3 = Quarter(2026, 3)


def test_groups_stand_beside_the_population_and_a_group_of_none_still_prints(
    runtime: Runtime,
) -> None:
    """R5-10: one of 31 is Roma, and Roma is a box of the group White; nobody is Black."""
    object.__setattr__(runtime, "clock", Clock.fixed(datetime(2026, 10, 5, tzinfo=UTC)))
    given = ["british"] * 30 + ["roma"] + ["chinese"] * 2
    with runtime.database.transaction() as session:
        for number, box in enumerate(given):
            around = Around(about_you={"ethnicity": (box,)})
            submit_response(session, runtime, made_up_submission(f"{number}", around=around))
    with runtime.database.transaction() as session:
        snapshot = freeze_quarter(session, runtime, Q3).snapshot
    (reach,) = [r for r in snapshot.reach if r.title == "Ethnic group"]
    black = next(r for r in reach.rows if r.label.startswith("Black"))
    assert (black.population, black.people, black.steps) == (
        "under 1%", "[c]", "no steps recorded",
    )  # fmt: skip
    assert "Check before use" in reach.source
    titles = [b.title for b in build_document(snapshot) if isinstance(b, Grid)]
    assert "Ethnic group: who answered and who lives here" in titles


def test_population_file_and_tables_name_the_same_groups() -> None:
    for population in populations():
        assert {g.label for g in population.groups} <= set(TABLES[population.title][1].values())
