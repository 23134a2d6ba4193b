"""A theme is split: tags go with their people, nothing else moves, and it can be taken back (R1-01, promise 4)."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import pytest

from feedback.domain.errors import Conflict, IllegalTransition, NotFound
from feedback.services import split_theme as service
from feedback.services.change_codebook import Change, follow_merges, retire_theme, undo_newest
from feedback.services.reanalyse import reanalyse
from feedback.services.runtime import Runtime
from feedback.services.split_theme import (
    ALL_GO,
    NONE_GOES,
    TOO_MANY,
    Choice,
    SplitPreview,
    follow_splits,
    list_progress,
    preview_split,
    split_theme,
)
from tests.integration.services.reviewing import add_officer, add_response, decide, load
from tests.integration.services.test_codebook import WORDS, by, retire, rows, stored

PLAN = "We waited eight months for the plan."
CALL = "We waited eight months and nobody rang us back."
DECIDED = "SELECT theme, polarity, verdict FROM theme_decision"


def see(runtime: Runtime, staff_id: UUID, choice: Choice) -> SplitPreview:
    """Return what would change."""
    with runtime.database.reading() as session:
        return preview_split(session, runtime, "timeliness", choice, staff_id=staff_id)


def split(
    runtime: Runtime, staff_id: UUID, phrases: Sequence[str] = ("plan",), **ids: frozenset[UUID]
) -> str:
    """Split waiting; return the new theme."""
    choice = Choice(tuple(phrases), **ids)
    change = by(runtime, staff_id)
    with runtime.database.transaction() as session:
        return split_theme(session, runtime, "timeliness", choice, words=WORDS, change=change)


def test_split_when_followed_moves_tags_with_person_day_and_version_and_nothing_else(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH_COMMENTS", 1)
    priya = add_officer(runtime)
    first, second, other, against = (
        add_response(runtime, words=words) for words in (PLAN, PLAN, CALL, PLAN)
    )
    add_response(runtime, words=PLAN)
    for one in (first, second, other):
        decide(runtime, load(runtime, one), priya, themes={"timeliness": "negative"})
    decide(runtime, load(runtime, against), priya, themes={"timeliness": "no"})
    signed = "SELECT DISTINCT decided_by, decided_utc, codebook_version FROM theme_decision"
    made, page = rows(runtime, signed), load(runtime, first)
    preview = see(runtime, priya, Choice(("PLAN",)))
    assert (preview.decided, preview.suggested, preview.staying) == (2, 1, 1)
    new = split(runtime, priya)
    with runtime.database.reading() as session:
        assert list_progress(session) == [(new, 0, 3)]
        with pytest.raises(Conflict, match="still follow"):
            retire_theme(session, runtime, "send", by(runtime, priya), into=None)
    with pytest.raises(Conflict, match="still follow"):
        split(runtime, priya, ("rang",))
    assert follow_splits(runtime) == 3
    assert follow_splits(runtime) == 0
    assert Counter(rows(runtime, DECIDED)) == {
        (new, "negative", "confirmed"): 2,
        ("timeliness", None, "rejected"): 1,
        ("timeliness", "negative", "confirmed"): 1,
    }
    assert rows(runtime, signed) == made, "decisions keep who, when and with which version"
    suggested = rows(runtime, "SELECT theme, comment_id FROM theme_suggestion")
    assert len({comment for theme, comment in suggested if theme == new}) == 3
    assert load(runtime, first).stamp != page.stamp, "a page of before is noticed"
    with runtime.database.reading() as session:
        assert list_progress(session) == []
    assert stored(runtime).get(new).split_from == "timeliness"
    newest = rows(
        runtime, "SELECT change, theme, why FROM codebook_version ORDER BY number DESC LIMIT 1"
    )
    assert newest == [("split", new, "Because of the test")]


def test_split_when_taken_back_has_everything_where_it_was(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    one = add_response(runtime, words=PLAN)
    add_response(runtime, words=CALL)
    decide(runtime, load(runtime, one), priya, themes={"timeliness": "negative"})
    tags = "SELECT comment_id, theme, polarity FROM {} ORDER BY comment_id, theme"
    tables = ("theme_decision", "theme_suggestion")
    before = [rows(runtime, tags.format(table)) for table in tables]
    new = split(runtime, priya)
    follow_splits(runtime)
    assert [rows(runtime, tags.format(table)) for table in tables] != before
    with pytest.raises(IllegalTransition), runtime.database.transaction() as session:
        undo_newest(session, base=2)
    retire(runtime, priya, new, into="timeliness")
    follow_merges(runtime)
    assert [rows(runtime, tags.format(table)) for table in tables] == before


def test_comment_that_went_when_read_again_stays_with_the_new_theme(
    runtime: Runtime,
) -> None:
    priya = add_officer(runtime)
    add_response(runtime, words=PLAN)
    add_response(runtime, words=CALL)
    new = split(runtime, priya)
    follow_splits(runtime)
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE comment SET analysis_version = 'old'")
    reanalyse(runtime)
    counted = "SELECT theme, count(*) FROM theme_suggestion WHERE theme IN ('{}', 'timeliness') GROUP BY theme"
    assert dict(rows(runtime, counted.format(new))) == {new: 1, "timeliness": 1}  # type: ignore[arg-type]


def test_choice_when_ticked_or_not_goes_over_the_words(runtime: Runtime) -> None:
    priya = add_officer(runtime)
    for words in (PLAN, PLAN, CALL):
        add_response(runtime, words=words)
    listed = see(runtime, priya, Choice(()))
    assert [goes for _row, goes in listed.shown] == [False] * 3
    ids = {row.masked: row.id for row, _goes in listed.shown}
    everything = frozenset(row.id for row, _goes in listed.shown)
    only_call = Choice(("plan",), everything, frozenset({ids[CALL]}))
    assert [r.masked for r, goes in see(runtime, priya, only_call).shown if goes] == [CALL]
    wider = Choice(("pla*",), frozenset({ids[CALL]}), frozenset({ids[CALL]}), more=True)
    assert len([row for row, goes in see(runtime, priya, wider).shown if goes]) == 3
    assert see(runtime, priya, Choice(("lan",))).shown == (), "whole words only"
    assert see(runtime, priya, Choice(("months  and",))).suggested == 1


def test_split_when_it_makes_no_sense_is_refused_and_stores_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = add_officer(runtime)
    add_response(runtime, words=PLAN)
    add_response(runtime, words=CALL)
    for phrases, said in ((("zebra",), NONE_GOES), (("waited",), ALL_GO)):
        with pytest.raises(Conflict, match=said):
            split(runtime, priya, phrases)
    monkeypatch.setattr(service, "MOST_AT_ONCE", 0)
    with pytest.raises(Conflict, match=TOO_MANY):
        split(runtime, priya)
    monkeypatch.undo()
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        split_theme(session, runtime, "timeliness", Choice(("plan",)), words=WORDS,
                    change=Change(9, "Late", priya))  # fmt: skip
    with pytest.raises(NotFound), runtime.database.reading() as session:
        preview_split(session, runtime, "nothing", Choice(()), staff_id=priya)
    assert stored(runtime).number == 1
    assert rows(runtime, "SELECT count(*) FROM theme_split") == [(0,)]


def test_comments_that_are_held_or_name_the_reader_are_neither_shown_nor_counted_nor_moved(
    runtime: Runtime,
) -> None:
    """R4-25, R1-20: a count for a word of one's choice would tell what stands in them."""
    priya = add_officer(runtime, name="Priya Sharma")
    add_response(runtime, words=PLAN)
    add_response(runtime, words=CALL)
    add_response(runtime, words="Priya Sharma waited eight months with the plan.")
    held = add_response(runtime, words=PLAN, urgency="immediate")
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE flag SET held = TRUE")
    preview = see(runtime, priya, Choice(("plan",)))
    assert preview.decided + preview.suggested == 1
    assert len(preview.shown) == 1
    split(runtime, priya)
    assert follow_splits(runtime) == 1
    stays = {theme.theme for theme in load(runtime, held).comments[0].themes}
    assert "timeliness" in stays
