"""`feedback analyse IN.csv OUT.csv`: what comments mean, without a database."""

from pathlib import Path

import click

from analysis.batch import FileRefused, analyse_file
from analysis.encoder.encoder import EncoderUnreadable
from analysis.learning.model_file import ModelUnreadable
from feedback.domain.errors import FeedbackError

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=FILE)
@click.option("--model", type=FILE, help="A model made by learning from coded comments.")
@click.option("--quick", is_flag=True, help="Some twenty times faster, less good.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def analyse(source: Path, target: Path, model: Path | None, quick: bool, workers: int) -> None:
    """Read id and text from SOURCE; write language, themes, feeling, flags and masked text to TARGET."""
    try:
        count = analyse_file(source, target, model=model, quick=quick, workers=workers)
    except (FileRefused, ModelUnreadable, EncoderUnreadable) as refused:
        raise FeedbackError(str(refused)) from refused
    click.echo(f"{count} comments analysed.", err=True)


COMMANDS = (analyse,)
