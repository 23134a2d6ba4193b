"""A draft is written by one person and published by another; every process then asks the new version (R2-16)."""

import base64
import logging
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from feedback.app import FOLLOWER, create_serving_app
from feedback.domain.asked import Asked
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound
from feedback.domain.questionnaire_drafts import DraftState, VersionChange
from feedback.domain.questionnaires import Construct
from feedback.following import Follower
from feedback.services.asked import load_asked, refresh_asked
from feedback.services.edit_questionnaire import (
    Seen,
    begin_draft,
    count_answered,
    drop_draft,
    get_draft,
    list_earlier,
    list_open_drafts,
    list_version_log,
    publish_draft,
    save_draft,
    send_back_draft,
    submit_draft,
    withdraw_version,
)
from feedback.services.runtime import Runtime
from feedback.services.second_look import list_to_look_at, look_again
from feedback.services.submit_response import submit_response
from feedback.storage.engine import Database
from feedback.storage.models import AuditEvent, QuestionnaireDraft
from tests.made_up import ADULTS, made_up_submission
from tests.publishing import add_person, publish, withdraw, worded, written

CHANGED = worded(ADULTS, Construct.LISTENED, "Did people listen to you?")


@pytest.fixture
def people(runtime: Runtime) -> tuple[UUID, UUID]:
    """Return two officers."""
    return add_person(runtime, "Priya"), add_person(runtime, "Sam")


def begin(runtime: Runtime, writer: UUID) -> UUID:
    """Begin a draft of ADULTS with other words, at its second version."""
    with runtime.database.transaction() as session:
        draft = begin_draft(session, runtime, written(ADULTS), staff_id=writer)
        save_draft(session, runtime, Seen(draft, 1, writer), written(CHANGED))
    return draft


def test_version_when_published_is_asked_here_and_in_a_process_that_looks(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    elsewhere = replace(runtime, questionnaires=Asked({ADULTS.slug: ADULTS}))
    publish(runtime, CHANGED, people)
    assert runtime.questionnaires[ADULTS.slug].id == CHANGED.id
    assert elsewhere.questionnaires[ADULTS.slug].id == ADULTS.id
    assert refresh_asked(elsewhere)
    assert elsewhere.questionnaires[ADULTS.slug].id == CHANGED.id
    assert not refresh_asked(elsewhere), "nothing new is no reason to read it all again"


def test_version_when_published_is_asked_by_a_process_that_starts(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    publish(runtime, CHANGED, people)
    starting = replace(runtime, questionnaires=Asked({ADULTS.slug: ADULTS}))
    load_asked(starting)
    assert starting.questionnaires[ADULTS.slug].id == CHANGED.id


def test_database_when_not_prepared_yet_has_nothing_to_add(
    runtime: Runtime, sqlite_url: str
) -> None:
    empty = replace(
        runtime,
        database=Database(f"{sqlite_url}.other"),
        questionnaires=Asked({ADULTS.slug: ADULTS}),
    )
    load_asked(empty)
    assert empty.questionnaires.number == 0


def test_follower_when_somebody_publishes_elsewhere_asks_it_too(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    serving = replace(runtime, questionnaires=Asked({ADULTS.slug: ADULTS}))
    publish(runtime, CHANGED, people)
    follower = Follower(serving, seconds=0.01)
    follower.start()
    for _ in range(200):
        if serving.questionnaires.number:
            break
        follower._stop.wait(0.02)
    follower.stop()
    assert serving.questionnaires[ADULTS.slug].id == CHANGED.id


def test_process_that_serves_follows_what_is_published(
    ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = base64.b64encode(bytes(range(32))).decode()
    for name, value in {
        "FEEDBACK_DATABASE_URL": ready_sqlite_url, "FEEDBACK_MASTER_KEYS": f"first:{key}",
        "FEEDBACK_SECRET_KEY": "s" * 40, "FEEDBACK_HTTPS_ONLY": "no",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    serving = create_serving_app()
    runtime: Runtime = serving.extensions["feedback"]
    follower: Follower = serving.extensions[FOLLOWER]
    assert follower._thread.is_alive()
    follower.stop()
    assert not follower._thread.is_alive()
    runtime.database.dispose()


def test_follower_when_the_database_is_away_tries_again(
    runtime: Runtime, tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    away = replace(runtime, database=Database(f"sqlite:///{tmp_path}/nowhere.sqlite3"))
    follower = Follower(away, seconds=0.01)
    with caplog.at_level(logging.WARNING):
        follower.start()
        follower._stop.wait(0.1)
        follower.stop()
    assert caplog.text.count("storage_unavailable") > 1


def test_answers_when_a_version_follows_keep_the_one_they_answered(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission())
    publish(runtime, CHANGED, people)
    with runtime.database.reading() as session:
        assert count_answered(session) == {ADULTS.id: 1}
        kept = {
            q.id: q.find_construct(Construct.LISTENED) for q in list_earlier(session, ADULTS.slug)
        }
    assert kept[ADULTS.id] == ADULTS.find_construct(Construct.LISTENED), "R2-16"
    assert kept[CHANGED.id] == CHANGED.find_construct(Construct.LISTENED)


def test_writer_when_publishing_their_own_words_is_refused(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    draft, text = begin(runtime, people[0]), written(CHANGED)
    with runtime.database.transaction() as session:
        save_draft(session, runtime, Seen(draft, 2, people[1]), text)
        submit_draft(session, runtime, Seen(draft, 3, people[0]), CHANGED, "Plainer")
    for person in people:
        with pytest.raises(NotAllowed), runtime.database.transaction() as session:
            publish_draft(session, runtime, Seen(draft, 4, person), text)
    assert not refresh_asked(runtime)


def test_second_writer_who_saw_an_older_draft_overwrites_nothing(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    draft = begin(runtime, people[0])
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        save_draft(session, runtime, Seen(draft, 1, people[1]), written(ADULTS))
    with runtime.database.reading() as session:
        row = get_draft(session, draft)
    assert (row.content_hash, row.writers) == (CHANGED.id, (str(people[0]),))


def test_draft_when_one_is_open_is_not_begun_twice(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    draft = begin(runtime, people[0])
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        begin_draft(session, runtime, written(ADULTS), staff_id=people[1])
    with runtime.database.transaction() as session:
        drop_draft(session, runtime, Seen(draft, 2, people[1]))
    with runtime.database.reading() as session:
        assert list_open_drafts(session) == []
        assert get_draft(session, draft).state is DraftState.DROPPED
    begin(runtime, people[1])


def test_database_itself_refuses_a_second_open_draft_and_a_number_twice(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    draft = begin(runtime, people[0])
    with runtime.database.reading() as session:
        row = session.get(QuestionnaireDraft, draft)
        assert row is not None
        copy = {c.key: getattr(row, c.key) for c in QuestionnaireDraft.__table__.columns}
    with pytest.raises(IntegrityError), runtime.database.transaction() as session:
        session.execute(insert(QuestionnaireDraft), [copy | {"id": uuid4()}])
    with runtime.database.transaction() as session:
        session.execute(insert(QuestionnaireDraft), [copy | {"id": uuid4(), "state": "dropped"}])


def test_draft_when_sent_back_says_why_and_can_be_sent_again(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    draft = begin(runtime, people[0])
    with runtime.database.transaction() as session:
        submit_draft(session, runtime, Seen(draft, 2, people[0]), CHANGED, "Plainer")
        send_back_draft(session, runtime, Seen(draft, 3, people[1]), "Too long")
    with runtime.database.reading() as session:
        assert get_draft(session, draft).sent_back_because == "Too long"
    with pytest.raises(IllegalTransition), runtime.database.transaction() as session:
        publish_draft(session, runtime, Seen(draft, 4, people[1]), written(CHANGED))
    with runtime.database.transaction() as session:
        submit_draft(session, runtime, Seen(draft, 4, people[0]), CHANGED, "Shorter")
        publish_draft(session, runtime, Seen(draft, 5, people[1]), written(CHANGED))
    assert refresh_asked(runtime)


def test_draft_when_nothing_is_changed_is_not_sent(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    with runtime.database.transaction() as session:
        draft = begin_draft(session, runtime, written(ADULTS), staff_id=people[0])
    with pytest.raises(Conflict, match="Nothing"), runtime.database.transaction() as session:
        submit_draft(session, runtime, Seen(draft, 1, people[0]), ADULTS, "Plainer")


def test_draft_when_what_is_asked_changed_meanwhile_is_not_published(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    publish(runtime, CHANGED, people)
    text = written(worded(ADULTS, Construct.LISTENED, "Were you heard?"))
    with runtime.database.transaction() as session:
        draft = begin_draft(session, runtime, text, staff_id=people[0])
        save_draft(session, runtime, Seen(draft, 1, people[0]), text)
        submit_draft(session, runtime, Seen(draft, 2, people[0]), text.questionnaire, "Shorter")
    withdraw(runtime, ADULTS.slug, people[1])
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        publish_draft(session, runtime, Seen(draft, 3, people[1]), text)


def test_process_that_has_not_looked_yet_publishes_and_withdraws_nothing(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    behind = replace(runtime, questionnaires=Asked({ADULTS.slug: ADULTS}))
    draft = begin(behind, people[0])
    other = replace(CHANGED, slug="other-adults")
    publish(runtime, other, people, copied_from=ADULTS.slug)
    with behind.database.transaction() as session:
        submit_draft(session, behind, Seen(draft, 2, people[0]), CHANGED, "Plainer")
    with pytest.raises(Conflict), behind.database.transaction() as session:
        publish_draft(session, behind, Seen(draft, 3, people[1]), written(CHANGED))
    with pytest.raises(Conflict), behind.database.transaction() as session:
        withdraw_version(session, behind, ADULTS.slug, "No", number=0, staff_id=people[1])


def test_withdrawn_version_gives_way_to_the_one_before_and_stays_in_the_log(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    publish(runtime, CHANGED, people)
    withdraw(runtime, ADULTS.slug, people[0])
    asked = runtime.questionnaires
    assert asked[ADULTS.slug].id == ADULTS.id
    assert asked.version(ADULTS.slug, CHANGED.id) is None
    with runtime.database.reading() as session:
        log = list_version_log(session)
    assert [(row.change, row.made_by, row.written_by) for row in log] == [
        (VersionChange.PUBLISHED, "Sam", "Priya"),
        (VersionChange.WITHDRAWN, "Priya", None),
    ]
    with runtime.database.transaction() as session:
        (waiting,) = list_to_look_at(session)
        assert (waiting.number, waiting.by, waiting.why) == (2, "Priya", "A mistake")
        with pytest.raises(NotAllowed):
            look_again(session, runtime, 2, staff_id=people[0])
        with pytest.raises(NotFound):
            look_again(session, runtime, 1, staff_id=people[1])
        look_again(session, runtime, 2, staff_id=people[1])
        assert list_to_look_at(session) == []
    with pytest.raises(IllegalTransition), runtime.database.transaction() as session:
        withdraw_version(session, runtime, ADULTS.slug, "No", number=2, staff_id=people[0])
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        withdraw_version(session, runtime, "nothing", "No", number=2, staff_id=people[0])
    publish(runtime, CHANGED, people)
    assert asked[ADULTS.slug].id == CHANGED.id, "the same words may come back, as the same series"


def test_copy_when_withdrawn_leads_to_what_it_was_copied_from(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    copy, second = (replace(CHANGED, slug=slug) for slug in ("first-copy", "second-copy"))
    publish(runtime, copy, people, copied_from=ADULTS.slug)
    publish(runtime, second, people, copied_from="first-copy")
    assert list(runtime.questionnaires) == [ADULTS.slug, "first-copy", "second-copy"]
    withdraw(runtime, "first-copy", people[0])
    withdraw(runtime, "second-copy", people[0])
    assert list(runtime.questionnaires) == [ADULTS.slug]
    for slug in ("first-copy", "second-copy"):
        assert runtime.questionnaires.at(slug) == ADULTS
    assert runtime.questionnaires.at("nothing") is None
    with pytest.raises(Conflict), runtime.database.transaction() as session:
        begin_draft(session, runtime, written(copy), copied_from=ADULTS.slug, staff_id=people[0])


def test_link_when_changed_alone_is_the_same_version_with_another_link(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    publish(runtime, CHANGED, people)
    publish(runtime, replace(CHANGED, door="Tell us here"), people)
    assert runtime.questionnaires[ADULTS.slug].id == CHANGED.id
    assert runtime.questionnaires[ADULTS.slug].door == "Tell us here"


def test_every_step_is_in_the_audit_without_a_word_of_the_questions(
    runtime: Runtime, people: tuple[UUID, UUID]
) -> None:
    publish(runtime, CHANGED, people)
    with runtime.database.reading() as session:
        deeds = list(
            session.scalars(
                select(AuditEvent).where(AuditEvent.action == AuditAction.QUESTIONNAIRE_CHANGED)
            )
        )
    assert {deed.detail["deed"] for deed in deeds} == {"begun", "sent_for_checking", "published"}
    assert {deed.subject_id for deed in deeds} == {ADULTS.slug}
    assert "listen" not in str([deed.detail for deed in deeds])


def test_draft_that_is_not_there_is_not_found(runtime: Runtime, people: tuple[UUID, UUID]) -> None:
    with pytest.raises(NotFound), runtime.database.reading() as session:
        get_draft(session, uuid4())
    with pytest.raises(NotFound), runtime.database.transaction() as session:
        drop_draft(session, runtime, Seen(uuid4(), 1, people[0]))
