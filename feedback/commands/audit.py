"""`feedback audit`: is the audit as it was written?"""

import sys

import click

from feedback.commands.opening import open_runtime
from feedback.services.audit_chain import find_head, seal_audit, verify_audit


@click.group()
def audit() -> None:
    """Seal and verify the audit."""


@audit.command()
@click.option(
    "--head", "heads", multiple=True, metavar="CHAIN:NUMBER:HASH",
    help="A head that was noted earlier, as this command and the doctor print it; its hash may be cut short.",
)  # fmt: skip
def verify(heads: tuple[str, ...]) -> None:
    """Seal what is new, read both chains, name what was changed, removed or put in; exit 1 if anything was."""
    with open_runtime() as runtime:
        seal_audit(runtime)
        with runtime.database.reading() as session:
            chains = verify_audit(session, runtime)
            lost = [head for head in heads if not find_head(session, head)]
    problems = [problem for state in chains for problem in state.problems]
    for problem in problems:
        place = problem.number or "unsealed"
        click.echo(f"LOOK  {problem.chain} {place}: deed {problem.event_id} {problem.what}")
    for head in lost:
        click.echo(f"LOOK  {head} is not there any more")
    for state in chains:
        click.echo(f"{state.chain}:{state.number}:{state.hash}")
    if problems or lost:
        sys.exit(1)


COMMANDS = (audit,)
