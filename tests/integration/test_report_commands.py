"""`feedback draft`, `freeze`, `publish`, `report` as they are typed (R5-03)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback.clock import Clock
from feedback.commands import report as module
from feedback.domain.errors import FeedbackError, NotAllowed, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.draft_report import check_draft, get_draft
from feedback.services.freeze_quarter import find_frozen
from feedback.services.publish_report import read_kept
from feedback.services.runtime import Runtime
from tests.integration.services.reviewing import add_officer

ASKED = ("--quarter", "2026-Q2")


@pytest.fixture(autouse=True)
def opened(sqlite_runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Let the commands open this runtime, after the second quarter."""
    runtime = replace(sqlite_runtime, clock=Clock.fixed(datetime(2026, 7, 20, 9, tzinfo=UTC)))

    @contextmanager
    def give() -> Iterator[Runtime]:
        yield runtime

    monkeypatch.setattr(module, "open_runtime", give)
    return runtime


def typed(name: str, *arguments: str) -> str:
    command = next(c for c in module.COMMANDS if c.name == name)
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_operator_drafts_freezes_what_two_checked_and_publishes(
    opened: Runtime, tmp_path: Path
) -> None:
    """R5-03, R5-16: what was published is given again byte for byte."""
    assert "2026-Q2 is drafted as version 1" in typed("draft", *ASKED)
    with pytest.raises(NotAllowed, match="Two people must check"):
        typed("freeze", *ASKED)
    people = [add_officer(opened, f"officer{number}@example.org") for number in (1, 2)]
    with opened.database.transaction() as session:
        seen = get_draft(session, Quarter(2026, 2)).content_hash
        for person in people:
            check_draft(session, opened, Quarter(2026, 2), seen=seen, staff_id=person)
    assert "2026-Q2 is frozen as version 1" in typed("freeze", *ASKED)
    typed("report", *ASKED, "--out", str(tmp_path / "before"), "--format", "csv")
    assert "is published as version 1: 11 files are kept" in typed("publish", *ASKED)
    with opened.database.reading() as session:
        kept = read_kept(session, find_frozen(session, Quarter(2026, 2)))
    typed("report", *ASKED, "--out", str(tmp_path / "after"))
    written = {path.name: path.read_bytes() for path in (tmp_path / "after").iterdir()}
    assert written == kept
    assert (tmp_path / "before" / "tables.csv").read_bytes() == kept["tables.csv"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for name in ("freeze", "publish"):
        with pytest.raises(NotFound):
            typed(name, *ASKED)
    with pytest.raises(FeedbackError, match="Name a quarter or a year"):
        typed("publish")
    with pytest.raises(FeedbackError, match="There is no format xls"):
        typed("report", *ASKED, "--out", str(tmp_path), "--format", "xls")
    with pytest.raises(SystemExit):
        typed("draft", "--quarter", "2026-Q9")
