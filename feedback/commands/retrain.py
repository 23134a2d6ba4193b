"""`feedback retrain`: learn from officers' decisions, and take what was learned only where it is better."""

import click

from analysis.learning.council.measure import Figure
from analysis.learning.decisions.compare import ENOUGH, Comparison
from feedback.commands.opening import open_runtime
from feedback.services.retrain import Retrained, list_most_telling
from feedback.services.retrain import retrain as learn_again


@click.command()
@click.option("--dry-run", is_flag=True, help="Learn and compare, adopt nothing.")
@click.option(
    "--next", "count", type=click.IntRange(1, 500),
    help="Learn nothing: print the ids of so many undecided comments that would teach most.",
)  # fmt: skip
def retrain(dry_run: bool, count: int | None) -> None:
    """Learn a model from what officers decided, and adopt it if it is better on comments put aside."""
    with open_runtime() as runtime:
        if count is not None:
            for comment_id in list_most_telling(runtime, count=count):
                click.echo(comment_id)
            return
        found = learn_again(runtime, dry_run=dry_run)
    click.echo(
        f"Learned from {found.learned_from:,} decided comments; compared on {found.blind:,} put aside."
    )
    for way, comparison in (("careful", found.careful), ("quick", found.quick)):
        _tell(way, comparison)
    click.echo(_verdict(found))


def _tell(way: str, found: Comparison) -> None:
    for name, old, new, gain in (
        ("micro-F1", found.micro_old, found.micro_new, found.micro_gain),
        ("macro-F1", found.macro_old, found.macro_new, found.macro_gain),
    ):
        click.echo(
            f"{way:<8} {name}: {_written(old)} before, {_written(new)} now; gain {_written(gain)}"
        )
    click.echo(f"{way:<8} {found.favouring:.0%} of the draws favour the new model")
    for theme in found.themes:
        if theme.examples >= ENOUGH:
            click.echo(
                f"{way:<8}   {theme.theme} ({theme.examples}): {theme.old:.2f} before, {theme.new:.2f} now"
            )
    if found.fallen:
        click.echo(f"{way:<8} fell too far: {', '.join(found.fallen)}")


def _verdict(found: Retrained) -> str:
    if found.adopted is not None:
        return (
            f"Adopted as {found.name}. The service and the worker take it up when they are restarted; "
            "comments are then read again."
        )
    if found.better:
        return "The new model is better. Without --dry-run it would be adopted."
    return "The new model is not surely better, so the old one stays."


def _written(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.interval[0]:.3f} to {figure.interval[1]:.3f})"


COMMANDS = (retrain,)
