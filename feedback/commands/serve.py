"""`feedback serve`: gunicorn with the settings of the environment."""

import os
import sys

import click

from feedback.commands.opening import open_runtime
from feedback.services.prepare_database import prepare_database


@click.command()
@click.option("--surface", type=click.Choice(["family", "staff", "both"]), default=None)
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(surface: str | None, bind: str, workers: int) -> None:
    """Bring the database up to date and serve. No request is logged: an access log would hold addresses."""
    if surface is not None:
        os.environ["FEEDBACK_SURFACES"] = surface
    with open_runtime() as runtime:
        prepare_database(runtime)
    arguments = [
        sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", str(workers), "--worker-class", "gthread",
        "--threads", "4", "--keep-alive", "30", "feedback.app:create_serving_app()",
    ]  # fmt: skip
    os.execv(sys.executable, arguments)  # noqa: S606 (the arguments are ours)


COMMANDS = (serve,)
