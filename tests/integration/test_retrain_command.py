"""`feedback retrain` as it is typed: figures and verdict in plain words, ids and never a word of a comment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.learning.decisions.compare import compare_found
from feedback.commands import retrain as module
from feedback.domain.errors import Conflict
from feedback.services.adopted_models import AdoptedModel
from feedback.services.retrain import Retrained
from feedback.services.runtime import Runtime
from tests.integration.services.reviewing import add_response, load


@pytest.fixture(autouse=True)
def opened(sqlite_runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Let the command open this runtime."""

    @contextmanager
    def give() -> Iterator[Runtime]:
        yield sqlite_runtime

    monkeypatch.setattr(module, "open_runtime", give)
    return sqlite_runtime


def typed(*arguments: str) -> str:
    result = CliRunner().invoke(module.retrain, arguments)
    if result.exception is not None:
        raise result.exception
    return result.output


def outcome(*, falls: bool) -> Retrained:
    """Return a made-up outcome: one theme gained, the other stayed or fell."""
    truth = np.array([[True, place < 20] for place in range(100)])
    old = np.array([[place < 40, place < 20] for place in range(100)])
    new = np.array([[True, place < (15 if falls else 20)] for place in range(100)])
    found = compare_found(truth, np.ones_like(truth), old, new, ("send", "timeliness"))
    return Retrained(400, 100, "adjusted-2026-08-14-0a1b2c3d", found, found, found.better, None)


def test_figures_and_verdict_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def give(_runtime: Runtime, *, dry_run: bool) -> Retrained:
        asked.append(dry_run)
        better = outcome(falls=False)
        model = AdoptedModel(Path("x"), better.name, date(2026, 8, 14), 400, fits=True)
        return better if dry_run else replace(better, adopted=model)

    monkeypatch.setattr(module, "learn_again", give)
    rehearsed = typed("--dry-run")
    assert "Learned from 400 decided comments; compared on 100 put aside." in rehearsed
    assert "100% of the draws favour the new model" in rehearsed
    assert "send (100): 0.57 before, 1.00 now" in rehearsed
    assert rehearsed.endswith("Without --dry-run it would be adopted.\n")
    assert "taken up" not in rehearsed
    assert "when they are restarted" in typed()
    assert asked == [True, False]


def test_theme_that_fell_is_named_and_the_old_model_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "learn_again", lambda _runtime, dry_run: outcome(falls=True))
    told = typed()
    assert "fell too far: timeliness" in told
    assert told.endswith("so the old one stays.\n")


def test_too_little_to_learn_from_is_refused() -> None:
    with pytest.raises(Conflict, match="it takes 50 and 10"):
        typed()


def test_next_prints_ids_alone(opened: Runtime) -> None:
    ids = [str(load(opened, add_response(opened)).comments[0].id)]
    assert typed("--next", "20").split() == ids
