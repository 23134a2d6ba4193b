"""The demo's frozen quarters, attacked from what they print; and how long one quarter's release takes."""

import os
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from analysis.reports.build import build_snapshot
from analysis.reports.counts import QuarterCounts
from analysis.reports.reader import bounds, read
from feedback.demo.seed import seed_demo
from feedback.domain.quarters import Quarter
from feedback.services.freeze_quarter import SERVICES, count_quarter, find_frozen
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime, build_runtime
from feedback.settings import MasterKey, Settings
from feedback.storage.models import QuarterSnapshotRow
from forms.questionnaire import load_questionnaires


@dataclass(frozen=True, slots=True)
class Attacked:
    """How many counts of a quarter are hidden, and how many of those can be known too well."""

    hidden: int
    known: int


def demo_quarters(folder: Path) -> tuple[list[Attacked], list[QuarterCounts]]:
    """Fill a demo in the folder; return how each quarter stood the attack, and what was counted of it."""
    runtime = _filled(folder)
    with runtime.database.reading() as session:
        names = session.scalars(select(QuarterSnapshotRow.quarter).distinct()).all()
        quarters = [Quarter.parse(name) for name in names]
        frozen = [find_frozen(session, quarter).snapshot for quarter in quarters]
        counted = [count_quarter(session, runtime, quarter) for quarter in quarters]
    found = []
    for snapshot, counts in zip(frozen, counted, strict=True):
        notes = read(snapshot, several=[SERVICES], links=counts.links)
        reached = bounds(notes)
        narrow = sum(high - low < snapshot.threshold - 1e-6 for low, high in reached.values())
        found.append(Attacked(len(reached), narrow))
    return found, counted


def seconds_of_release(counts: QuarterCounts) -> float:
    """Return the CPU seconds that one snapshot takes."""
    started = time.process_time()
    build_snapshot(replace(counts, quotes={}), threshold=5)
    return time.process_time() - started


def _filled(folder: Path) -> Runtime:
    settings = Settings(
        database_url=f"sqlite:///{folder.resolve()}/demo.sqlite3",
        master_keys=(MasterKey("demo", os.urandom(32)),),
        secret_key=secrets.token_urlsafe(32),
    )
    runtime = build_runtime(settings, load_questionnaires())
    prepare_database(runtime)
    seed_demo(runtime, password=secrets.token_urlsafe(12))
    return runtime
