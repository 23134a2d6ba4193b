"""`feedback backup` and `feedback restore`."""

from pathlib import Path

import click

from feedback.commands.opening import open_runtime
from feedback.services.backup import make_backup, restore_backup


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a backup to TARGET and try it out: put into a scratch database, counted and opened."""
    with open_runtime() as runtime:
        note = make_backup(runtime, target)
    click.echo(f"{target}: {note.counts['response']:,} responses, tried and found whole.")
    click.echo(
        f"It opens with the master keys {', '.join(note.key_ids)}: keep those somewhere else."
    )


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Although responses are stored here, which are then gone."
)
def restore(source: Path, replace: bool) -> None:
    """Put the backup SOURCE in the place of the database. Stop the service first."""
    with open_runtime() as runtime:
        note = restore_backup(runtime, source, replace=replace)
    click.echo(f"{note.counts['response']:,} responses are back, as of {note.made_utc}.")


COMMANDS = (backup, restore)
