"""Two people code alone, a third act agrees, and what is agreed says which themes reports count (R5-14)."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from feedback.domain.enums import FlagState, ResponseState
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.domain.quarters import Quarter
from feedback.services import blind, blind_results, trusted
from feedback.services.blind import drawn
from feedback.services.change_codebook import Change, retire_theme
from feedback.services.freeze_quarter import list_report_tags
from feedback.services.prepare_database import prepare_database
from feedback.services.retrain import _blind_ids, load_decided
from feedback.services.runtime import Runtime
from feedback.services.trusted import measure_trust, trusted_themes
from feedback.storage.models import BlindComment, Flag, ThemeDecision, ToDestroy
from tests.databases import NOON
from tests.integration.services.reviewing import add_officer, add_response, decide, load

Q3 = Quarter(2026, 3)
WAITED = "We waited {} months for a place."
KIND = "They were {} kind to us."
NUMBERS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@pytest.fixture
def ready(runtime: Runtime) -> Runtime:
    """Return a runtime with 22 comments of one quarter, on two themes."""
    prepare_database(runtime)
    for number in NUMBERS:
        add_response(runtime, words=WAITED.format(number))
        add_response(runtime, words=KIND.format(number))
    return runtime


def open_sample(runtime: Runtime, staff_id: UUID, size: int = 100) -> UUID:
    with runtime.database.transaction() as session:
        return blind.open_sample(session, runtime, Q3, size=size, staff_id=staff_id)


def code(
    runtime: Runtime, sample: UUID, staff_id: UUID, said: dict[str, str], *, most: int = 1000
) -> int:
    """Let somebody code what is left: what a comment's word says; return how many they coded."""
    for done in range(most):
        with runtime.database.reading() as session:
            wanted = blind.next_to_code(session, runtime, sample, staff_id=staff_id)
        if wanted is None:
            return done
        codes = next(
            ({theme: "negative"} for word, theme in said.items() if word in wanted.masked), {}
        )
        with runtime.database.transaction() as session:
            blind.store_coding(
                session, runtime, sample, wanted.comment_id, codes=codes, staff_id=staff_id
            )
    return most


TRUE = {"waited": "timeliness", "kind": "staff-attitude"}


def coded_by_two(runtime: Runtime, second: dict[str, str] | None = None) -> tuple[UUID, UUID, UUID]:
    """Return a sample that two people have coded, and who."""
    priya, sam = add_officer(runtime), add_officer(runtime, "sam@example.org", "Sam")
    sample = open_sample(runtime, priya)
    assert code(runtime, sample, priya, TRUE) == 22
    assert code(runtime, sample, sam, second or TRUE) == 22
    return sample, priya, sam


def results(runtime: Runtime, sample: UUID, staff_id: UUID) -> blind_results.SampleResults:
    with runtime.database.reading() as session:
        return blind_results.show_results(session, runtime, sample, staff_id=staff_id)


def take(runtime: Runtime, sample: UUID, staff_id: UUID) -> int:
    with runtime.database.transaction() as session:
        return blind.take_agreed(session, runtime, sample, staff_id=staff_id)


def agree(
    runtime: Runtime, sample: UUID, comment_id: UUID, codes: dict[str, str], staff_id: UUID
) -> None:
    with runtime.database.transaction() as session:
        blind.agree_on(session, runtime, sample, comment_id, codes=codes, staff_id=staff_id)


def trust(runtime: Runtime) -> dict[str, bool]:
    with runtime.database.reading() as session:
        return {one.theme: one.counted for one in measure_trust(session, runtime)}


def test_sample_is_drawn_by_lot_and_the_same_seed_draws_the_same(ready: Runtime) -> None:
    priya = add_officer(ready)
    sample = open_sample(ready, priya, size=12)
    with ready.database.reading() as session:
        (seed,) = session.execute(text("SELECT seed FROM blind_sample")).one()
        rows = select(BlindComment.comment_id).order_by(BlindComment.place)
        chosen = list(session.scalars(rows))
        ids = sorted(session.scalars(text("SELECT id FROM comment")).all(), key=str)
    assert drawn([UUID(str(one)) for one in ids], seed)[:12] == chosen
    assert len(set(chosen)) == 12
    again = open_sample(ready, priya, size=60)
    with ready.database.reading() as session:
        progress = {p.sample.id: p for p in blind.list_progress(session, ready, staff_id=priya)}
    assert progress[sample].sample.comments == 12
    assert progress[again].sample.comments == 10, "no comment is in two samples"
    with pytest.raises(Conflict, match="too few"):
        open_sample(ready, priya)


def test_sample_has_nothing_that_is_held_back_or_taken_back(ready: Runtime) -> None:
    priya = add_officer(ready)
    held = add_response(ready, words="We waited and mum hits me.", urgency="concern")
    gone = add_response(ready, words="We waited and went.")
    with ready.database.transaction() as session:
        session.add(ToDestroy(id=uuid4(), response_id=gone, comment_id=None, asked_on=NOON.date()))
    late = add_response(ready, words="We waited, and later it was held.")
    sample = open_sample(ready, priya)
    with ready.database.transaction() as session:
        ids = set(session.scalars(select(BlindComment.comment_id)))
        session.add(
            Flag(
                comment_id=load(ready, late).comments[0].id, urgency="concern", reason="raised",
                confidence=1.0, evidence=[], version="test", state=FlagState.OPEN,
            )
        )  # fmt: skip
    assert len(ids) == 23
    assert not ids & {load(ready, held).comments[0].id, load(ready, gone).comments[0].id}
    assert code(ready, sample, priya, TRUE) == 22, "what is held back since is coded no more"


def test_codes_of_two_people_that_are_alike_become_decisions_and_close_the_sample(
    ready: Runtime,
) -> None:
    sample, priya, sam = coded_by_two(ready)
    found = results(ready, sample, sam)
    assert (found.comments, found.alike, found.to_take, found.differing) == (22, 22, 22, ())
    assert (found.kappa, found.alpha) == (1, 1)
    assert take(ready, sample, sam) == 22
    assert take(ready, sample, priya) == 0
    with ready.database.reading() as session:
        progress = blind.get_progress(session, ready, sample, staff_id=priya)
        by = session.scalars(select(ThemeDecision.decided_by).distinct()).all()
        confirmed = session.execute(
            text(
                "SELECT theme, count(*) FROM theme_decision WHERE polarity = 'negative'"
                " GROUP BY theme ORDER BY theme"
            )
        ).all()
        deeds = session.scalars(text("SELECT action FROM audit_event WHERE action LIKE 'blind%'"))
        counts = list(deeds)
    assert progress.sample.closed_utc == NOON
    assert by == [sam]
    assert [tuple(row) for row in confirmed] == [("staff-attitude", 11), ("timeliness", 11)]
    assert [counts.count(f"blind_{deed}") for deed in ("opened", "coded", "agreed")] == [1, 44, 1]
    assert load_decided(ready)


def test_codes_that_differ_are_settled_one_by_one_and_then_measure_the_machine(
    ready: Runtime,
) -> None:
    sample, _priya, _sam = coded_by_two(ready, {"waited": "timeliness"})
    lena = add_officer(ready, "lena@example.org", "Lena")
    found = results(ready, sample, lena)
    assert (found.alike, found.to_take, len(found.differing)) == (11, 11, 11)
    assert found.kappa is not None
    assert found.kappa < 1
    by_theme = {one.theme: one for one in found.between}
    assert (by_theme["staff-attitude"].first + by_theme["staff-attitude"].second) == 11
    assert by_theme["timeliness"].kappa == 1
    assert {name for name, _codes in found.differing[0].said} == {"Priya", "Sam"}
    assert take(ready, sample, lena) == 11
    assert trust(ready)["timeliness"], "nothing is measured before the sample is closed"
    shipped = trust(ready)
    for one in found.differing:
        agree(ready, sample, one.comment_id, {"staff-attitude": "positive"}, lena)
    with pytest.raises(Conflict, match="agreed"):
        agree(ready, sample, found.differing[0].comment_id, {}, lena)
    measured = trust(ready)
    assert measured["timeliness"]
    assert measured["staff-attitude"]
    assert shipped["worker-continuity"]
    assert not measured["worker-continuity"], "too few comments to tell"
    with ready.database.reading() as session:
        (quarter,) = blind_results.list_quarters(session, ready)
    assert (quarter.quarter, quarter.comments) == ("2026-Q3", 22)
    assert quarter.f1[0] is not None
    assert quarter.changed is not None


def test_theme_that_the_machine_finds_badly_on_a_blind_sample_is_not_counted_r5_14(
    ready: Runtime,
) -> None:
    sample, priya, _sam = coded_by_two(ready, None)
    take(ready, sample, priya)
    add_response(ready, words="We waited twenty months and they were kind.")
    with ready.database.reading() as session:
        assert "timeliness" in trusted_themes(session, ready)
        tags = {tag[1] for tag in list_report_tags(session, ready, "2026-Q3")}
    assert {"timeliness", "staff-attitude"} <= tags
    with ready.database.transaction() as session:
        # As if people had found the theme where the machine does not, and not where it does.
        other = {"send": "negative"}
        session.execute(update(BlindComment).where(BlindComment.place > 3).values(agreed=other))
    with ready.database.reading() as session:
        found = {one.theme: one for one in measure_trust(session, ready)}
    assert found["send"].examples == 19
    assert not found["send"].counted
    assert not found["timeliness"].counted


def test_nobody_sees_what_the_other_said_before_both_have_finished(ready: Runtime) -> None:
    priya, sam = add_officer(ready), add_officer(ready, "sam@example.org", "Sam")
    sample = open_sample(ready, priya)
    assert code(ready, sample, priya, TRUE) == 22
    assert code(ready, sample, sam, TRUE, most=5) == 5
    for staff_id in (priya, sam):
        with pytest.raises(Conflict, match="not coded everything"):
            results(ready, sample, staff_id)
        with pytest.raises(Conflict, match="not coded everything"):
            take(ready, sample, staff_id)
    lena = add_officer(ready, "lena@example.org", "Lena")
    with pytest.raises(NotAllowed):
        code(ready, sample, lena, TRUE)
    with ready.database.reading() as session:
        progress = blind.get_progress(session, ready, sample, staff_id=sam)
        outside = blind.get_progress(session, ready, sample, staff_id=lena)
    assert progress.coders == (("Priya", 0), ("Sam", 17))
    assert (progress.mine, outside.mine) == (17, None)


def test_coding_that_is_no_coding_is_refused(ready: Runtime) -> None:
    priya, sam, lena = (
        add_officer(ready, f"{name}@example.org", name) for name in ("Priya", "Sam", "Lena")
    )
    sample = open_sample(ready, priya)
    with ready.database.reading() as session:
        wanted = blind.next_to_code(session, ready, sample, staff_id=priya)
    assert wanted is not None

    def store(comment_id: UUID, codes: dict[str, str], staff_id: UUID, at: UUID = sample) -> None:
        with ready.database.transaction() as session:
            blind.store_coding(session, ready, at, comment_id, codes=codes, staff_id=staff_id)

    for codes in ({"unheard-of": "negative"}, {"timeliness": "no"}):
        with pytest.raises(NotFound):
            store(wanted.comment_id, codes, priya)
    with pytest.raises(NotFound):
        store(uuid4(), {}, priya)
    with pytest.raises(NotFound):
        store(wanted.comment_id, {}, priya, uuid4())
    store(wanted.comment_id, {}, priya)
    with pytest.raises(Conflict, match="coded this"):
        store(wanted.comment_id, {"timeliness": "both"}, priya)
    store(wanted.comment_id, {}, sam)
    with pytest.raises(NotAllowed):
        store(wanted.comment_id, {}, lena)
    with pytest.raises(NotFound), ready.database.reading() as session:
        blind.get_progress(session, ready, uuid4(), staff_id=priya)


def test_settling_what_is_not_there_is_refused(ready: Runtime) -> None:
    sample, priya, _sam = coded_by_two(ready)
    with pytest.raises(NotFound):
        agree(ready, sample, uuid4(), {}, priya)
    with pytest.raises(NotFound):
        agree(ready, uuid4(), uuid4(), {}, priya)


def test_comment_that_names_a_coder_is_not_theirs_to_code_nor_to_take(ready: Runtime) -> None:
    add_response(ready, words="Priya Featherstone kept us: we waited.")
    priya = add_officer(ready, "p@example.org", "Priya Featherstone")
    sam = add_officer(ready, "sam@example.org", "Sam")
    lena = add_officer(ready, "lena@example.org", "Lena")
    sample = open_sample(ready, sam)
    assert code(ready, sample, priya, TRUE) == 22
    assert code(ready, sample, sam, TRUE) == 23
    assert results(ready, sample, lena).comments == 22
    other = open_second(ready, sam, lena)
    assert take(ready, other, priya) == 10
    with ready.database.reading() as session:
        assert blind.get_progress(session, ready, other, staff_id=sam).sample.closed_utc is None
    assert take(ready, other, sam) == 1


def open_second(runtime: Runtime, first: UUID, second: UUID) -> UUID:
    """Return another sample that two people coded, one comment of which names Priya Featherstone."""
    for number in NUMBERS[:10]:
        add_response(runtime, words=WAITED.format(f"about {number}"))
    add_response(runtime, words="Priya Featherstone said we waited.")
    sample = open_sample(runtime, first)
    assert code(runtime, sample, first, TRUE) == code(runtime, sample, second, TRUE) == 11
    return sample


def test_comment_that_is_withdrawn_leaves_the_sample(ready: Runtime) -> None:
    sample, priya, _sam = coded_by_two(ready)
    with ready.database.transaction() as session:
        session.execute(text("DELETE FROM response WHERE id IN (SELECT response_id FROM comment LIMIT 1)"))  # fmt: skip
    assert results(ready, sample, priya).comments == 21
    assert take(ready, sample, priya) == 21


def test_theme_that_was_retired_after_it_was_coded_is_left_out(ready: Runtime) -> None:
    sample, priya, _sam = coded_by_two(ready)
    with ready.database.transaction() as session:
        retire_theme(session, ready, "timeliness", Change(1, "For the test", priya), into=None)
    assert take(ready, sample, priya) == 22
    with ready.database.reading() as session:
        agreed = {themes for _q, _id, themes in trusted.list_agreed(session)}
    assert agreed == {frozenset(), frozenset({"staff-attitude"})}


def test_blind_comments_are_compared_on_and_never_learned_from(ready: Runtime) -> None:
    sample, priya, _sam = coded_by_two(ready)
    assert _blind_ids(ready, load_decided(ready)) == set()
    take(ready, sample, priya)
    decided = load_decided(ready)
    assert _blind_ids(ready, decided) == {comment.id for comment in decided}
    assert _blind_ids(ready, decided[:5]) == set()


def test_figures_of_quarters_move_and_refusals_are_counted(ready: Runtime) -> None:
    officer = add_officer(ready, "o@example.org", "Ola")
    response = load(ready, add_response(ready, words="We waited and they were kind."))
    decide(ready, response, officer, themes={"timeliness": "no", "staff-attitude": "positive"})
    with ready.database.reading() as session:
        (found,) = blind_results.list_quarters(session, ready)
        assert blind_results.show_comparisons(session) == ()
    assert found.changed == (1, 2)
    assert (found.comments, found.f1, found.moved) == (0, (None, None, None), {})
    assert replace(found, moved={}) == found
    assert load(ready, response.id).state is ResponseState.READ
