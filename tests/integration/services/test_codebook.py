"""The codebook changes in versions; tags follow a merge; nobody's decision is lost (R1-01, promise 4)."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm.attributes import flag_modified

from feedback.domain.errors import Conflict, IllegalTransition, NotFound
from feedback.services import change_codebook, codebook
from feedback.services.change_codebook import (
    Change,
    add_theme,
    change_theme,
    follow_merges,
    move_theme,
    preview_retiring,
    retire_theme,
    undo_newest,
)
from feedback.services.codebook import StoredCodebook, ThemeWords, codebook_in_use, load_codebook
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.storage.models import CodebookVersion
from tests.integration.services.reviewing import add_officer, add_response, decide, load

WORDS = ThemeWords(
    "Short breaks", "Breaks for families", "respite, short breaks, holiday clubs", "", "iv",
    ("We never get a break.",), "shared",
)  # fmt: skip
WAITED = "We waited eight months and nobody rang us back."


def stored(runtime: Runtime) -> StoredCodebook:
    """Return the newest version."""
    with runtime.database.reading() as session:
        return load_codebook(session)


def by(runtime: Runtime, staff_id: UUID, *, base: int | None = None) -> Change:
    """Return a change of somebody who has just opened the page."""
    return Change(base or stored(runtime).number, "Because of the test", staff_id)


def add(runtime: Runtime, staff_id: UUID, words: ThemeWords = WORDS) -> str:
    """Store a theme; return its id."""
    change = by(runtime, staff_id)
    with runtime.database.transaction() as session:
        return add_theme(session, runtime, words, change)


def retire(runtime: Runtime, staff_id: UUID, theme: str, into: str | None = None) -> None:
    """Retire a theme, or merge it."""
    change = by(runtime, staff_id)
    with runtime.database.transaction() as session:
        retire_theme(session, runtime, theme, change, into=into)


def rows(runtime: Runtime, sql: str) -> list[tuple[object, ...]]:
    """Return what the database answers."""
    with runtime.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_codebook_when_first_started_is_the_shipped_one_and_stays_so(runtime: Runtime) -> None:
    prepare_database(runtime)
    with runtime.database.reading() as session:
        assert codebook_in_use(session, runtime) == runtime.engine.codebook
    assert stored(runtime).number == 1


def test_theme_when_added_can_be_decided_and_the_decision_keeps_its_version(
    runtime: Runtime,
) -> None:
    priya = add_officer(runtime)
    early, late = add_response(runtime), add_response(runtime)
    decide(runtime, load(runtime, early), priya, themes={"send": "negative"})
    theme = add(runtime, priya)
    assert theme == "short-breaks"
    assert not codebook.is_suggested(runtime, theme)
    decide(runtime, load(runtime, late), priya, themes={theme: "positive"})
    versions = dict(rows(runtime, "SELECT theme, codebook_version FROM theme_decision"))
    assert versions["send"] == runtime.engine.codebook.version
    assert versions[theme] == stored(runtime).version != versions["send"]
    (newest, first) = rows(runtime, "SELECT change, why FROM codebook_version ORDER BY number DESC")
    assert newest == ("added", "Because of the test")
    assert first[0] == "shipped"


def test_services_of_a_theme_are_of_its_version_and_older_versions_have_none(
    runtime: Runtime,
) -> None:
    """Section 1.2: a version that was stored before themes had services is read as one without."""
    priya = add_officer(runtime)
    with runtime.database.transaction() as session:
        row = session.scalars(select(CodebookVersion)).one()
        for theme in row.content:
            del theme["words"]["services"]
        flag_modified(row, "content")
    assert stored(runtime).get("timeliness").words.services == ()
    words = replace(stored(runtime).get("timeliness").words, services=("send", "school"))
    with runtime.database.transaction() as session:
        change_theme(session, runtime, "timeliness", words, Change(1, "It is theirs", priya))
    assert stored(runtime).get("timeliness").words.services == ("send", "school")
    with runtime.database.reading() as session:
        assert codebook_in_use(session, runtime).by_id["timeliness"].services == ("send", "school")
    with runtime.database.transaction() as session:
        undo_newest(session, base=2)
    assert stored(runtime).get("timeliness").words.services == ()


def test_theme_when_renamed_keeps_its_id_and_its_place(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    place = [theme.id for theme in stored(runtime).active].index("timeliness")
    words = replace(stored(runtime).get("timeliness").words, label="Waiting")
    with runtime.database.transaction() as session:
        change_theme(session, runtime, "timeliness", words, Change(1, "Shorter", priya))
    assert stored(runtime).active[place].words.label == "Waiting"
    with runtime.database.transaction() as session:
        change_theme(session, runtime, "timeliness", words, Change(2, "The same", priya))
    assert stored(runtime).number == 2, "nothing changed, so there is no version"
    with runtime.database.transaction() as session:
        move_theme(session, runtime, "timeliness", Change(2, "", priya), up=True)
    assert stored(runtime).active[place - 1].id == "timeliness"


def test_change_when_somebody_was_faster_is_refused_and_stores_nothing(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    add(runtime, priya)
    late = replace(WORDS, label="Another")
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        add_theme(session, runtime, late, by(runtime, priya, base=1))
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        add_theme(session, runtime, replace(WORDS, label="SHORT BREAKS"), by(runtime, priya))
    assert stored(runtime).number == 2


def test_merge_when_followed_moves_every_tag_with_its_person_day_and_version(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_codebook, "BATCH_COMMENTS", 1)
    priya = add_officer(runtime)
    first, both, against = (add_response(runtime, words=WAITED) for _ in range(3))
    decide(runtime, load(runtime, first), priya, themes={"timeliness": "negative"})
    decide(runtime, load(runtime, both), priya,
           themes={"timeliness": "negative", "communication": "negative"})  # fmt: skip
    decide(runtime, load(runtime, against), priya,
           themes={"timeliness": "negative", "communication": "no"})  # fmt: skip
    made = rows(
        runtime, "SELECT DISTINCT decided_by, decided_utc, codebook_version FROM theme_decision"
    )
    page = load(runtime, first)
    with runtime.database.reading() as session:
        preview = preview_retiring(session, "timeliness")
    assert (preview.decided, len(preview.samples)) == (3, 3)
    retire(runtime, priya, "timeliness", "communication")
    with pytest.raises(Conflict, match="still follow"):
        retire(runtime, priya, "send", "protection")
    assert follow_merges(runtime) >= 3
    assert follow_merges(runtime) == 0
    decided = "SELECT theme, polarity FROM theme_decision"
    assert rows(runtime, decided) == [("communication", "negative")] * 3
    assert rows(runtime, "SELECT count(*) FROM theme_suggestion WHERE theme = 'timeliness'") == [
        (0,)
    ]
    after = "SELECT DISTINCT decided_by, decided_utc, codebook_version FROM theme_decision"
    assert rows(runtime, after) == made
    assert load(runtime, first).stamp != page.stamp, "a page of before is noticed"
    retire(runtime, priya, "send", "protection")


def test_suggestion_of_a_merged_or_retired_theme_when_written_goes_where_the_theme_went(
    runtime: Runtime,
) -> None:
    priya = add_officer(runtime)
    add_response(runtime, words=WAITED)
    found = {theme for (theme,) in rows(runtime, "SELECT theme FROM theme_suggestion")}
    assert {"timeliness", "communication"} <= found
    retire(runtime, priya, "timeliness", "communication")
    follow_merges(runtime)
    add_response(runtime, words=WAITED)
    themes = rows(runtime, "SELECT theme FROM theme_suggestion")
    assert ("timeliness",) not in themes
    assert themes.count(("communication",)) == 2
    retire(runtime, priya, "communication")
    add_response(runtime, words=WAITED)
    assert rows(runtime, "SELECT theme FROM theme_suggestion").count(("communication",)) == 2


def test_merged_theme_when_its_successor_is_merged_goes_on_with_it(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    retire(runtime, priya, "timeliness", "communication")
    retire(runtime, priya, "communication", "listened-to")
    where = rows(runtime, "SELECT theme, successor FROM theme_successor ORDER BY theme")
    assert where == [("communication", "listened-to"), ("timeliness", "listened-to")]


def test_retired_theme_when_decided_is_refused_and_its_tags_stay(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    before, later = add_response(runtime), add_response(runtime)
    decide(runtime, load(runtime, before), priya, themes={"send": "negative"})
    retire(runtime, priya, "send")
    with pytest.raises(NotFound):
        decide(runtime, load(runtime, later), priya, themes={"send": "negative"})
    assert rows(runtime, "SELECT theme FROM theme_decision") == [("send",)]
    with runtime.database.reading() as session:
        assert codebook_in_use(session, runtime).by_id["send"].label, "it still has its name"
    with pytest.raises(IllegalTransition):
        retire(runtime, priya, "timeliness", "timeliness")


def test_version_when_nobody_used_it_can_be_undone_and_otherwise_not(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    retire(runtime, priya, "send")
    with runtime.database.transaction() as session:
        undo_newest(session, base=2)
    assert stored(runtime).number == 1
    assert rows(runtime, "SELECT count(*) FROM theme_successor") == [(0,)]
    with pytest.raises(IllegalTransition), runtime.database.transaction() as session:
        undo_newest(session, base=1)
    theme = add(runtime, priya)
    decide(runtime, load(runtime, add_response(runtime)), priya, themes={theme: "positive"})
    with pytest.raises(IllegalTransition), runtime.database.transaction() as session:
        undo_newest(session, base=2)
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        undo_newest(session, base=1)
