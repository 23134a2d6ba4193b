"""`feedback doctor`: is this deployment well?"""

import sys

import click

from feedback.commands.opening import open_runtime
from feedback.services.doctor import examine


@click.command()
def doctor() -> None:
    """Check settings, database, keys, questionnaires, analysis and disk; exit 1 if anything is not well."""
    with open_runtime() as runtime:
        findings = examine(runtime)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'LOOK'}  {finding.name}: {finding.words}")
    if not all(finding.well for finding in findings):
        sys.exit(1)


COMMANDS = (doctor,)
