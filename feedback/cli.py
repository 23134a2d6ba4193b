"""The command line. Thin: every command reads its options and calls one service."""

import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from feedback import commands
from feedback.domain.errors import FeedbackError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Voice of children and families: import, analyse, report, and look after a deployment."""


def _load_commands() -> None:
    """Add every click command that a module of `feedback.commands` names in COMMANDS."""
    for found in sorted(iter_modules(commands.__path__), key=lambda module: module.name):
        module = import_module(f"{commands.__name__}.{found.name}")
        for command in getattr(module, "COMMANDS", ()):
            group.add_command(command)


def main() -> None:
    """Run a command; an error that was meant is one plain line and exit code 1."""
    _load_commands()
    try:
        group()
    except FeedbackError as error:
        click.echo(error.public_message, err=True)
        sys.exit(1)
