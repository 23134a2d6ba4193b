"""Versions are counted on their own scales, a group apart from people, and answers beside staff apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analysis.reports.document import build_document
from analysis.reports.snapshot import QuarterSnapshot, content_hash, from_json
from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.quarters import Quarter
from feedback.domain.submissions import Answer, Submission
from feedback.services.count_versions import WHICH
from feedback.services.freeze_quarter import build_report, count_quarter, freeze_quarter
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from forms.questionnaire import load_questionnaires
from tests.made_up import made_up_submission

ASKED = load_questionnaires()
Q3 = Quarter(2026, 3)
CHILDREN_LISTENED = "Children of 8 to 12: whether they felt listened to"
BESIDE = "Children of 8 to 12, with a worker or teacher beside them: whether they felt listened to"


@pytest.fixture
def versions(runtime: Runtime) -> Runtime:
    """Return a runtime that asks every version, when the third quarter is over."""
    ready = replace(
        runtime, questionnaires=Asked(ASKED), clock=Clock.fixed(datetime(2026, 10, 5, tzinfo=UTC))
    )
    prepare_database(ready)
    prepare_database(runtime)
    return ready


def store(runtime: Runtime, slug: str, times: int, **answers: str) -> None:
    """Store one version's answers some times over."""
    asked = ASKED[slug]
    given = tuple(
        Answer(q.id, text=answers.get(q.construct.value))
        if q.is_typed
        else Answer(q.id, (answers[q.construct.value],))
        if q.construct.value in answers
        else Answer(q.id)
        for q in asked.questions
    )
    with runtime.database.transaction() as session:
        for number in range(times):
            one: Submission = made_up_submission(
                f"{slug} {sorted(answers.items())} {number}", questionnaire=asked, answers=given
            )
            submit_response(session, runtime, one)


def freeze(runtime: Runtime) -> QuarterSnapshot:
    with runtime.database.transaction() as session:
        return freeze_quarter(session, runtime, Q3).snapshot


def look(runtime: Runtime) -> QuarterSnapshot:
    """Return what would be frozen now; nothing is, so that what comes later still counts in the quarter."""
    with runtime.database.transaction() as session:
        payload = build_report(session, runtime, Q3).payload
    return from_json(payload, content_hash(payload))


def table(runtime: Runtime, title: str) -> dict[str, int]:
    """Return a table as it is counted, before anything small is hidden."""
    with runtime.database.reading() as session:
        return dict(count_quarter(session, runtime, Q3).tables.get(title, ()))


def words(snapshot: QuarterSnapshot) -> str:
    return str(build_document(snapshot))


def test_group_that_represents_40_leaves_the_number_of_people_unchanged(versions: Runtime) -> None:
    """R2-10."""
    store(
        versions, "parent-carer-voice", 12, overall="good", could_be_better="They never ring back."
    )
    before = look(versions)
    store(versions, "parent-carer-voice-meeting", 1, represents="40", services="send",
          could_be_better="Waiting for an EHC plan takes far too long, and nobody answers the phone.")  # fmt: skip
    store(versions, "parent-carer-voice-meeting", 1, went_well="The new phone line is good.")
    after = freeze(versions)
    assert (after.responses, after.comments) == (before.responses, before.comments) == (12, 12)
    assert after.tables == before.tables
    assert after.themes == before.themes
    assert before.groups == ()
    (group,) = after.groups
    assert (group.forum, group.submissions, group.represents, group.unsaid) == (
        "Parent Carer Voice", 2, 40, 1,
    )  # fmt: skip
    assert group.themes
    said = "Parent Carer Voice: 2 submissions, said to represent 40 people, 1 did not say how many."
    assert said in words(after)
    assert "No group sent a submission" in words(before)


def test_scales_are_never_pooled(versions: Runtime) -> None:
    """R3-13: a child's no is not counted among the adults' no."""
    store(versions, "listening-to-families", 11, listened="fully", agreed="no")
    store(versions, "children", 10, listened="no")
    store(versions, "children", 10, listened="yes")
    store(versions, "under-8", 12, listened="good")
    store(versions, "easy-read", 6, listened="a_bit", agreed="no")
    snapshot = freeze(versions)
    assert table(versions, "Whether they felt listened to")["Yes, fully"] == 11
    assert table(versions, "Whether they felt listened to")["No"] == 0
    assert table(versions, CHILDREN_LISTENED) == {
        "Yes (fully)": 10, "Sometimes (partly)": 0, "No (no)": 10, "Don’t know": 0,
    }  # fmt: skip
    assert table(versions, "Children under 8: whether they felt listened to")["Good (fully)"] == 12
    with versions.database.reading() as session:
        headline = count_quarter(session, versions, Q3).disagreed
    assert headline == (11, 11), "the headline is of the core scale alone"
    assert snapshot.responses == 49, "everybody is counted once"
    which = table(versions, WHICH)
    assert (which["Children of 8 to 12"], which["Children under 8"], which["Easy Read"]) == (
        20,
        12,
        6,
    )
    assert table(versions, "Who they are")["Child or young person"] == 32


def test_answers_beside_a_worker_are_shown_apart(versions: Runtime) -> None:
    """R3-14."""
    store(versions, "children", 10, listened="sometimes", helper="parent")
    store(versions, "children", 10, listened="yes", helper="social_worker")
    store(versions, "children", 5, listened="yes", helper="advocate")
    snapshot = freeze(versions)
    assert table(versions, CHILDREN_LISTENED) == {
        "Yes (fully)": 5, "Sometimes (partly)": 10, "No (no)": 0, "Don’t know": 0,
    }  # fmt: skip
    assert table(versions, BESIDE)["Yes (fully)"] == 10
    assert "beside them" in words(snapshot)


def test_breakdown_of_fewer_than_ten_is_left_out_whole(versions: Runtime) -> None:
    """R4-30: beside hidden counts, zeros would say what everybody in so small a group answered."""
    store(versions, "children", 10, listened="sometimes")
    store(versions, "children", 9, listened="yes", helper="social_worker")
    store(versions, "easy-read", 9, listened="no")
    snapshot = freeze(versions)
    assert [t.title for t in snapshot.tables if ": " in t.title] == [CHILDREN_LISTENED]
    assert "only where 10 or more answered" in words(snapshot)


def test_versions_that_nobody_answered_make_no_tables(versions: Runtime) -> None:
    store(versions, "listening-to-families", 6, listened="fully")
    titles = [t.title for t in freeze(versions).tables]
    assert WHICH in titles
    assert not [title for title in titles if ": " in title]


def test_care_leavers_own_questions_are_counted(versions: Runtime) -> None:
    store(versions, "care-leavers", 10, home="partly", worker="no_worker", listened="partly")
    assert (
        table(versions, "Care leavers of 16 to 25: whether they can get hold of their worker")[
            "Has no worker"
        ]
        == 10
    )
    assert table(versions, "Whether they felt listened to")["Yes, partly"] == 10
    assert table(versions, "Who they are")["Care leaver"] == 10
