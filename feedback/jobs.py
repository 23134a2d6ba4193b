"""What runs later: forgetting old words, ending idle sign-ins, reading comments again with a newer engine,
learning from officers' decisions.

Every job is idempotent and drains what it finds: the database says what is left to do, so a killed worker loses
nothing and two workers do no harm. On SQLite the jobs run in a thread of one process; on PostgreSQL
procrastinate runs them, each in one worker at a time, however many there are.
"""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from feedback.domain.errors import FeedbackError
from feedback.repeating import Repeating
from feedback.services.alerts import send_alerts
from feedback.services.audit_chain import seal_audit
from feedback.services.change_codebook import follow_merges
from feedback.services.digest import keep_week, send_digest
from feedback.services.find_comments import merge_words
from feedback.services.flag_clocks import escalate
from feedback.services.housekeeping import expire_sessions, forget_attempts
from feedback.services.import_uploads import forget_uploads
from feedback.services.purge import purge
from feedback.services.reanalyse import reanalyse
from feedback.services.retrain import retrain_weekly
from feedback.services.runtime import Runtime
from feedback.services.saved_drafts import forget_expired_drafts
from feedback.services.split_theme import follow_splits
from feedback.services.store_upload import store_queued
from feedback.services.take_back import finish_taking_back

log = logging.getLogger("feedback.jobs")

TICK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that is done again and again.

    Args:
        cron: when, for procrastinate; `every` says the same for the embedded worker.
        run: does it, and returns how much there was to do.
    """

    name: str
    every: timedelta
    cron: str
    run: Callable[[Runtime], int]


URGENT = ("escalate", "send-alerts")
"""What waits for no other job: a flag's clock runs in minutes (R4-23)."""


def _see_to_flags(runtime: Runtime) -> Callable[[int, int], None]:
    """Return what a long job calls between its batches: once a minute it does what is urgent."""
    last = runtime.clock.now()

    def look(_done: int, _total: int) -> None:
        nonlocal last
        now = runtime.clock.now()
        if now - last >= timedelta(minutes=1):
            last = now
            for job in JOBS:
                if job.name in URGENT:
                    run_job(runtime, job)

    return look


def _reanalyse(runtime: Runtime) -> int:
    return reanalyse(runtime, on_progress=_see_to_flags(runtime)).done


def _store_imports(runtime: Runtime) -> int:
    return store_queued(runtime, on_progress=_see_to_flags(runtime))


def _purge(runtime: Runtime) -> int:
    outcome = purge(runtime)
    return outcome.responses + outcome.audit_rows


JOBS: tuple[Job, ...] = (
    Job("expire-sessions", timedelta(minutes=10), "*/10 * * * *", expire_sessions),
    Job("escalate", timedelta(minutes=1), "* * * * *", escalate),
    Job("send-alerts", timedelta(minutes=1), "* * * * *", send_alerts),
    Job("keep-week", timedelta(minutes=10), "*/10 * * * *", keep_week),
    Job("send-digest", timedelta(minutes=10), "3-59/10 * * * *", send_digest),
    Job("forget-attempts", timedelta(hours=1), "5 * * * *", forget_attempts),
    Job("forget-drafts", timedelta(hours=1), "35 * * * *", forget_expired_drafts),
    Job("take-back", timedelta(minutes=2), "1-59/2 * * * *", finish_taking_back),
    Job("seal-audit", timedelta(minutes=5), "2-59/5 * * * *", seal_audit),
    Job("merge-words", timedelta(hours=1), "50 * * * *", merge_words),
    Job("store-imports", timedelta(minutes=1), "* * * * *", _store_imports),
    Job("forget-imports", timedelta(hours=1), "20 * * * *", forget_uploads),
    Job("purge", timedelta(days=1), "15 3 * * *", _purge),
    Job("reanalyse", timedelta(minutes=2), "*/2 * * * *", _reanalyse),
    Job("follow-merges", timedelta(minutes=2), "1-59/2 * * * *", follow_merges),
    Job("follow-splits", timedelta(minutes=1), "* * * * *", follow_splits),
    Job("retrain", timedelta(days=7), "15 4 * * 0", retrain_weekly),
)


def run_job(runtime: Runtime, job: Job) -> int | None:
    """Do the job once; return how much it did, or None where it could not be done now.

    A job that could not be done is tried again at its next turn, so the error ends here, in the log.
    """
    try:
        done = job.run(runtime)
    except FeedbackError as error:
        log.warning("job=%s refused code=%s", job.name, error.code)
        return None
    if done:
        log.info("job=%s done=%d", job.name, done)
    return done


class EmbeddedWorker(Repeating):
    """A thread that does the jobs when they are due, in one process at a time (SQLite); each once at the start."""

    def __init__(self, runtime: Runtime, *, tick_seconds: float = TICK_SECONDS) -> None:
        super().__init__("feedback-worker", seconds=tick_seconds)
        self.runtime = runtime
        self._next: dict[str, datetime] = {}

    def turn(self) -> None:
        """Do what is due, where no other process does."""
        with _only_one(self.runtime) as alone:
            if alone:
                self.run_due()

    def run_due(self) -> None:
        """Do every job whose time has come."""
        for job in JOBS:
            now = self.runtime.clock.now()
            if not self._stop.is_set() and now >= self._next.get(job.name, now):
                run_job(self.runtime, job)
                self._next[job.name] = now + job.every


@contextmanager
def _only_one(runtime: Runtime) -> Iterator[bool]:
    """Tell whether this process is the only one that works on the database just now.

    The lock lies beside the SQLite file and ends with its process, however that ends.
    """
    database = runtime.database.path
    if database is None:
        yield True
        return
    with _open_lock(database.with_name(f"{database.name}.worker")) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _open_lock(path: Path) -> TextIO:
    return path.open("a", encoding="utf-8")
