"""A theme that officers added is learned from what they decided, and suggested with its words (R5-14)."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from analysis.pipeline import Engine, load_engine
from feedback.services import retrain as module
from feedback.services.change_codebook import Change, add_theme, retire_theme
from feedback.services.codebook import ThemeWords, is_suggested, load_codebook
from feedback.services.own_themes import Learning, show_learning
from feedback.services.prepare_database import prepare_database
from feedback.services.reanalyse import reanalyse
from feedback.services.retrain import load_decided, retrain
from feedback.services.runtime import Runtime, build_runtime
from tests.integration.services.reviewing import add_officer, add_response, decide, load
from tests.made_up import ADULTS

BUSES = ThemeWords(
    "Getting there", "Getting to us", "buses, lifts, the way to an office", "", "iv", ("No bus.",)
)
OTHERS = (
    ("She rang us back on the {} day.", "communication"),
    ("They were {} kind to us.", "staff-attitude"),
    ("We waited {} months for a place.", "timeliness"),
)
FILLERS = (
    "very", "nine", "two", "really", "often", "this", "first", "other", "third", "same", "long", "early", "late",
    "small", "whole", "next", "ten", "six", "four", "most", "once", "still", "almost", "never", "again",
)  # fmt: skip


@pytest.fixture
def ready(runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Return a runtime with a codebook and a folder for models, which reads quickly everywhere."""

    def load_quickly(path: Path | None = None, *, quick: bool = False) -> Engine:
        return load_engine(path, quick=True)

    monkeypatch.setattr(module, "load_engine", load_quickly)
    prepare_database(runtime)
    return replace(runtime, settings=replace(runtime.settings, model_folder=tmp_path / "models"))


def change(runtime: Runtime, staff_id: UUID) -> Change:
    with runtime.database.reading() as session:
        return Change(load_codebook(session).number, "Families speak of it", staff_id)


def add_buses(runtime: Runtime, staff_id: UUID) -> str:
    wanted = change(runtime, staff_id)
    with runtime.database.transaction() as session:
        return add_theme(session, runtime, BUSES, wanted)


def decide_on(runtime: Runtime, staff_id: UUID, words: str, themes: dict[str, str]) -> Any:
    response = load(runtime, add_response(runtime, words=words))
    suggested = {theme.theme: "no" for theme in response.comments[0].themes}
    decide(runtime, response, staff_id, themes=suggested | themes)
    return response.comments[0].id


def fill(runtime: Runtime, staff_id: UUID, theme: str, *, fillers: tuple[str, ...]) -> None:
    for filler in fillers:
        words = f"The bus takes {filler} hours to the office."
        decide_on(runtime, staff_id, words, {theme: "negative"})
    for pattern, other in OTHERS:
        for filler in FILLERS[:20]:
            decide_on(runtime, staff_id, pattern.format(filler), {other: "negative"})


def every_fifth(runtime: Runtime) -> list[str]:
    """Return a blind sample that does not depend on the comments' random ids."""
    ordered = sorted(load_decided(runtime), key=lambda comment: comment.masked)
    return [comment.id for comment in ordered[::5]]


def show(runtime: Runtime) -> dict[str, Learning]:
    with runtime.database.reading() as session:
        return show_learning(session, runtime)


def started_now(runtime: Runtime) -> Runtime:
    made = build_runtime(runtime.settings, {ADULTS.slug: ADULTS}, clock=runtime.clock)
    made.database.dispose()
    return replace(made, careful=lambda: made.engine, database=runtime.database)


def test_own_theme_when_decided_often_enough_is_learned_adopted_and_suggested_with_its_words(
    ready: Runtime,
) -> None:
    priya = add_officer(ready)
    theme = add_buses(ready, priya)
    assert show(ready) == {theme: Learning(0, 20, False)}
    fill(ready, priya, theme, fillers=FILLERS)
    assert show(ready) == {theme: Learning(25, 0, False)}
    found = retrain(ready, blind_ids=every_fifth(ready))
    (gained,) = (t for t in found.careful.themes if t.theme == theme)
    assert (gained.old, gained.new > 0.7) == (0.0, True)
    assert found.adopted is not None
    assert found.adopted.own_themes == (theme,)
    assert show(ready) == {theme: Learning(25, 0, True)}
    after = started_now(ready)
    assert is_suggested(after, theme)
    assert show(after) == {}
    new = add_response(after, words="For the meeting the bus takes three hours.")
    (comment,) = load(after, new).comments
    (seen,) = (t for t in comment.themes if t.theme == theme)
    assert seen.suggested is not None
    assert any("bus" in comment.masked[w.start : w.end] for w in seen.suggested.evidence)
    assert seen.suggested.version == after.engine.version
    assert reanalyse(after).done > 0


def test_own_theme_with_few_decisions_is_not_learned_and_the_rest_still_is(ready: Runtime) -> None:
    priya = add_officer(ready)
    theme = add_buses(ready, priya)
    fill(ready, priya, theme, fillers=FILLERS[:19])
    assert show(ready) == {theme: Learning(19, 1, False)}
    found = retrain(ready, dry_run=True, blind_ids=every_fifth(ready))
    assert theme not in {t.theme for t in found.careful.themes if t.new}


def test_own_theme_is_not_absent_from_what_was_decided_before_it_was_there(ready: Runtime) -> None:
    priya = add_officer(ready)
    early = decide_on(ready, priya, "No bus comes here.", {"access-inclusion": "negative"})
    theme = add_buses(ready, priya)
    late = decide_on(ready, priya, "They were kind.", {"staff-attitude": "positive"})
    known = {comment.id: comment.present | comment.absent for comment in load_decided(ready)}
    assert theme not in known[str(early)]
    assert theme in known[str(late)]
    retired = change(ready, priya)
    with ready.database.transaction() as session:
        retire_theme(session, ready, theme, retired, into=None)
    assert all(theme not in comment.absent for comment in load_decided(ready))
    assert show(ready) == {}


def test_own_theme_where_the_operator_chose_the_model_is_never_learned(ready: Runtime) -> None:
    priya = add_officer(ready)
    theme = add_buses(ready, priya)
    own = replace(ready, settings=replace(ready.settings, model_path=Path("own")))
    assert show(own) == {theme: Learning(0, 20, False)}
