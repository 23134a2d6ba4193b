"""`feedback demo`: everything at once on this machine, with invented voices."""

import base64
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask
from werkzeug.serving import make_server

from feedback.app import create_app
from feedback.demo.seed import Seeded, seed_demo
from feedback.domain.quarters import Quarter
from feedback.jobs import EmbeddedWorker
from feedback.rendering.files import make_files, write_files
from feedback.services.freeze_quarter import find_frozen
from feedback.services.prepare_database import prepare_database
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from feedback.settings import MasterKey, Settings
from feedback.web.runtime import EXTENSION

FOLDER = Path("instance/demo")


@click.command()
@click.option(
    "--once",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the last full quarter's report there and stop.",
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--folder",
    "home",
    default=FOLDER,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo is kept; emptied first.",
)
def demo(once: Path | None, port: int, home: Path) -> None:
    """Fill a fresh demo and serve both sides on this machine only."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    settings = Settings(
        database_url=f"sqlite:///{home.resolve()}/demo.sqlite3",
        master_keys=(MasterKey("demo", os.urandom(32)),),
        secret_key=base64.b64encode(os.urandom(32)).decode(),
        https_only=False,
        languages=("pl", "ro", "uk", "ar"),
        model_folder=home / "models",
    )
    click.echo("Filling the demo with invented voices ...")
    app = create_app(settings)
    runtime: Runtime = app.extensions[EXTENSION]
    prepare_database(runtime)
    seeded = seed_demo(runtime, password=secrets.token_urlsafe(12), in_draft=once is None)
    folder = once or home / "report"
    for path in _publish(runtime, seeded.quarters[-1], folder):
        click.echo(f"  {path}")
    if once is None:
        click.echo(f"A family’s code, to see what it was told: {seeded.codes[0]}")
        _serve(app, port, seeded)


def _publish(runtime: Runtime, quarter: Quarter, folder: Path) -> list[Path]:
    """Publish the quarter with its files, and write them into the folder; return their paths."""
    with runtime.database.reading() as session:
        frozen = find_frozen(session, quarter)
    council = runtime.settings.council_name
    files = make_files(frozen.snapshot, council=council, frozen=frozen.frozen_utc)
    with runtime.database.transaction() as session:
        publish_report(session, runtime, frozen, files)
    return write_files(files, folder)


def _serve(app: Flask, port: int, seeded: Seeded) -> None:
    runtime: Runtime = app.extensions[EXTENSION]
    base = f"http://127.0.0.1:{port}"
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    EmbeddedWorker(runtime).start()
    for line in addresses(base, seeded):
        click.echo(line)
    click.echo("Stop with Ctrl+C.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()


def addresses(base: str, seeded: Seeded) -> Iterator[str]:
    """Yield what there is to open, and with what."""
    newest = seeded.quarters[-1]
    yield f"Families:  {base}/"
    yield f"Officers:  {base}/staff/sign-in"
    yield f"Committee: {base}/committee/reports/{newest}"
    yield f"Everybody: {base}/what-we-heard/{newest}"
    for sign in seeded.signs:
        yield f"  sign in as {sign.email} with {sign.password}"
    for name, token in seeded.links.items():
        yield f"  {name}’s link, without a sign-in: {base}/committee/open/{token}"


COMMANDS = (demo,)
