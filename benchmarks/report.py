"""Freezing a quarter out of many responses, drawing all its formats, and its page, on SQLite and on PostgreSQL.

    ./run bench report [--first 10000] [--copies 19] [--only sqlite|postgresql] [--folder DIR]

`--first` responses are made over five quarters and copied inside the database; the fullest quarter that is over is
frozen, about a fifth of all. Memory is what this process took at most while it froze; of what filling took, some may
still be there: use `--folder` twice to see it without.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.line import print_line
from benchmarks.report_rows import MOST_COPIES, multiply
from benchmarks.workspace import PASSWORD, postgres
from benchmarks.workspace_rows import fill
from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from feedback.rendering.files import make_files
from feedback.rendering.html import report_parts
from feedback.services.freeze_quarter import find_frozen, freeze_quarter
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime, build_runtime
from feedback.services.staff_accounts import create_staff
from feedback.settings import MasterKey, Settings
from feedback.storage.models import ResponseRow
from forms.questionnaire import load_questionnaires

DAYS = 460
"""Five quarters."""
FREEZING_S_A_MILLION, MEMORY_MB, FORMATS_S, PAGE_MS = 8.0, 500.0, 2.0, 50.0
TIMES = 7
_PEAK, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


def main() -> None:
    """Fill, freeze, draw and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=10_000)
    parser.add_argument("--copies", type=int, default=19, help=f"at most {MOST_COPIES}")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--folder", type=Path, help="keep the SQLite file here, and use it again")
    given = parser.parse_args()
    measures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        if given.only != "postgresql":
            address = f"sqlite:///{folder / 'report.sqlite3'}"
            measures += _measure(address, given.first, given.copies)
        if given.only != "sqlite":
            with postgres() as address:
                measures += _measure(address, given.first, given.copies)
    print_line("report", measures, responses=given.first * (given.copies + 1))


def _measure(address: str, first: int, copies: int) -> list[dict[str, Any]]:
    settings = Settings(address, (MasterKey("bench", bytes(32)),), "b" * 40)
    runtime = build_runtime(settings, load_questionnaires())
    prepare_database(runtime)
    try:
        with runtime.database.reading() as session:
            filled = session.scalar(select(func.count()).select_from(ResponseRow))
        if not filled:
            _fill(runtime, first, copies)
        return [*_freeze(runtime), *_draw(runtime)]
    finally:
        runtime.database.dispose()


def _fill(runtime: Runtime, first: int, copies: int) -> None:
    with runtime.database.transaction() as session:
        officer = create_staff(
            session, runtime, email="bench@example.org", name="Morgan Bench", password=PASSWORD,
            roles=frozenset({Role.OFFICER}),
        )  # fmt: skip
    fill(runtime, officer, first, days=DAYS, every_scale=True)
    multiply(runtime, copies)


def _fullest(session: Session, runtime: Runtime) -> tuple[Quarter, int]:
    """Return the quarter with the most responses of those that are over, and how many it has."""
    now = str(Quarter.containing(runtime.clock.today()))
    found = session.execute(
        select(ResponseRow.quarter, func.count())
        .where(ResponseRow.quarter < now)
        .group_by(ResponseRow.quarter)
        .order_by(func.count().desc(), ResponseRow.quarter)
    ).first()
    if found is None:
        raise SystemExit("No quarter is over: nothing was measured.")
    return Quarter.parse(found[0]), found[1]


def _freeze(runtime: Runtime) -> list[dict[str, Any]]:
    kind = runtime.database.dialect
    # What every process loads once is no part of freezing.
    runtime.careful()
    with runtime.database.reading() as session:
        quarter, responses = _fullest(session, runtime)
    _PEAK.write_text(
        "5"
    )  # From here on it is measured anew (Linux manual, proc_pid_clear_refs(5)).
    started, spent = time.perf_counter(), time.process_time()
    with runtime.database.transaction() as session:
        freeze_quarter(session, runtime, quarter)
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    memory = int(_STATUS.read_text().split("VmHWM:")[1].split()[0]) / 1024
    bar = max(1.0, FREEZING_S_A_MILLION * responses / 1_000_000)
    return [
        _bar(f"{kind}: freezing a quarter of {responses:,}", round(seconds, 2), "s", round(bar, 2)),
        {"name": f"{kind}: of it in this process", "value": round(cpu, 2), "unit": "s CPU"},
        _bar(f"{kind}: memory at most", round(memory), "MB", MEMORY_MB),
    ]


def _draw(runtime: Runtime) -> list[dict[str, Any]]:
    kind = runtime.database.dialect
    with runtime.database.reading() as session:
        quarter, _responses = _fullest(session, runtime)
        pages = []
        for _ in range(TIMES):
            started = time.perf_counter()
            frozen = find_frozen(session, quarter)
            report_parts(frozen.snapshot)
            pages.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    make_files(frozen.snapshot, council="Bench Council", frozen=frozen.frozen_utc)
    formats = time.perf_counter() - started
    page = sorted(pages)[TIMES // 2]
    return [
        _bar(f"{kind}: all formats, cold", round(formats, 2), "s", FORMATS_S),
        _bar(f"{kind}: the page's report from its snapshot", round(page, 1), "ms", PAGE_MS),
    ]


def _bar(name: str, value: float, unit: str, bar: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "bar": bar, "ok": value <= bar}


if __name__ == "__main__":
    main()
