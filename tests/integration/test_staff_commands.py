"""`feedback staff`, as it is typed."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from feedback.commands.opening import open_runtime
from feedback.commands.staff import staff
from feedback.domain.errors import Conflict, FeedbackError, NotAllowed, NotFound
from feedback.services.keys import new_master_key
from feedback.services.prepare_database import prepare_database

ADD = ("add", "priya@example.org", "--name", "Priya", "--role", "officer")
TYPED = "correct horse battery staple\n" * 2
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, ready_sqlite_url: str) -> Run:
    """Return a runner of `feedback staff` on a small deployment."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", ready_sqlite_url)
    monkeypatch.setenv("FEEDBACK_MASTER_KEYS", new_master_key("first"))
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", "s" * 40)
    with open_runtime() as runtime:
        prepare_database(runtime)

    def runner(*arguments: str, typed: str | None = None) -> Result:
        result = CliRunner().invoke(staff, arguments, input=typed)
        if isinstance(result.exception, FeedbackError):
            raise result.exception
        return result

    return runner


def test_password_is_typed_twice_and_never_shown(run: Run) -> None:
    added = run(*ADD, "--role", "safeguarding", typed=TYPED)
    assert added.exit_code == 0
    assert "correct horse" not in added.output
    assert "may sign in as officer, safeguarding" in added.output
    assert run("list").output == ("priya@example.org\tPriya\tofficer, safeguarding\tmay sign in\n")


def test_generated_password_is_shown_once(run: Run) -> None:
    shown = run(*ADD, "--generate").output.splitlines()
    assert shown[-2] == "Their password, shown once and kept nowhere:"
    assert len(shown[-1]) == 20
    assert shown[-1] not in run("list").output
    again = run("reset-password", "priya@example.org", "--generate").output.splitlines()
    assert again[-1] != shown[-1]


def test_somebody_is_stopped_and_let_in_again(run: Run) -> None:
    assert "Nobody may sign in yet" in run("list").output
    run(*ADD, typed=TYPED)
    run("disable", "Priya@example.org")
    assert run("list").output.endswith("\tstopped\n")
    run("enable", "priya@example.org")
    assert run("list").output.endswith("\tmay sign in\n")


def test_what_cannot_be_done_is_said_plainly(run: Run) -> None:
    with pytest.raises(NotAllowed, match="12 to 200 characters"):
        run(*ADD, typed="short\nshort\n")
    run(*ADD, typed=TYPED)
    with pytest.raises(Conflict):
        run(*ADD, typed=TYPED)
    with pytest.raises(NotFound):
        run("disable", "nobody@example.org")
    assert run("add", "a@b.uk", "--name", "A", "--role", "queen").exit_code == 2


def test_service_of_somebody_is_written_down_and_taken_back_r1_20(run: Run) -> None:
    run(*ADD, "--generate")
    assert run("works-in", "priya@example.org", "send", "--manages").exit_code == 0
    assert run("works-in", "priya@example.org", "send", "--no-longer").exit_code == 0
    with pytest.raises(NotFound, match="There are: "):
        run("works-in", "priya@example.org", "cake")
