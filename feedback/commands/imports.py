"""`feedback import`: responses from another system."""

import sys
from datetime import datetime
from pathlib import Path

import click

from feedback.commands.opening import open_runtime
from feedback.services.import_days import fixed_day, spread_over
from feedback.services.import_responses import ImportOutcome, ImportRequest, import_file
from feedback.services.import_rows import DayOf
from feedback.services.prepare_database import prepare_database
from feedback.services.runtime import Runtime

FILE = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--forum", required=True, help="Whose channel it is: ltf or pcv.")
@click.option("--questionnaire", required=True, help="The short name of the questionnaire.")
@click.option("--map", "mapping", type=FILE, help="Which column is which question (TOML).")
@click.option(
    "--received-on", type=click.DateTime(["%Y-%m-%d"]), help="The day, where the file has none."
)
@click.option("--spread", help="Spread the days over a quarter, or over 2026-Q1..2026-Q4.")
@click.option("--encoding", help="What the file is written in; UTF-8 unless the mapping says.")
@click.option("--strict", is_flag=True, help="Everything or nothing.")
@click.option("--dry-run", is_flag=True, help="Look at everything, store nothing.")
@click.option("--report", type=FILE, help="Where rejected rows are listed; else beside FILE.")
def import_command(  # noqa: PLR0913 - one argument an option
    file: Path,
    forum: str,
    questionnaire: str,
    mapping: Path | None,
    received_on: datetime | None,
    spread: str | None,
    encoding: str | None,
    strict: bool,
    dry_run: bool,
    report: Path | None,
) -> None:
    """Store the responses in FILE, a CSV from another system. Running it again adds nothing."""
    if received_on is not None and spread is not None:
        raise click.UsageError("Give --received-on or --spread, not both.")
    with open_runtime() as runtime:
        prepare_database(runtime)
        request = ImportRequest(
            path=file,
            forum=forum,
            questionnaire=questionnaire,
            day_of=_day_rule(runtime, received_on, spread),
            mapping=mapping,
            encoding=encoding,
            strict=strict,
            dry_run=dry_run,
            report=report,
        )
        outcome = _import_with_progress(runtime, request)
        if not outcome.dated_by_file and received_on is None and spread is None:
            click.echo(
                f"The file does not say when: every row is dated today, {runtime.clock.today()}. "
                "--received-on or --spread say otherwise."
            )
    _tell(outcome, dry_run=dry_run)


def _day_rule(runtime: Runtime, received_on: datetime | None, spread: str | None) -> DayOf:
    if spread is not None:
        return spread_over(spread)
    return fixed_day(received_on.date() if received_on else runtime.clock.today())


def _import_with_progress(runtime: Runtime, request: ImportRequest) -> ImportOutcome:
    # Progress goes to the error stream: the answer alone can then be kept in a file.
    with click.progressbar(range(1), label="Importing", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        outcome = import_file(runtime, request, on_progress=show)
        show(outcome.row_count, outcome.row_count)
    return outcome


def _tell(outcome: ImportOutcome, *, dry_run: bool) -> None:
    would = "would be stored" if dry_run else "stored"
    click.echo(f"Read as: {outcome.mapping}")
    click.echo(
        f"{outcome.row_count:,} rows: {outcome.stored_count:,} {would}, "
        f"{outcome.known_count:,} known already, {len(outcome.rejected):,} rejected"
    )
    if outcome.report is not None:
        click.echo(f"The rejected rows and why: {outcome.report}")


COMMANDS = (import_command,)
