"""How a survey's files are read is kept for the next one, without a word of them."""

import json
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from feedback.services.import_plan import Plan
from feedback.services.runtime import Runtime
from feedback.services.saved_mappings import apply_mapping, list_mappings, save_mapping
from feedback.storage.models import (
    SavedMapping,
)
from tests.made_up import ADULTS
from tests.uploads import (
    officer,
    opened,
    ready,
    take,
)

__all__ = ["officer"]


def test_reading_of_a_survey_is_kept_without_any_of_its_words(
    runtime: Runtime, officer: UUID
) -> None:
    upload = opened(runtime, officer, ready(runtime, officer, day_order="dmy"))
    with runtime.database.transaction() as session:
        save_mapping(session, runtime, upload.plan, upload.grid, slug=ADULTS.slug, staff_id=officer)
    with runtime.database.reading() as session:
        kept = json.dumps(session.scalars(select(SavedMapping.chosen)).one())
        assert list_mappings(session, ADULTS.slug) == ["Schools 2026"]
        assert list_mappings(session, "other") == []
    for words in ("Fine", "Awful", "Overall?", "Date"):
        assert words not in kept
    # The next export has another column first, and a new answer.
    longer = (
        "IP,Ref,Date,Overall?,Tell us: went_well\n1,r9,2026-06-01,Fine,x\n1,r8,2026-06-01,New,x\n"
    )
    new = opened(runtime, officer, take(runtime, officer, longer.encode()))
    with runtime.database.reading() as session:
        found = apply_mapping(session, runtime, "Schools 2026", new.grid, ADULTS)
        assert apply_mapping(session, runtime, "unknown", new.grid, ADULTS) is None
    assert found == Plan(
        ("ignore", "id", "day", "overall", "went_well"),
        survey="Schools 2026", values={3: {"Fine": "good"}}, day_order="dmy",  # type: ignore[arg-type]
    )  # fmt: skip


def test_kept_reading_drops_a_question_that_is_not_asked_any_more(
    runtime: Runtime, officer: UUID
) -> None:
    upload = opened(runtime, officer, ready(runtime, officer))
    fewer = replace(ADULTS, questions=ADULTS.questions[1:])
    with runtime.database.transaction() as session:
        save_mapping(session, runtime, upload.plan, upload.grid, slug=ADULTS.slug, staff_id=officer)
        found = apply_mapping(session, runtime, "Schools 2026", upload.grid, fewer)
    assert found is not None
    assert found.roles == ("id", "day", "ignore", "went_well")
