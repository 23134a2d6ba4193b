"""The commands of an operator, as they are typed."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback.commands import audit, backup, doctor, imports, keys, purge, reanalyse, worker
from feedback.domain.errors import FeedbackError, SettingsError
from feedback.jobs import JOBS
from feedback.services.keys import new_master_key

FFT = (
    "id,text,question_type,fft_score\n"
    "a,They were kind.,what_good,1\n"
    "b,Ring back sooner.,could_improve,4\n"
)
MODULES = {
    name: command
    for module in (audit, backup, doctor, imports, keys, purge, reanalyse, worker)
    for command in module.COMMANDS
    for name in [command.name]
}
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, ready_sqlite_url: str) -> Run:
    """Return a runner of one command with the settings of a small deployment."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", ready_sqlite_url)
    monkeypatch.setenv("FEEDBACK_MASTER_KEYS", new_master_key("first"))
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", "s" * 40)

    def runner(name: str, *arguments: str) -> Result:
        result = CliRunner().invoke(MODULES[name], arguments)
        if isinstance(result.exception, FeedbackError):
            raise result.exception
        return result

    return runner


@pytest.fixture
def imported(run: Run, tmp_path: Path) -> Run:
    """Return the runner after a small import."""
    (tmp_path / "fft.csv").write_text(FFT)
    asked = ("--forum", "ltf", "--questionnaire", "listening-to-families")
    result = run("import", str(tmp_path / "fft.csv"), *asked)
    assert result.exit_code == 0
    return run


def test_import_when_typed_tells_how_every_row_was_accounted_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fft.csv"
    path.write_text(FFT + "c,Hello.,what_good,9\n")
    asked = (str(path), "--forum", "ltf", "--questionnaire", "listening-to-families")
    rehearsed = run("import", *asked, "--dry-run", "--received-on", "2026-05-04")
    assert "3 rows: 2 would be stored, 0 known already, 1 rejected" in rehearsed.stdout
    first = run("import", *asked, "--spread", "2026-Q2")
    assert "Read as: Friends and Family Test" in first.stdout
    assert "3 rows: 2 stored, 0 known already, 1 rejected" in first.stdout
    assert "fft.rejected.csv" in first.stdout
    again = run("import", *asked)
    assert "0 stored, 2 known already, 1 rejected" in again.stdout
    assert "every row is dated today" in again.stdout


def test_import_when_both_days_are_given_is_refused(run: Run, tmp_path: Path) -> None:
    result = run(
        "import", "x.csv", "--forum", "ltf", "--questionnaire", "listening-to-families",
        "--spread", "2026-Q2", "--received-on", "2026-05-04",
    )  # fmt: skip
    assert result.exit_code == 2
    assert "not both" in result.stderr


def test_doctor_when_well_exits_with_0_and_else_with_1(
    imported: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = imported("doctor")
    assert "ok    keys: 2 sealed comments opened" in well.stdout
    monkeypatch.setenv("FEEDBACK_MASTER_KEYS", new_master_key("second"))
    unwell = imported("doctor")
    assert unwell.exit_code == 1
    assert "LOOK  keys: FEEDBACK_MASTER_KEYS lacks first" in unwell.stdout


def test_keys_when_turned_over_are_counted(imported: Run, monkeypatch: pytest.MonkeyPatch) -> None:

    old = os.environ["FEEDBACK_MASTER_KEYS"]
    made = imported("keys", "new", "second").stdout.strip()
    monkeypatch.setenv("FEEDBACK_MASTER_KEYS", f"{made},{old}")
    assert "3 keys are now under second" in imported("keys", "rotate").stdout
    listed = imported("keys", "list").stdout
    assert "second: 3 (the newest: seals)" in listed
    assert "first: 0" in listed
    monkeypatch.setenv("FEEDBACK_MASTER_KEYS", old)
    assert "second: 3 (NOT SET" in imported("keys", "list").stdout


def test_key_when_badly_named_is_refused(run: Run) -> None:
    with pytest.raises(SettingsError):
        run("keys", "new", "a:b")
    assert run("keys", "new").stdout.count(":") == 1


def test_backup_when_typed_can_be_put_back(imported: Run, tmp_path: Path) -> None:
    target = str(tmp_path / "voices.backup")
    assert "2 responses, tried and found whole" in imported("backup", target).stdout
    assert "2 responses are back" in imported("restore", target, "--replace").stdout


def test_purge_when_rehearsed_changes_nothing(imported: Run) -> None:
    assert "words of 0 responses would be destroyed" in imported("purge", "--dry-run").stdout
    assert (
        "words of 0 responses, the contact details of 0 families and 0 audit rows are gone"
        in imported("purge").stdout
    )


def test_reanalyse_when_nothing_is_stale_says_so(imported: Run) -> None:
    assert "0 comments were read again" in imported("reanalyse").stdout


def test_worker_when_told_once_does_every_job(imported: Run) -> None:
    told = imported("worker", "--once").stdout
    assert [line.partition(":")[0] for line in told.splitlines()] == [job.name for job in JOBS]
    # In office hours the first worker of the week keeps its counts; the second one finds nothing left to do.
    assert sum(not line.endswith(": 0") for line in told.splitlines()) <= 1
    again = imported("worker", "--once").stdout
    assert again.splitlines() == [f"{job.name}: 0" for job in JOBS]


def test_command_when_nothing_is_set_names_everything_that_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEEDBACK_MASTER_KEYS")
    monkeypatch.delenv("FEEDBACK_SECRET_KEY")
    with pytest.raises(SettingsError) as refused:
        run("doctor")
    assert "FEEDBACK_MASTER_KEYS is missing" in refused.value.public_message
    assert "FEEDBACK_SECRET_KEY" in refused.value.public_message


def test_audit_when_verified_prints_its_heads_and_notices_what_was_cut_off(imported: Run) -> None:
    found = imported("audit", "verify")
    assert found.exit_code == 0
    head = found.stdout.splitlines()[0]
    assert head.startswith("staff:")
    for lost in ("staff:999:abc", "staff:x:abc", "staff", "staff:1"):
        cut = imported("audit", "verify", "--head", lost)
        assert (cut.exit_code, f"{lost} is not there any more" in cut.stdout) == (1, True)


def test_audit_when_a_deed_was_put_in_names_it(imported: Run) -> None:
    url = os.environ["FEEDBACK_DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(url) as connection:
        connection.execute(
            "INSERT INTO audit_event (id, on_day, action, subject_type, subject_id, detail)"
            " VALUES (?, '2026-08-01', 'purged', 'responses', 'x', '{}')",
            ("a" * 32,),
        )
    connection.close()
    found = imported("audit", "verify")
    assert found.exit_code == 1
    assert (
        "family unsealed: deed aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa was not written" in found.stdout
    )
