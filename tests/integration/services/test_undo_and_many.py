"""Undo of one and of many, decisions on many after a preview, claims, notes: nothing is overwritten silently."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from feedback.domain.enums import AuditAction, FlagState, ResponseState
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.decide_many import Wish, decide_many, preview_many
from feedback.services.desk import claim, leave_unsure, load_desk, release, write_note
from feedback.services.runtime import Runtime
from feedback.services.undo import Undone, count_undoable, undo
from feedback.storage.models import AuditEvent, Deed, DeskNote, Flag, ThemeSuggestion
from tests.integration.services.reviewing import (
    add_lead,
    add_officer,
    add_response,
    decide,
    load,
)


def deeds(runtime: Runtime) -> list[UUID]:
    """Return what can be undone, the oldest first."""
    with runtime.database.reading() as session:
        return list(session.scalars(select(Deed.id).order_by(Deed.done_utc, Deed.id)))


def undo_it(runtime: Runtime, deed: UUID, officer: UUID) -> Undone:
    """Undo."""
    with runtime.database.transaction() as session:
        return undo(session, runtime, deed, staff_id=officer)


def audited(runtime: Runtime, action: AuditAction) -> int:
    """Return how often it was written down."""
    with runtime.database.reading() as session:
        return len(session.scalars(select(AuditEvent.id).where(AuditEvent.action == action)).all())


def many(runtime: Runtime, wish: Wish, stamps: dict[UUID, str], officer: UUID) -> tuple[int, int]:
    """Decide about many; return how many were done and left."""
    with runtime.database.transaction() as session:
        outcome = decide_many(session, runtime, wish, stamps, staff_id=officer)
    return outcome.done, len(outcome.left)


def stand(
    runtime: Runtime, response_id: UUID
) -> tuple[str, dict[str, tuple[str, str]], str | None]:
    """Return the state, theme -> (choice, by), and the feeling."""
    found = load(runtime, response_id)
    (comment,) = found.comments
    themes = {t.theme: (t.decided.choice, t.decided.by) for t in comment.themes if t.decided}
    feeling = comment.decided_sentiment
    return found.state, themes, feeling.choice if feeling else None


def test_undo_gives_every_decision_back_to_whoever_made_it(runtime: Runtime) -> None:
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    one = add_response(runtime)
    decide(runtime, load(runtime, one), priya, themes={"timeliness": "negative"}, sentiment="mixed")
    before = stand(runtime, one)
    (first,) = deeds(runtime)
    decide(runtime, load(runtime, one), sam, themes={"timeliness": "no", "send": "both"},
           sentiment="open")  # fmt: skip
    (second,) = set(deeds(runtime)) - {first}
    assert undo_it(runtime, first, priya) == Undone((), (one,)), "Sam decided since"
    assert undo_it(runtime, second, priya).restored == (one,)
    assert stand(runtime, one) == before == ("read", {"timeliness": ("negative", "Priya")}, "mixed")
    assert undo_it(runtime, first, sam).restored == (one,)
    assert stand(runtime, one) == ("received", {}, None), "unread again"
    assert audited(runtime, AuditAction.DECISION_UNDONE) == 2
    with runtime.database.reading() as session:
        history = load_desk(session, runtime, one).deeds
    assert {(deed.by, deed.undone_by) for deed in history} == {("Priya", "Sam"), ("Sam", "Priya")}


def test_undo_when_done_twice_or_unknown_is_refused(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    decide(runtime, load(runtime, one), officer)
    (deed,) = deeds(runtime)
    undo_it(runtime, deed, officer)
    with pytest.raises(Conflict):
        undo_it(runtime, deed, officer)
    with pytest.raises(NotFound):
        undo_it(runtime, one, officer)
    with runtime.database.reading() as session:
        assert count_undoable(session, deed) == 0


def test_undo_and_many_leave_what_safeguarding_holds_r4_25(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    stamp = load(runtime, one).stamp
    decide(runtime, load(runtime, one), officer, themes={"timeliness": "no"})
    (deed,) = deeds(runtime)
    comment_id = load(runtime, one).comments[0].id
    with runtime.database.transaction() as session:
        session.add(
            Flag(
                comment_id=comment_id, urgency="immediate", reason="r", confidence=0.9,
                evidence=[], version="t", state=FlagState.OPEN, held=True,
            )
        )  # fmt: skip
    assert undo_it(runtime, deed, officer).left == (one,)
    with runtime.database.reading() as session:
        assert preview_many(session, runtime, Wish("agree"), [one], staff_id=officer) == ()
    assert many(runtime, Wish("claim"), {one: stamp}, officer) == (0, 1)
    with pytest.raises(NotAllowed), runtime.database.transaction() as session:
        write_note(session, runtime, one, "words", staff_id=officer, once_key="k")


def test_preview_names_the_themes_that_agreeing_leaves_undecided(runtime: Runtime) -> None:
    """Promise 4: what the machine is not sure of waits for a person, and who agrees is told which."""
    officer, one = add_officer(runtime), add_response(runtime)
    with runtime.database.transaction() as session:
        session.execute(update(ThemeSuggestion).values(sure=True))
        doubt = update(ThemeSuggestion).where(ThemeSuggestion.theme == "timeliness")
        session.execute(doubt.values(sure=False))
        for wish in (Wish("agree"), Wish("theme", "timeliness", "negative"), Wish("claim")):
            (shown,) = preview_many(session, runtime, wish, [one], staff_id=officer)
            assert shown.unsure == (("timeliness",) if wish.kind == "agree" else ())
    decide(runtime, load(runtime, one), officer, themes={"timeliness": "no"})
    with runtime.database.reading() as session:
        (shown,) = preview_many(session, runtime, Wish("agree"), [one], staff_id=officer)
    assert shown.unsure == (), "a person has said"


def test_nothing_changed_leaves_nothing_to_undo(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    decide(runtime, load(runtime, one), officer)
    decide(runtime, load(runtime, one), officer)
    assert len(deeds(runtime)) == 1


def test_many_do_exactly_what_the_preview_said_and_are_undone_together(runtime: Runtime) -> None:
    officer = add_lead(runtime)
    ids = [add_response(runtime, day) for day in (1, 2, 3)]
    flagged = add_response(runtime, 4, urgency="concern")
    with runtime.database.reading() as session:
        shown = preview_many(session, runtime, Wish("agree"), [*ids, flagged], staff_id=officer)
    assert [one.does_something for one in shown] == [True, True, True, False]
    assert shown[3].flagged, "a person opens every flag"
    assert shown[0].words[0][0].startswith("The worker was lovely")
    stamps = {one.response_id: one.stamp for one in shown}
    assert many(runtime, Wish("agree"), stamps, officer) == (3, 1)
    for one, preview in zip(ids, shown, strict=False):
        state, themes, feeling = stand(runtime, one)
        said = {c.theme: c.choice for c in preview.changes}
        assert state == ResponseState.READ
        assert {theme: choice for theme, (choice, _by) in themes.items()} == {
            theme: choice for theme, choice in said.items() if theme
        }
        assert feeling == said.get(None)
    (deed,) = deeds(runtime)
    decide(runtime, load(runtime, ids[0]), officer, themes={"send": "both"})
    undone = undo_it(runtime, deed, officer)
    assert set(undone.restored) == set(ids[1:])
    assert undone.left == (ids[0],), "somebody decided since"
    assert stand(runtime, ids[1]) == ("received", {}, None)


def test_many_leave_what_somebody_changed_or_claimed_after_the_preview(runtime: Runtime) -> None:
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    decided, claimed, free = (add_response(runtime, day) for day in (1, 2, 3))
    stamps = {one: load(runtime, one).stamp for one in (decided, claimed, free)}
    decide(runtime, load(runtime, decided), sam, themes={"timeliness": "no"})
    with runtime.database.transaction() as session:
        claim(session, runtime, claimed, staff_id=sam, seen=None)
    assert many(runtime, Wish("agree"), stamps, priya) == (1, 2)
    assert stand(runtime, decided)[1] == {"timeliness": ("no", "Sam")}
    assert stand(runtime, claimed)[1] == {}
    with runtime.database.reading() as session:
        (shown,) = preview_many(session, runtime, Wish("agree"), [claimed], staff_id=priya)
    assert shown.held_by == "Sam"


def test_settling_a_theme_for_many_decides_that_theme_alone_and_leaves_them_unread(
    runtime: Runtime,
) -> None:
    officer = add_officer(runtime)
    one, other = add_response(runtime), add_response(runtime, words="Thank you for everything.")
    wish = Wish("theme", "timeliness", "negative")
    stamps = {each: load(runtime, each).stamp for each in (one, other)}
    assert many(runtime, wish, stamps, officer) == (1, 1), "where it was not suggested, nothing"
    assert stand(runtime, one) == ("received", {"timeliness": ("negative", "Priya")}, None)


def test_two_officers_when_both_claim_never_take_it_from_each_other_silently(
    runtime: Runtime,
) -> None:
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    one = add_response(runtime)
    page = load(runtime, one)
    with runtime.database.transaction() as session:
        claim(session, runtime, one, staff_id=priya, seen=None)
    with runtime.database.transaction() as session, pytest.raises(Conflict):
        claim(session, runtime, one, staff_id=sam, seen=None)
    with pytest.raises(Conflict):
        decide(runtime, page, sam, themes={"timeliness": "no"})
    with runtime.database.transaction() as session, pytest.raises(Conflict):
        leave_unsure(session, runtime, one, staff_id=sam)
    with runtime.database.transaction() as session:
        release(session, runtime, one, staff_id=sam)
    assert load(runtime, one).claim.claimed_name == "Priya", "nobody gives back what is not theirs"
    with runtime.database.transaction() as session:
        claim(session, runtime, one, staff_id=sam, seen=priya)
    assert load(runtime, one).claim.claimed_name == "Sam", "on purpose it goes"
    decide(runtime, load(runtime, one), sam)
    assert load(runtime, one).claim.claimed_name is None, "done, so free"


def test_decisions_left_unread_keep_the_response_in_the_queue(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    found = load(runtime, one)
    comment = CommentDecision(found.comments[0].id, {"timeliness": "no"})
    with runtime.database.transaction() as session:
        wanted = ResponseDecision(one, found.stamp, (comment,), read=False)
        decide_response(session, runtime, wanted, staff_id=officer)
    assert stand(runtime, one)[0] == "received"


def test_note_is_sealed_kept_once_and_gone_with_its_response(runtime: Runtime) -> None:
    officer, one = add_officer(runtime), add_response(runtime)
    for _ in range(2):
        with runtime.database.transaction() as session:
            write_note(session, runtime, one, "Rang the school", staff_id=officer, once_key="k")
    with runtime.database.reading() as session:
        (note,) = load_desk(session, runtime, one).notes
        (row,) = session.scalars(select(DeskNote)).all()
        assert b"school" not in row.sealed
    assert (note.words, note.by) == ("Rang the school", "Priya")
