"""Fixtures of every test: no network, the application on a real database, a client that checks every page."""

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from feedback.app import create_app
from feedback.clock import Clock
from feedback.domain.enums import Role
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime
from feedback.services.staff_accounts import create_staff
from feedback.settings import Settings
from tests.databases import (
    FIRST_KEY,
    NOON,
    empty_url,
    engine,
    migrated_postgres,
    migrated_sqlite,
    postgres_database,
    postgres_server,
    postgres_url,
    prepared_postgres,
    prepared_sqlite,
    ready_postgres_url,
    ready_sqlite_url,
    ready_url,
    runtime,
    sqlite_runtime,
    sqlite_url,
)
from tests.page_checks import check_page
from tests.shared_work import shared_work

__all__ = [
    "empty_url",
    "engine",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres_server",
    "postgres_url",
    "prepared_postgres",
    "prepared_sqlite",
    "ready_postgres_url",
    "ready_sqlite_url",
    "ready_url",
    "runtime",
    "shared_work",
    "sqlite_runtime",
    "sqlite_url",
]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "correct horse battery staple"
_connect = socket.socket.connect


def pytest_collection_finish() -> None:
    """Let the collector of what Python forgets leave out all that was imported, and look at the rest less often."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach further than this machine (promise 7)."""

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            assert ipaddress.ip_address(host).is_loopback, f"a test reached for {address[0]}"
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class CheckedClient(FlaskClient):
    """A client that checks every HTML page that it is given."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Return the response after its page was checked."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            staff_side = response.request.path.startswith(("/staff", "/committee"))
            policy = response.headers.get("Content-Security-Policy", "")
            check_page(response.text, for_families=not staff_side, policy=policy)
        return response


@pytest.fixture(scope="session")
def app_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that is prepared for `app`, copied for each test."""
    path = tmp_path_factory.mktemp("app") / "voices.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def app_postgres(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """Return the name of a PostgreSQL database that is prepared for `app`, the template of each test's own."""
    with postgres_database(postgres_server, migrated_postgres) as url:
        _prepare(url)
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app_on_both(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return the application, once on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("app")
        return
    server = request.getfixturevalue("postgres_server")
    with postgres_database(server, request.getfixturevalue("app_postgres")) as url:
        yield from _app(url)


@pytest.fixture
def app(ready_sqlite_url: str, app_sqlite: Path) -> Iterator[Flask]:
    """Return the application on a SQLite file."""
    shutil.copyfile(app_sqlite, str(make_url(ready_sqlite_url).database))
    yield from _app(ready_sqlite_url)


def make_app(url: str) -> Flask:
    """Return the application with a clock that stands still at NOON and clients that check pages."""
    settings = Settings(
        database_url=url,
        master_keys=(FIRST_KEY,),
        secret_key="s" * 40,
        https_only=False,
        least_seconds=0,  # the clock of these tests stands still
    )
    made = create_app(settings, clock=Clock.fixed(NOON))
    made.test_client_class = CheckedClient
    return made


def _prepare(url: str) -> None:
    runtime: Runtime = make_app(url).extensions["feedback"]
    prepare_database(runtime)
    runtime.database.dispose()


def _app(url: str) -> Iterator[Flask]:
    made = make_app(url)
    runtime: Runtime = made.extensions["feedback"]
    yield made
    runtime.database.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application."""
    return app.test_client()


def add_staff(app: Flask, role: Role = Role.OFFICER, *, email: str | None = None) -> str:
    """Store a member of staff; return the email address. The password is PASSWORD."""
    runtime: Runtime = app.extensions["feedback"]
    email = email or f"{role}@example.org"
    with runtime.database.transaction() as session:
        create_staff(
            session, runtime, email=email, name="Test", password=PASSWORD, roles=frozenset({role})
        )
    return email


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Return the folder that pictures of pages go to where TEST_PICTURES is set: they are a third of a page's time."""
    if not os.environ.get("TEST_PICTURES"):
        return None
    folder = Path("build/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return Debian's Chromium; says what is missing where there is none, and never passes unseen in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        assert not os.environ.get("CI"), "CI needs Chromium"
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()
