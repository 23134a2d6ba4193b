"""Keep what a process asks in step with what officers published and withdrew.

Every process holds its own copy, so that a family's page costs no statement for it, and follows the log of changes by
its newest number.
"""

from dataclasses import replace

from feedback.domain.asked import Change
from feedback.domain.questionnaires import read_questionnaire
from feedback.services.runtime import Runtime
from feedback.storage.queries import questionnaires as queries


def refresh_asked(runtime: Runtime) -> bool:
    """Ask what was published or withdrawn since the last look; return whether anything was.

    Reads `questionnaire_change` and `questionnaire` alone, so that the families' database role needs no more.

    Raises: StorageUnavailable when the database cannot say.
    """
    asked = runtime.questionnaires
    with runtime.database.reading() as session:
        if queries.newest_change(session) == asked.number:
            return False
        rows = queries.list_asked_log(session)
    asked.take(
        [
            Change(
                row.number,
                row.change,
                # The link is no part of a version's identity, so it stands beside the version.
                replace(read_questionnaire(row.definition), slug=row.slug, door=row.door),
                row.copied_from,
            )
            for row in rows
        ]
    )
    return True


def load_asked(runtime: Runtime) -> None:
    """Ask what was published, at a start; a database that was not prepared yet has nothing to add."""
    if runtime.database.is_current():
        refresh_asked(runtime)
