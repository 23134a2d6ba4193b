"""`feedback worker`: what runs later, safe to kill at any moment."""

import signal
import threading
from importlib import import_module

import click

from feedback.commands.opening import open_runtime
from feedback.following import Follower
from feedback.jobs import JOBS, EmbeddedWorker, run_job
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime


@click.command()
@click.option("--once", is_flag=True, help="Do every job once and stop: for a timer such as cron.")
def worker(once: bool) -> None:
    """Do what is due, again and again: here on SQLite, through procrastinate on PostgreSQL."""
    with open_runtime() as runtime:
        prepare_database(runtime)
        if once:
            for job in JOBS:
                done = run_job(runtime, job)
                click.echo(f"{job.name}: {'could not be done now' if done is None else done}")
            return
        Follower(runtime).start()
        if runtime.database.dialect == "postgresql":
            # Loaded here only: an installation on SQLite does not have it.
            import_module("feedback.queue").run_queue(runtime)
        else:
            _work_until_told(runtime)


def _work_until_told(runtime: Runtime) -> None:
    told = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda _number, _frame: told.set())
    embedded = EmbeddedWorker(runtime)
    embedded.start()
    told.wait()
    embedded.stop()


COMMANDS = (worker,)
