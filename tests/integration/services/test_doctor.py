"""The self-check finds what is wrong and says what to do."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, text, update

from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.questionnaires import Questionnaire
from feedback.services import doctor as module
from feedback.services.doctor import examine
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.migrate import head_revision
from feedback.storage.models import CommentRow, QuestionnaireRow, ResponseRow
from feedback.storage.sealing import Keyring
from tests.databases import FIRST_KEY, SECOND_KEY
from tests.integration.services.reviewing import add_lead
from tests.made_up import ADULTS, made_up_submission

IN_TIME = Clock.fixed(datetime(2026, 11, 2, 12, tzinfo=UTC))


@pytest.fixture
def well(runtime: Runtime) -> Runtime:
    """Return a runtime with a response, a safeguarding lead, and help numbers that were rung yesterday."""
    made = replace(runtime, clock=IN_TIME)
    add_lead(made)
    with made.database.transaction() as session:
        submit_response(session, made, made_up_submission())
    return made


def test_deployment_without_a_safeguarding_lead_is_not_well_r4_23(well: Runtime) -> None:
    with well.database.transaction() as session:
        session.execute(text("UPDATE staff_user SET active = false"))
    assert "Nobody may answer flags" in unwell(well)["safeguarding"]


def unwell(runtime: Runtime) -> dict[str, str]:
    """Return the words of what is not well, by name."""
    return {finding.name: finding.words for finding in examine(runtime) if not finding.well}


def test_deployment_when_well_has_nothing_to_say(well: Runtime) -> None:
    assert unwell(well) == {}
    assert len(examine(well)) == 13


def _no_tables(runtime: Runtime) -> Runtime:
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE alembic_version")
    return runtime


def _other_key(runtime: Runtime) -> Runtime:
    return replace(runtime, keyring=Keyring([SECOND_KEY]))


def _wrong_key(runtime: Runtime) -> Runtime:
    same_name = type(FIRST_KEY)(FIRST_KEY.id, bytes(32))
    return replace(runtime, keyring=Keyring([same_name]))


def _unregistered(runtime: Runtime) -> Runtime:
    changed: Questionnaire = replace(ADULTS, id="b" * 64)
    return replace(runtime, questionnaires=Asked({ADULTS.slug: changed}))


def _stale(runtime: Runtime) -> Runtime:
    with runtime.database.transaction() as session:
        session.execute(update(CommentRow).values(analysis_version="older"))
    return runtime


def _counted_wrong(runtime: Runtime) -> Runtime:
    with runtime.database.transaction() as session:
        session.execute(update(ResponseRow).values(said="9"))
    return runtime


def _a_year_later(runtime: Runtime) -> Runtime:
    return replace(runtime, clock=Clock.fixed(datetime(2027, 11, 2, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        (_no_tables, "database", f"is not at {head_revision()}"),
        (_other_key, "keys", "lacks first"),
        (_wrong_key, "keys", "cannot be opened"),
        (_unregistered, "questionnaires", "made-up-adults"),
        (_stale, "analysis", "2 comments wait to be read again"),
        (_a_year_later, "help numbers", "mash"),
        (_counted_wrong, "figures", "1 responses are counted otherwise"),
    ],
)
def test_deployment_when_something_is_wrong_says_what_to_do(
    well: Runtime, change: Callable[[Runtime], Runtime], name: str, words: str
) -> None:
    assert words in unwell(change(well))[name]


def test_keys_when_some_are_under_an_older_one_are_well_and_say_so(well: Runtime) -> None:
    turned = replace(well, keyring=Keyring([SECOND_KEY, FIRST_KEY]))
    assert "keys" not in unwell(turned)
    (finding,) = (finding for finding in examine(turned) if finding.name == "keys")
    assert "2 still under an older key" in finding.words


def test_database_when_gone_is_found_by_every_check_that_needs_it(sqlite_runtime: Runtime) -> None:
    path = sqlite_runtime.database.path
    assert path is not None
    sqlite_runtime.database.dispose()
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    path.parent.rmdir()
    found = unwell(sqlite_runtime)
    assert {"database", "storing", "keys", "questionnaires", "analysis"} <= set(found)
    path.parent.mkdir()


def test_disk_when_nearly_full_is_found(
    sqlite_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1024**2))
    assert "1 MB free" in unwell(sqlite_runtime)["free disk"]
    assert module.LEAST_FREE_BYTES > 1024**2


def test_questionnaires_when_no_row_is_there_are_found(sqlite_runtime: Runtime) -> None:
    with sqlite_runtime.database.transaction() as session:
        session.execute(delete(QuestionnaireRow))
    assert "questionnaires" in unwell(sqlite_runtime)
