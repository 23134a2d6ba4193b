"""`feedback keys`: the master keys that everything is sealed with."""

import click

from feedback.clock import Clock
from feedback.commands.opening import open_runtime
from feedback.domain.errors import SettingsError
from feedback.services.keys import count_by_key, new_master_key, rotate_keys


@click.group()
def keys() -> None:
    """Make, turn over and list master keys."""


@keys.command()
@click.argument("key_id", required=False)
def new(key_id: str | None) -> None:
    """Print a fresh key for FEEDBACK_MASTER_KEYS. KEY_ID is its short name; without one, the month."""
    key_id = key_id or f"{Clock().today():%Y-%m}"
    if not key_id.replace("-", "").isalnum() or len(key_id) > 40:
        raise SettingsError("A key's name is letters, digits and hyphens, at most 40.")
    click.echo(new_master_key(key_id))


@keys.command("list")
def list_keys() -> None:
    """Show how many data keys each master key still wraps."""
    with open_runtime() as runtime:
        with runtime.database.reading() as session:
            used = count_by_key(session)
        for key_id in runtime.keyring.key_ids:
            newest = " (the newest: seals)" if key_id == runtime.keyring.newest_id else ""
            click.echo(f"{key_id}: {used.pop(key_id, 0):,}{newest}")
    for key_id, count in used.items():
        click.echo(f"{key_id}: {count:,} (NOT SET: what it wraps cannot be opened)")


@keys.command()
def rotate() -> None:
    """Wrap every data key with the newest master key. The older ones can then be taken out."""
    with open_runtime() as runtime:
        count = rotate_keys(runtime, on_progress=lambda done: click.echo(f"{done:,} ...", err=True))
        click.echo(f"{count:,} keys are now under {runtime.keyring.newest_id}.")


COMMANDS = (keys,)
