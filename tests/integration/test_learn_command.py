"""`feedback learn` and `feedback evaluate`, as they are typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.learning.council import load_council
from feedback.commands.learn import COMMANDS
from feedback.domain.errors import FeedbackError
from tests.unit.analysis.test_council import rows, write

WHERE = ("--text", "words", "--labels", "codes", "--question", "asked", "--sentiment", "felt")


def run(name: str, *arguments: str) -> Result:
    command = next(c for c in COMMANDS if c.name == name)
    result = CliRunner().invoke(command, arguments)
    if isinstance(result.exception, FeedbackError):
        raise result.exception
    return result


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    return write(tmp_path / "coded.csv", rows())


def test_learn_when_typed_writes_a_model_and_says_what_to_code_next(
    coded: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.csv").write_text(
        "id,words,asked\nx7,tasty bus,How was it?\nx8,lunch was cold,\n"
    )
    result = run(
        "learn", "--labelled", str(coded), *WHERE, "--out", str(tmp_path / "ours"),
        "--date", "2026-11-23", "--next", str(tmp_path / "new.csv"), "--count", "1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "3 labels learned" in result.stderr
    assert result.stdout.splitlines()[0] == "id,doubt,label_in_doubt"
    assert len(result.stdout.splitlines()) == 2
    assert "bus" not in result.stdout
    about = load_council(tmp_path / "ours").about
    assert about["learned_on"] == "2026-11-23"
    assert about["quality"]["micro_f1"]["value"] > 0.8


def test_evaluate_when_typed_prints_a_table_and_json(coded: Path, tmp_path: Path) -> None:
    printed = run("evaluate", "--labelled", str(coded), *WHERE, "--folds", "3", "--curve")
    assert printed.exit_code == 0, printed.output
    assert "not learnable: too few examples" in printed.stdout
    assert "decisions: micro-F1" in printed.stdout
    assert json.loads(printed.stdout.splitlines()[-1])["folds"] == 3
    run("learn", "--labelled", str(coded), *WHERE, "--out", str(tmp_path / "ours"))
    run(
        "evaluate", "--labelled", str(coded), *WHERE, "--model", str(tmp_path / "ours"),
        "--json", str(tmp_path / "figures.json"),
    )  # fmt: skip
    assert json.loads((tmp_path / "figures.json").read_text())["folds"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("learn", "--out", "nowhere/at/all"), "no folder"),
        (("evaluate", "--model", "nowhere"), "cannot be read"),
        (("evaluate", "--json", "nowhere/at/all"), "cannot be written"),
        (("evaluate", "--scale", "1,2"), "leaves out"),
    ],
)
def test_bad_wishes_are_refused_in_plain_words(
    coded: Path, arguments: tuple[str, ...], words: str
) -> None:
    name, *more = arguments
    with pytest.raises(FeedbackError, match=words):
        run(name, "--labelled", str(coded), *WHERE, *more)
