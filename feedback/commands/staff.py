"""`feedback staff`: who may sign in on the staff side."""

import click

from feedback.commands.opening import open_runtime
from feedback.domain.enums import Role
from feedback.services import staff_accounts


@click.group()
def staff() -> None:
    """Add, list, stop and let in members of staff."""


_generate = click.option(
    "--generate", is_flag=True, help="Make a password and print it once, instead of asking for one."
)


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="Shown beside what they decide.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="Can be given more than once.",
)
@_generate
def add(email: str, name: str, roles: tuple[str, ...], generate: bool) -> None:
    """Let somebody sign in."""
    password = _password(generate)
    with open_runtime() as runtime, runtime.database.transaction() as session:
        staff_accounts.create_staff(
            session, runtime, email=email, name=name, password=password,
            roles=frozenset(Role(role) for role in roles),
        )  # fmt: skip
    click.echo(f"{staff_accounts.normalise_email(email)} may sign in as {', '.join(roles)}.")
    _print_once(password, generate)


@staff.command("list")
def list_staff() -> None:
    """Show everybody, with roles and whether they may sign in."""
    with open_runtime() as runtime:
        with runtime.database.reading() as session:
            accounts = staff_accounts.list_staff(session)
        now = runtime.clock.now()
    for account in accounts:
        state = "may sign in" if account.active else "stopped"
        if account.paused_until is not None and account.paused_until > now:
            state += f", paused until {account.paused_until:%H:%M} UTC after wrong passwords"
        click.echo(f"{account.email}\t{account.name}\t{', '.join(account.roles)}\t{state}")
    if not accounts:
        click.echo("Nobody may sign in yet: feedback staff add EMAIL --name NAME --role officer")


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Stop somebody from signing in; whatever they have open ends at once."""
    _set_active(email, active=False)
    click.echo("They cannot sign in any more, and every open session of theirs has ended.")


@staff.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let somebody in again; also ends a pause after wrong passwords."""
    _set_active(email, active=True)
    click.echo("They may sign in again.")


@staff.command("reset-password")
@click.argument("email")
@_generate
def reset_password(email: str, generate: bool) -> None:
    """Give somebody a new password; whatever they have open ends at once."""
    password = _password(generate)
    with open_runtime() as runtime, runtime.database.transaction() as session:
        staff_accounts.reset_password(session, runtime, email=email, password=password)
    click.echo("They have a new password, and every open session of theirs has ended.")
    _print_once(password, generate)


@staff.command("works-in")
@click.argument("email")
@click.argument("service")
@click.option("--manages", is_flag=True, help="They manage it: allegations in it pass them by.")
@click.option("--no-longer", is_flag=True, help="They do not work there any more.")
def works_in(email: str, service: str, manages: bool, no_longer: bool) -> None:
    """Say that somebody works in a service, so that they never read what names them."""
    with open_runtime() as runtime, runtime.database.transaction() as session:
        staff_accounts.link_service(
            session, runtime, email=email, service=service, manages=None if no_longer else manages
        )
    click.echo("It is written down.")


def _set_active(email: str, *, active: bool) -> None:
    with open_runtime() as runtime, runtime.database.transaction() as session:
        staff_accounts.set_active(session, runtime, email=email, active=active)


def _password(generate: bool) -> str:
    if generate:
        return staff_accounts.new_password()
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _print_once(password: str, generate: bool) -> None:
    if generate:
        click.echo("Their password, shown once and kept nowhere:")
        click.echo(password)


COMMANDS = (staff,)
