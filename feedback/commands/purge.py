"""`feedback purge`: forget what is old."""

import click

from feedback.commands.opening import open_runtime
from feedback.services.purge import purge as purge_old


@click.command()
@click.option("--dry-run", is_flag=True, help="Count, change nothing.")
def purge(dry_run: bool) -> None:
    """Destroy words older than FEEDBACK_FREE_TEXT_MONTHS; answers and tags stay."""
    with open_runtime() as runtime:
        outcome = purge_old(
            runtime, dry_run=dry_run, on_progress=lambda done: click.echo(f"{done:,} ...", err=True)
        )
    if dry_run:
        click.echo(f"The words of {outcome.responses:,} responses would be destroyed.")
    else:
        click.echo(
            f"The words of {outcome.responses:,} responses, the contact details of {outcome.contacts:,} "
            f"families and {outcome.audit_rows:,} audit rows are gone."
        )


COMMANDS = (purge,)
