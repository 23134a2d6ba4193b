"""`feedback freeze` and `feedback report`: a quarter becomes a snapshot, and the snapshot becomes files."""

from pathlib import Path

import click

from feedback.commands.opening import open_runtime
from feedback.domain.errors import FeedbackError
from feedback.domain.quarters import Quarter
from feedback.rendering.files import FORMATS, write_report
from feedback.services.freeze_quarter import find_frozen, freeze_quarter
from feedback.services.freeze_year import freeze_year


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


@click.command()
@click.option("--quarter", type=QuarterName(), required=True, help="Such as 2026-Q3.")
def freeze(quarter: Quarter) -> None:
    """Freeze a quarter's figures."""
    with open_runtime() as runtime, runtime.database.transaction() as session:
        frozen = freeze_quarter(session, runtime, quarter)
    click.echo(f"{quarter} is frozen as version {frozen.version}, {frozen.content_hash[:12]}.")


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
    if (quarter is None) == (year is None):
        raise FeedbackError("Name a quarter or a year, such as --quarter 2026-Q3 or --year 2026.")
    period = quarter or str(year)
    wanted = [name.strip() for name in formats.split(",")]
    if unknown := set(wanted) - set(FORMATS):
        raise FeedbackError(f"There is no format {min(unknown)}; choose from {', '.join(FORMATS)}.")
    with open_runtime() as runtime, runtime.database.reading() as session:
        frozen = find_frozen(session, period)
        council = runtime.settings.council_name
    for path in write_report(
        frozen.snapshot, out, council=council, frozen=frozen.frozen_utc, formats=wanted
    ):
        click.echo(str(path))


COMMANDS = (freeze, year, report)
