"""A group's notes from another system stay a group's; a number that is none is refused with its reason (R2-10)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from feedback.domain.asked import Asked
from feedback.services.import_days import fixed_day
from feedback.services.import_responses import ImportOutcome, ImportRequest, import_file
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.storage.models import ResponseRow
from forms.questionnaire import load_questionnaires

ROWS = (
    "id,represents,could_be_better\n"
    "1,40,Nobody answers the phone.\n"
    "2,,The forms are long.\n"
    "3,about 40,The waiting room is cold.\n"
    "4,1,I waited alone.\n"
)


def test_group_when_imported_is_marked_and_a_wrong_number_is_set_aside(
    runtime: Runtime, tmp_path: Path
) -> None:
    asked = load_questionnaires()
    ready = replace(runtime, questionnaires=Asked(asked))
    prepare_database(ready)
    file = tmp_path / "notes.csv"
    file.write_text(ROWS, encoding="utf-8")
    outcome: ImportOutcome = import_file(
        ready,
        ImportRequest(
            path=file,
            forum="pcv",
            questionnaire="parent-carer-voice-meeting",
            day_of=fixed_day(date(2026, 5, 4)),
        ),
    )
    reasons = {rejected.row: rejected.reason for rejected in outcome.rejected}
    assert set(reasons) == {4, 5}
    assert set(reasons.values()) == {"Its represents is no whole number from 2 to 10,000."}
    with runtime.database.reading() as session:
        stored = session.execute(select(ResponseRow.collective, ResponseRow.represents)).all()
    assert sorted(stored, key=str) == [(True, 40), (True, None)]
