"""`feedback worker`: what runs later, over and over, safe to kill at any moment."""

import threading

import click

from feedback.commands.opening import open_runtime
from feedback.services.housekeeping import close_idle_sign_ins, destroy_old_originals
from feedback.services.runtime import Runtime

PAUSE_SECONDS = 600


def work_once(runtime: Runtime) -> None:
    """Do everything that is due. Each job drains what it finds, so a killed one loses nothing."""
    close_idle_sign_ins(runtime)
    destroy_old_originals(runtime)


def work_for_ever(runtime: Runtime) -> None:
    """Work, pause, work."""
    pause = threading.Event()
    while True:
        work_once(runtime)
        pause.wait(PAUSE_SECONDS)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def worker(once: bool) -> None:
    """Do what is due, again and again."""
    with open_runtime() as runtime:
        if once:
            work_once(runtime)
        else:
            work_for_ever(runtime)


COMMANDS = (worker,)
