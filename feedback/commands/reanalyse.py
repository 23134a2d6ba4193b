"""`feedback reanalyse`: read comments again with the engine of today."""

import sys

import click

from feedback.commands.opening import open_runtime
from feedback.services.reanalyse import reanalyse as read_again


@click.command()
def reanalyse() -> None:
    """Read again every comment that the quick engine or an older one read. Decisions of people stay as they are."""
    with (
        open_runtime() as runtime,
        click.progressbar(range(1), label="Reading again", file=sys.stderr) as bar,
    ):

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        outcome = read_again(runtime, on_progress=show)
    click.echo(f"{outcome.done:,} comments were read again with {runtime.careful().version}.")
    if outcome.unopened:
        click.echo(f"{outcome.unopened:,} could not be opened: `feedback doctor` says why.")


COMMANDS = (reanalyse,)
