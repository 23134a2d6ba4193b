"""`feedback draft`, `freeze`, `publish`, `report`: a quarter becomes a snapshot, and the snapshot becomes files."""

from pathlib import Path

import click

from feedback.commands.opening import open_runtime
from feedback.domain.errors import FeedbackError
from feedback.domain.quarters import Quarter
from feedback.domain.reports import EarlyReason
from feedback.rendering.files import FORMATS, make_files, names_of, write_files
from feedback.services.draft_report import freeze_draft, get_draft, make_draft
from feedback.services.freeze_quarter import find_frozen
from feedback.services.freeze_year import freeze_year
from feedback.services.publish_report import publish_report, read_kept


class QuarterName(click.ParamType[Quarter]):
    """A quarter written like 2026-Q3."""

    name = "quarter"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Quarter:
        """Return the quarter, or say how one is written."""
        if isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


QUARTER = click.option("--quarter", type=QuarterName(), required=True, help="Such as 2026-Q3.")


@click.command()
@QUARTER
@click.option("--change-note", default="", help="What is corrected, where it was frozen before.")
def draft(quarter: Quarter, change_note: str) -> None:
    """Draft a quarter's report, for two people to check."""
    with open_runtime() as runtime, runtime.database.transaction() as session:
        made = make_draft(session, runtime, quarter, staff_id=None, change_note=change_note)
    click.echo(
        f"{quarter} is drafted as version {made.version}, {made.content_hash[:12]}. Two people check it on the page of "
        "reports."
    )


@click.command()
@QUARTER
@click.option(
    "--early",
    type=click.Choice([reason.value for reason in EarlyReason]),
    help="Why, where a forum has had the draft for fewer days than it is owed.",
)
def freeze(quarter: Quarter, early: str | None) -> None:
    """Freeze the draft that two people have checked."""
    with open_runtime() as runtime, runtime.database.transaction() as session:
        seen = get_draft(session, quarter).content_hash
        reason = EarlyReason(early) if early else None
        frozen = freeze_draft(session, runtime, quarter, seen=seen, staff_id=None, early=reason)
    click.echo(f"{quarter} is frozen as version {frozen.version}, {frozen.content_hash[:12]}.")


@click.command()
@click.option("--quarter", type=QuarterName(), help="Such as 2026-Q3.")
@click.option("--year", type=click.IntRange(2000, 2999), help="Instead of a quarter.")
def publish(quarter: Quarter | None, year: int | None) -> None:
    """Show a frozen quarter or year to the committee and to families, and keep its files as they are."""
    period = _period(quarter, year)
    with open_runtime() as runtime:
        with runtime.database.reading() as session:
            frozen = find_frozen(session, period)
        files = make_files(
            frozen.snapshot, council=runtime.settings.council_name, frozen=frozen.frozen_utc
        )
        with runtime.database.transaction() as session:
            publish_report(session, runtime, frozen, files)
    click.echo(f"{period} is published as version {frozen.version}: {len(files)} files are kept.")


@click.command("freeze-year")
@click.option("--year", type=click.IntRange(2000, 2999), required=True, help="Such as 2026.")
def year(year: int) -> None:
    """Freeze a year from its four frozen quarters."""
    with open_runtime() as runtime, runtime.database.transaction() as session:
        frozen = freeze_year(session, runtime, year)
    click.echo(f"{year} is frozen, {frozen.content_hash[:12]}.")


@click.command()
@click.option("--quarter", type=QuarterName(), help="Such as 2026-Q3.")
@click.option("--year", type=click.IntRange(2000, 2999), help="Instead of a quarter.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--format", "formats", default=",".join(FORMATS), help=f"Any of {', '.join(FORMATS)}."
)
def report(quarter: Quarter | None, year: int | None, out: Path, formats: str) -> None:
    """Write the report of a frozen quarter or year."""
    period = _period(quarter, year)
    wanted = [name.strip() for name in formats.split(",")]
    if unknown := set(wanted) - set(FORMATS):
        raise FeedbackError(f"There is no format {min(unknown)}; choose from {', '.join(FORMATS)}.")
    with open_runtime() as runtime, runtime.database.reading() as session:
        frozen = find_frozen(session, period)
        council, kept = runtime.settings.council_name, read_kept(session, frozen)
    names = names_of(wanted)
    # What was published is given again as it was, whatever draws reports by now.
    if set(names) <= set(kept):
        files = {name: kept[name] for name in names}
    else:
        files = make_files(
            frozen.snapshot, council=council, frozen=frozen.frozen_utc, formats=wanted
        )
    for path in write_files(files, out):
        click.echo(str(path))


def _period(quarter: Quarter | None, year: int | None) -> Quarter | str:
    if (quarter is None) == (year is None):
        raise FeedbackError("Name a quarter or a year, such as --quarter 2026-Q3 or --year 2026.")
    return quarter or str(year)


COMMANDS = (draft, freeze, year, publish, report)
