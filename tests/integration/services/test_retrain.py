"""Officers' decisions are learned from, and the old model stays until a new one is better (R5-14)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from analysis.pipeline import Engine, load_engine
from feedback.clock import Clock
from feedback.domain.enums import AuditAction, DecisionVerdict, ResponseState
from feedback.domain.errors import Conflict, SettingsError
from feedback.services import retrain as module
from feedback.services.adopted_models import AdoptedModel, find_newest
from feedback.services.doctor import examine
from feedback.services.reanalyse import reanalyse
from feedback.services.response_rows import HELD_BACK
from feedback.services.retrain import (
    list_most_telling,
    load_decided,
    retrain,
    retrain_weekly,
)
from feedback.services.runtime import Runtime, build_runtime, newer_model
from feedback.services.submit_response import submit_response
from feedback.storage.models import (
    AuditEvent,
    CommentRow,
    ResponseRow,
    ThemeDecision,
    ThemeSuggestion,
    ToDestroy,
)
from feedback.storage.models.base import table_of
from tests.databases import NOON
from tests.integration.services.reviewing import add_officer, add_response, decide, load
from tests.made_up import ADULTS, made_up_submission, only

PATTERNS = (
    ("The quibblepass {} was lost again.", "send"),
    ("Our quibblepass meeting {} never took place.", "send"),
    ("She rang us back on the {} day.", "communication"),
    ("They were {} kind to us.", "staff-attitude"),
    ("We waited {} months for a place.", "timeliness"),
)
FILLERS = (
    "very", "nine", "two", "really", "often", "this", "first", "other", "third", "same", "long", "early", "late",
    "small", "whole", "next", "ten", "six", "four", "most", "once", "still", "almost", "whole early", "very late",
)  # fmt: skip


@pytest.fixture
def quick_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read quickly wherever the service reads carefully: the encoder has its own tests and takes its time."""

    def load(path: Path | None = None, *, quick: bool = False) -> Engine:
        return load_engine(path, quick=True)

    monkeypatch.setattr(module, "load_engine", load)


@pytest.fixture
def ready(runtime: Runtime, tmp_path: Path, quick_only: None) -> Runtime:
    """Return a runtime with a folder of its own for models."""
    return replace(runtime, settings=replace(runtime.settings, model_folder=tmp_path / "models"))


@pytest.fixture
def decided(sqlite_runtime: Runtime, tmp_path: Path, quick_only: None) -> Runtime:
    """Return a runtime with 125 comments that an officer decided about, of a kind that the engine misreads.

    On SQLite alone: what is learned and adopted is the same whatever the comments were read from.
    """
    folder = tmp_path / "models"
    made = replace(sqlite_runtime, settings=replace(sqlite_runtime.settings, model_folder=folder))
    fill(made)
    return made


def fill(runtime: Runtime, *, agreeing: bool = False) -> None:
    """Store the made-up comments, each decided: as PATTERNS say, or (`agreeing`) as the machine suggests."""
    officer = add_officer(runtime)
    with runtime.database.transaction() as session:
        for pattern, theme in PATTERNS:
            for filler in FILLERS:
                made = made_up_submission(uuid4().hex, answers=only(pattern.format(filler)))
                response_id = submit_response(session, runtime, made).response_id
                comment = select(CommentRow.id).where(CommentRow.response_id == response_id)
                comment_id = session.scalars(comment).one()
                suggested = select(ThemeSuggestion.theme).where(
                    ThemeSuggestion.comment_id == comment_id
                )
                for chosen in session.scalars(suggested).all() if agreeing else [theme]:
                    add_decision(session, comment_id, chosen, officer)
                if agreeing:
                    session.execute(update(ResponseRow).values(state=ResponseState.READ))


def add_decision(session: Any, comment_id: UUID, theme: str, officer: UUID, **changed: Any) -> None:
    """Store one decision."""
    row = {
        "id": uuid4(), "comment_id": comment_id, "theme": theme, "polarity": "negative",
        "verdict": DecisionVerdict.ADDED, "suggested": False, "codebook_version": "1",
        "decided_by": officer, "decided_utc": NOON,
    }  # fmt: skip
    session.execute(insert(table_of(ThemeDecision)), row | changed)


def audited(runtime: Runtime) -> list[tuple[str, dict[str, Any]]]:
    """Return what was written down about models."""
    actions = (AuditAction.MODEL_COMPARED, AuditAction.MODEL_ADOPTED)
    with runtime.database.reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action.in_(actions)))
        return sorted(((str(row.action), row.detail) for row in rows), key=lambda row: row[0])


def words_of(runtime: Runtime, name: str) -> tuple[bool, str]:
    """Return what the self-check says under a name."""
    (found,) = (finding for finding in examine(runtime) if finding.name == name)
    return found.well, found.words


def started_now(runtime: Runtime) -> Runtime:
    """Return the runtime of a process that starts now, which reads quickly only."""
    made = build_runtime(runtime.settings, {ADULTS.slug: ADULTS}, clock=runtime.clock)
    made.database.dispose()
    return replace(made, careful=lambda: made.engine, database=runtime.database)


def test_decisions_when_they_teach_something_are_learned_and_the_model_adopted(
    ready: Runtime,
) -> None:
    decided = ready
    fill(decided)
    found = retrain(decided)
    assert found.learned_from + found.blind == 125
    assert found.careful.favouring >= 0.95
    assert found.adopted is not None
    newest = find_newest(decided.settings.model_folder)
    assert newest == found.adopted
    assert (newest.name, newest.adopted_on) == (found.name, NOON.date())
    assert newest.decided_comments == found.learned_from
    assert newest.path.parent.name == "0001-2026-08-14"
    assert [path.name for path in decided.settings.model_folder.iterdir()] == ["0001-2026-08-14"]
    (_adopted, detail), _compared = audited(decided)
    assert detail == {
        "learned_from": found.learned_from, "blind": found.blind, "adopted": True,
        "before": decided.engine.version, "f1_before": found.careful.micro_old.value,
        "f1_now": found.careful.micro_new.value,
    }  # fmt: skip


def test_model_when_adopted_is_taken_up_by_the_next_process_and_everything_read_again(
    decided: Runtime,
) -> None:
    found = retrain(decided)
    assert newer_model(decided) == found.adopted
    assert "restart the service and the worker" in words_of(decided, "model")[1]
    after = started_now(decided)
    assert after.engine.version.endswith(f"model {found.name}")
    assert newer_model(after) is None
    assert words_of(after, "model")[0]
    assert reanalyse(after).done == 125
    # A worker that has not been restarted leaves it at that; the two would read for ever otherwise.
    assert reanalyse(decided).done == 0
    assert reanalyse(after).done == 0


def test_model_when_learned_again_from_the_same_is_not_better_than_the_adopted_one(
    decided: Runtime,
) -> None:
    """Also in a process that started before: it compares with what is in use, not with what it began with."""
    assert retrain(decided).adopted is not None
    again = retrain(decided)
    assert (again.better, again.adopted) == (False, None)
    assert len(list(decided.settings.model_folder.iterdir())) == 1


def test_dry_run_changes_nothing(decided: Runtime) -> None:
    found = retrain(decided, dry_run=True)
    assert found.better
    assert found.adopted is None
    assert not decided.settings.model_folder.exists()
    assert audited(decided) == []


def test_model_when_not_better_is_not_adopted_and_that_is_written_down(ready: Runtime) -> None:
    fill(ready, agreeing=True)
    found = retrain(ready)
    assert found.adopted is None
    assert list(ready.settings.model_folder.iterdir()) == []
    assert [action for action, _detail in audited(ready)] == ["model_compared"]
    assert words_of(ready, "model") == (True, "the shipped one; none was adopted")


def test_blind_codings_where_there_are_any_are_the_sample(decided: Runtime) -> None:
    chosen = sorted(comment.id for comment in load_decided(decided))[:40]
    assert retrain(decided, dry_run=True, blind_ids=chosen).blind == 40


def test_few_decisions_are_refused(ready: Runtime) -> None:
    with pytest.raises(Conflict, match="0 comments are decided"):
        retrain(ready)
    assert retrain_weekly(ready) == 0


def test_model_of_the_operator_is_left_alone(decided: Runtime) -> None:
    own = replace(decided, settings=replace(decided.settings, model_path=Path("own")))
    with pytest.raises(Conflict, match="FEEDBACK_MODEL_PATH"):
        retrain(own)
    assert retrain_weekly(own) == 0
    assert "FEEDBACK_MODEL_PATH" in words_of(own, "model")[1]


def test_weekly_job_when_it_was_done_lately_waits(decided: Runtime) -> None:
    assert retrain_weekly(decided) == 1
    assert retrain_weekly(decided) == 0
    assert len(audited(decided)) == 2
    later = replace(decided, clock=Clock.fixed(NOON + timedelta(days=7)))
    assert retrain_weekly(later) == 0
    assert [action for action, _detail in audited(decided)].count("model_compared") == 2


def test_comment_when_decided_says_what_is_there_what_is_not_and_what_is_open(
    ready: Runtime,
) -> None:
    officer = add_officer(ready)
    response_id = add_response(ready)
    before = load(ready, response_id)
    suggested = [theme.theme for theme in before.comments[0].themes]
    assert {"staff-attitude", "timeliness"} <= set(suggested)
    decide(ready, before, officer, themes={"timeliness": "no", "send": "both"})
    (comment,) = load_decided(ready)
    assert comment.present == {"send"}
    assert "timeliness" in comment.absent
    assert "health-access" in comment.absent
    assert "staff-attitude" not in comment.present | comment.absent
    assert comment.writer == str(response_id)


def test_comment_when_read_and_nothing_was_found_is_decided_too(ready: Runtime) -> None:
    officer = add_officer(ready)
    response_id = add_response(ready, words="Thank you for asking today.")
    before = load(ready, response_id)
    assert before.comments[0].themes == ()
    assert load_decided(ready) == []
    decide(ready, before, officer)
    (comment,) = load_decided(ready)
    assert not comment.present
    assert len(comment.absent) == len(ready.engine.codebook.ids)


def test_comment_when_read_and_a_suggestion_left_open_is_not_decided(ready: Runtime) -> None:
    add_response(ready)
    with ready.database.transaction() as session:
        session.execute(update(ResponseRow).values(state=ResponseState.READ))
    assert load_decided(ready) == []


@pytest.mark.parametrize(
    "change",
    [{"masked": HELD_BACK}, {"sealed_original": None}, {"language_measured": False}],
    ids=["held back", "forgotten", "another language"],
)
def test_comment_that_may_not_teach_does_not(ready: Runtime, change: dict[str, Any]) -> None:
    officer = add_officer(ready)
    response_id = add_response(ready)
    decide(ready, load(ready, response_id), officer, agree=True)
    assert len(load_decided(ready)) == 1
    with ready.database.transaction() as session:
        session.execute(update(CommentRow).values(**change))
    assert load_decided(ready) == []


@pytest.mark.parametrize("whole", [True, False])
def test_comment_that_its_family_took_back_does_not_teach(ready: Runtime, whole: bool) -> None:
    officer = add_officer(ready)
    response_id = add_response(ready)
    before = load(ready, response_id)
    decide(ready, before, officer, agree=True)
    comment_id = None if whole else before.comments[0].id
    with ready.database.transaction() as session:
        session.add(
            ToDestroy(
                id=uuid4(), response_id=response_id, comment_id=comment_id, asked_on=NOON.date()
            )
        )  # fmt: skip
    assert load_decided(ready) == []
    assert list_most_telling(ready, count=20) == []


def test_next_comments_are_undecided_ones_and_ids_alone(ready: Runtime) -> None:
    officer = add_officer(ready)
    open_ids = {
        load(ready, add_response(ready, words=words)).comments[0].id
        for words in ("It was fine and they sorted it somehow.", "We waited nine months.")
    }
    done = add_response(ready)
    decide(ready, load(ready, done), officer, agree=True)
    assert set(list_most_telling(ready, count=20)) == open_ids
    assert len(list_most_telling(ready, count=1)) == 1


Harm = Callable[[Path], None]


def _change(folder: Path) -> None:
    path = folder / "model.json"
    path.write_text(path.read_text(encoding="utf-8").replace("0.5", "0.4", 1), encoding="utf-8")


def _cut(folder: Path) -> None:
    (folder / "model.npz").write_bytes(b"PK")


def _lose(folder: Path) -> None:
    (folder / "model.npz").unlink()


def _no_hashes(folder: Path) -> None:
    (folder / "hashes.txt").unlink()


@pytest.mark.parametrize("harm", [_change, _cut, _lose, _no_hashes])
def test_adopted_model_when_damaged_stops_the_start_in_plain_words(
    decided: Runtime, harm: Harm
) -> None:
    found = retrain(decided)
    assert found.adopted is not None
    harm(found.adopted.path.parent)
    with pytest.raises(SettingsError, match="Move that folder away"):
        started_now(decided)
    assert not words_of(decided, "model")[0]


def _rewrite(found: AdoptedModel, change: Callable[[dict[str, Any]], None]) -> None:
    """Change an adopted model's description, and its hashes with it, as somebody with access could."""
    path = found.path.with_suffix(".json")
    about = json.loads(path.read_text(encoding="utf-8"))
    change(about)
    path.write_text(json.dumps(about), encoding="utf-8")
    hashes = path.parent / "hashes.txt"
    listed = hashes.read_text(encoding="utf-8").splitlines()
    own = hashlib.sha256(path.read_bytes()).hexdigest()
    hashes.write_text(f"{own}  model.json\n{listed[1]}\n", encoding="utf-8")


def test_model_from_elsewhere_stops_the_start_in_plain_words(decided: Runtime) -> None:
    found = retrain(decided).adopted
    assert found is not None
    _rewrite(found, lambda about: about.pop("adjusted"))
    with pytest.raises(SettingsError, match="was not learned from decisions"):
        started_now(decided)


def test_model_of_an_earlier_release_is_left_alone_and_said_so(decided: Runtime) -> None:
    found = retrain(decided).adopted
    assert found is not None
    _rewrite(found, lambda about: about["adjusted"].update(base_sha256="0" * 64))
    after = started_now(decided)
    assert after.engine.version.endswith("model default")
    well, words = words_of(after, "model")
    assert not well
    assert "learned from an earlier release" in words
    assert retrain(after).adopted is not None
    assert words_of(started_now(decided), "model")[0]


def test_themes_when_people_keep_them_less_than_before_are_named(ready: Runtime) -> None:
    officer = add_officer(ready)
    assert words_of(ready, "agreement") == (True, "nobody has decided about a theme yet")
    refused = {"verdict": DecisionVerdict.REJECTED, "polarity": None, "suggested": True}
    kept = {"verdict": DecisionVerdict.CONFIRMED, "suggested": True}
    with ready.database.transaction() as session:
        for day, verdicts in (
            (date(2026, 5, 4), [kept] * 18 + [refused] * 2),
            (date(2026, 8, 3), [kept] * 4 + [refused] * 16),
        ):
            for verdict in verdicts:
                made = made_up_submission(uuid4().hex, answers=only("Words."), received_on=day)
                response_id = submit_response(session, ready, made).response_id
                comment_id = session.scalars(
                    select(CommentRow.id).where(CommentRow.response_id == response_id)
                ).one()
                add_decision(session, comment_id, "send", officer, **verdict)
                if verdict is kept:
                    # Praised and criticised both: one tag, not two.
                    add_decision(
                        session, comment_id, "send", officer, **kept | {"polarity": "positive"}
                    )
    well, words = words_of(ready, "agreement")
    assert not well
    assert words.startswith("2026-Q3: 20% (")
    assert "kept less than before: send 20% (" in words
