"""What runs later: every job drains what it finds, and a worker that dies loses nothing."""

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from feedback import jobs as module
from feedback.clock import Clock
from feedback.domain.errors import StorageUnavailable
from feedback.jobs import JOBS, EmbeddedWorker, Job, run_job
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import CommentRow, ResponseRow
from tests.databases import NOON
from tests.made_up import made_up_submission


def send(runtime: Runtime, once_key: str = "once") -> None:
    """Store a made-up submission."""
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(once_key))


def make_stale(runtime: Runtime) -> None:
    """Say that an older engine read every comment."""
    with runtime.database.transaction() as session:
        session.execute(update(CommentRow).values(analysis_version="older"))


def versions(runtime: Runtime) -> set[str]:
    """Return the versions that the comments were read with."""
    with runtime.database.reading() as session:
        return set(session.scalars(select(CommentRow.analysis_version)))


def test_jobs_when_nothing_is_left_do_nothing_again(runtime: Runtime) -> None:
    send(runtime)
    make_stale(runtime)
    done = {job.name: run_job(runtime, job) for job in JOBS}
    assert done == dict.fromkeys(done, 0) | {"reanalyse": 2, "keep-week": 1}
    assert {run_job(runtime, job) for job in JOBS} == {0}


def test_jobs_when_words_are_old_forget_them(runtime: Runtime) -> None:
    send(runtime)
    later = replace(runtime, clock=Clock.fixed(NOON + timedelta(days=800)))
    purge = next(job for job in JOBS if job.name == "purge")
    assert run_job(later, purge) == 1
    with runtime.database.reading() as session:
        assert session.scalars(select(ResponseRow.wrapped_key)).all() == [None]


def test_job_when_the_database_is_away_is_tried_at_its_next_turn(
    sqlite_runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_runtime: Runtime) -> int:
        raise StorageUnavailable("We cannot save anything just now.")

    job = Job("purge", timedelta(days=1), "0 0 * * *", away)
    with caplog.at_level(logging.INFO, logger="feedback.jobs"):
        assert run_job(sqlite_runtime, job) is None
    assert "job=purge refused code=storage_unavailable" in caplog.text


class TickingClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of jobs as they are done, in the place of doing them."""
    done: list[str] = []

    def note(_runtime: Runtime, job: Job) -> int:
        done.append(job.name)
        return 0

    monkeypatch.setattr(module, "run_job", note)
    return done


def test_embedded_worker_when_time_passes_does_what_is_due(
    sqlite_runtime: Runtime, counted: list[str]
) -> None:
    ticking = TickingClock()
    worker = EmbeddedWorker(replace(sqlite_runtime, clock=Clock(ticking)))
    worker.run_due()
    assert counted == [job.name for job in JOBS]
    worker.run_due()
    assert len(counted) == len(JOBS)
    for minutes in (10, 50):
        counted.clear()
        ticking.moment += timedelta(minutes=minutes)
        worker.run_due()
        assert {"expire-sessions", "reanalyse"} <= set(counted)
        assert counted == [
            job.name for job in JOBS if job.every <= timedelta(minutes=10 if minutes == 10 else 60)
        ]


def test_embedded_worker_when_started_works_and_stops(sqlite_runtime: Runtime) -> None:
    send(sqlite_runtime)
    make_stale(sqlite_runtime)
    worker = EmbeddedWorker(sqlite_runtime, tick_seconds=0.01)
    worker.start()
    for _ in range(500):
        if versions(sqlite_runtime) == {sqlite_runtime.engine.version}:
            break
        threading.Event().wait(0.01)
    worker.stop()
    assert versions(sqlite_runtime) == {sqlite_runtime.engine.version}
    assert not worker._thread.is_alive()


def test_embedded_worker_when_another_process_works_waits_its_turn(
    sqlite_runtime: Runtime, counted: list[str]
) -> None:
    worker = EmbeddedWorker(sqlite_runtime, tick_seconds=0.01)
    with module._only_one(sqlite_runtime) as alone:
        assert alone
        worker.start()
        threading.Event().wait(0.1)
        assert counted == []
    for _ in range(500):
        if counted:
            break
        threading.Event().wait(0.01)
    worker.stop()
    assert counted[0] == "expire-sessions"


@pytest.mark.postgres
@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
def test_queue_when_run_on_postgres_does_every_job(runtime: Runtime) -> None:
    queue = pytest.importorskip("feedback.queue")
    send(runtime)
    make_stale(runtime)
    queue.run_queue(runtime, until_empty=True)
    assert versions(runtime) == {runtime.engine.version}
    make_stale(runtime)
    queue.run_queue(runtime, until_empty=True)
    assert versions(runtime) == {runtime.engine.version}
