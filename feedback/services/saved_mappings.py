"""How the files of one survey are read, kept for the next file.

Neither a heading nor a cell is kept, which a family may have written: keyed hashes stand for them, and the next
file's own words are shown where they fit.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.questionnaires import Questionnaire
from feedback.services.import_days import DayOrder
from feedback.services.import_grid import Grid
from feedback.services.import_plan import BOX, DAY, ID, IGNORE, Plan, question_of, said_in
from feedback.services.import_systems import plain_words
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.storage.queries import imports as queries

_PURPOSE = "import words"


def save_mapping(
    session: Session, runtime: Runtime, plan: Plan, grid: Grid, *, slug: str, staff_id: UUID
) -> None:
    """Keep how this file is read under the survey's name, in the place of what was kept under it."""
    chosen = {
        "roles": {
            _hash(session, runtime, heading): role
            for heading, role in zip(grid.header, plan.roles, strict=True)
            if role != IGNORE and heading
        },
        "values": {
            _hash(session, runtime, grid.header[place]): {
                _hash(session, runtime, value): code for value, code in said.items()
            }
            for place, said in plan.values.items()
        },
        "separator": plan.separator,
        "day_order": plan.day_order,
        "once_each": plan.once_each,
    }
    kept = {"slug": slug, "chosen": chosen, "kept_by": staff_id, "kept_utc": runtime.clock.now()}
    queries.save_mapping(session, plan.survey, kept)


def list_mappings(session: Session, slug: str | None = None) -> list[str]:
    """Return the surveys whose reading is kept, by name; those of one questionnaire, or all."""
    return queries.list_mappings(session, slug)


def forget_mapping(session: Session, survey: str) -> None:
    """Forget how a survey's files are read. What was stored stays."""
    queries.delete_mapping(session, survey)


def apply_mapping(
    session: Session, runtime: Runtime, survey: str, grid: Grid, questionnaire: Questionnaire
) -> Plan | None:
    """Return the file's plan as it was chosen for the survey before, or None where nothing is kept."""
    kept = queries.find_mapping(session, survey)
    if kept is None:
        return None
    roles = [
        _still_asked(kept["roles"].get(_hash(session, runtime, heading), IGNORE), questionnaire)
        for heading in grid.header
    ]
    values = {
        place: _values(session, runtime, kept, grid, place)
        for place, role in enumerate(roles)
        if (question := question_of(role, questionnaire)) is not None and not question.is_typed
    }
    return Plan(
        roles=tuple(roles),
        survey=survey,
        values=values,
        separator=kept["separator"],
        day_order=DayOrder(kept["day_order"]) if kept["day_order"] else None,
        once_each=kept["once_each"],
    )


def _values(
    session: Session, runtime: Runtime, kept: Mapping[str, Any], grid: Grid, place: int
) -> dict[str, str]:
    known = kept["values"].get(_hash(session, runtime, grid.header[place]), {})
    said = (*said_in(grid, place, ""), *said_in(grid, place, kept["separator"]))
    hashed = {value: _hash(session, runtime, value) for value in said}
    return {value: known[found] for value, found in hashed.items() if found in known}


def _still_asked(role: str, questionnaire: Questionnaire) -> str:
    known = role in {IGNORE, ID, DAY} or role.startswith(BOX)
    return role if known or question_of(role, questionnaire) is not None else IGNORE


def _hash(session: Session, runtime: Runtime, words: str) -> str:
    return stored_hash(session, runtime, _PURPOSE, plain_words(words) or words).hex()
