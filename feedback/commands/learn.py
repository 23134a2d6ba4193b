"""`feedback learn` and `feedback evaluate`: a council's own codebook, from comments that its people coded."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from analysis.learning.council import (
    Columns,
    CouncilModel,
    CouncilRefused,
    Evaluation,
    choose_next,
    codes_of,
    cross_validate,
    learn,
    learning_curve,
    load_council,
    measure_model,
    read_labelled,
    read_uncoded,
    save_council,
)
from analysis.learning.council.measure import Figure
from analysis.learning.model_file import ModelUnreadable
from feedback.clock import Clock
from feedback.domain.errors import FeedbackError

FILE = click.Path(dir_okay=False, path_type=Path)
CURVE = (50, 200, 1_000)


def _labelled_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what is where in a labelled file; both commands have them."""
    for option in reversed(
        (
            click.option("--labelled", type=FILE, required=True, help="A CSV file that people coded."),
            click.option("--text", required=True, help="The column of the comments."),
            click.option("--labels", required=True, help="The column of the labels."),
            click.option("--question", help="The column of what was asked."),
            click.option("--separator", default="|", show_default=True, help="Between two labels."),
            click.option("--sentiment", help="The column of the sentiment."),
            click.option("--scale", help="The sentiment's values from lowest to highest: bad,fair,good."),
            click.option(
                "--fewest", default=10, show_default=True, type=click.IntRange(2),
                help="A label on fewer different comments is not learned.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("learn")
@_labelled_options
@click.option("--out", type=FILE, required=True, help="MODEL: becomes MODEL.npz and MODEL.json.")
@click.option("--date", "day", help="The day to write into the model; today unless given.")
@click.option(
    "--next", "uncoded", type=FILE, help="A CSV file from which to choose what to code next."
)
@click.option("--count", default=20, show_default=True, type=click.IntRange(1))
def learn_command(
    out: Path, day: str | None, uncoded: Path | None, count: int, fewest: int, **where: Any
) -> None:
    """Learn a council's own labels, and its scale, from comments that people coded."""
    try:
        labelled = read_labelled(where["labelled"], _columns(where))
        rows = (
            read_uncoded(uncoded, text=where["text"], question=where["question"]) if uncoded else []
        )
        _refuse_unwritable(out)
        model = learn(labelled, learned_on=day or Clock().today().isoformat(), least=fewest)
        quality = cross_validate(labelled.comments, model.codes)
        model = replace(model, about=model.about | {"quality": asdict(quality)})
        save_council(model, out)
    except CouncilRefused as refused:
        raise FeedbackError(str(refused)) from refused
    click.echo(
        f"{len(labelled.comments):,} coded comments, {labelled.blank_count:,} rows left out; "
        f"{len(model.codes.labels)} labels learned.",
        err=True,
    )
    _tell_quality(quality, err=True)
    if uncoded:
        _tell_next(rows, model, count)


@click.command("evaluate")
@_labelled_options
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2, 20))
@click.option(
    "--json", "report", type=FILE, help="Where the figures go as JSON; else printed last."
)
@click.option("--curve", is_flag=True, help="What 50, 200 and 1,000 decisions buy.")
@click.option("--model", type=FILE, help="Measure this model on the file; learn nothing.")
def evaluate_command(
    folds: int, report: Path | None, curve: bool, model: Path | None, fewest: int, **where: Any
) -> None:
    """Measure how well the labels of a file are learned: per label, with 95 % intervals."""
    try:
        labelled = read_labelled(where["labelled"], _columns(where))
        if model is not None:
            found = measure_model(labelled.comments, load_council(model))
        else:
            codes = codes_of(labelled, least=fewest)
            found = cross_validate(labelled.comments, codes, folds=folds)
            if curve:
                points = learning_curve(labelled.comments, codes, CURVE, least=fewest)
                found = replace(found, curve=points)
        _tell_labels(found)
        _tell_quality(found, err=False)
        written = json.dumps(asdict(found), ensure_ascii=False, sort_keys=True)
        if report is None:
            click.echo(written)
        else:
            _write(report, written + "\n")
    except (CouncilRefused, ModelUnreadable) as refused:
        raise FeedbackError(str(refused)) from refused


def _columns(where: dict[str, Any]) -> Columns:
    order = [v.strip() for v in (where["scale"] or "").split(",")]
    return Columns(
        text=where["text"],
        labels=where["labels"],
        question=where["question"],
        sentiment=where["sentiment"],
        separator=where["separator"],
        order=tuple(filter(None, order)),
    )


def _refuse_unwritable(out: Path) -> None:
    """Say so before minutes of learning rather than after them."""
    if not out.parent.is_dir():
        raise CouncilRefused(f"There is no folder {out.parent} to write the model to.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CouncilRefused(
            f"{path.name} cannot be written: {error.strerror or 'no reason given'}."
        ) from error


def _tell_labels(found: Evaluation) -> None:
    width = max([len(each.label) for each in found.labels] + [5])
    click.echo(f"{'label':<{width}}  examples  precision         recall            F1")
    for each in sorted(found.labels, key=lambda x: (-x.examples, x.label)):
        figures = "  ".join(_written(f) for f in (each.precision, each.recall, each.f1))
        click.echo(f"{each.label:<{width}}  {each.examples:>8}  {figures}")
    for label, count in found.not_learnable:
        click.echo(f"{label:<{width}}  {count:>8}  not learnable: too few examples")


def _tell_quality(found: Evaluation, *, err: bool) -> None:
    click.echo(f"all labels: micro-F1 {_written(found.micro_f1)}", err=err)
    click.echo(f"            macro-F1 {_written(found.macro_f1)}", err=err)
    if found.scale:
        click.echo(f"sentiment:  accuracy {_written(found.scale.accuracy)}", err=err)
        click.echo(f"            macro-F1 {_written(found.scale.macro_f1)}", err=err)
    for point in found.curve:
        click.echo(
            f"{point.decisions:>6,} decisions: micro-F1 {point.micro_f1:.2f}, "
            f"macro-F1 {point.macro_f1:.2f}, {point.labels_learned:.0f} labels learned",
            err=err,
        )


def _tell_next(rows: list[tuple[str, str, str | None]], model: CouncilModel, count: int) -> None:
    """Print the ids of what to code next as CSV; ids only, so that no words land in a log."""
    chosen = choose_next([r[1] for r in rows], [r[2] for r in rows], model, count=count)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["id", "doubt", "label_in_doubt"])
    writer.writerows([rows[c.place][0], c.doubt, c.label] for c in chosen)
    click.echo(written.getvalue(), nl=False)


def _written(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.interval[0]:.2f}-{figure.interval[1]:.2f})"


COMMANDS = (learn_command, evaluate_command)
