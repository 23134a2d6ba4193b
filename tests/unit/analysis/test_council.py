"""A council's own codebook: what is refused, what stays apart, what a model holds, and that evidence is true."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.learning.council import (
    Columns,
    CouncilModel,
    CouncilRefused,
    LabelledFile,
    analyse_with_council,
    choose_next,
    codes_of,
    cross_validate,
    is_council_model,
    learn,
    learning_curve,
    load_council,
    measure_model,
    read_labelled,
    save_council,
)
from analysis.learning.council.labelled_file import scale_order
from analysis.learning.council.measure import Evaluation
from analysis.learning.council.records import fold_of
from analysis.learning.model_file import ModelUnreadable

COLUMNS = Columns("words", "codes", "asked", "felt")
PARTS = {
    "Transport": ("the bus was late", "our taxi never came", "no bus from the village"),
    "Food": ("lunch was cold", "the dinner was tasty", "they gave us a cold meal"),
    "Kindness": ("she was lovely", "so kind to my son", "a lovely and kind worker"),
}
ENDS = ("again", "on Monday", "last week", "this term", "every day", "at the centre", "in May", "")
SECRET = "Xanthippe"


def rows() -> list[tuple[str, str, str, str]]:
    """Return invented comments of one and of two labels."""
    made = []
    for number, end in enumerate(ENDS):
        for label, texts in PARTS.items():
            for place, text in enumerate(texts):
                felt = "5" if label == "Kindness" else "12"[place % 2]
                made.append((f"{text} {end}".strip(), "How was it?", label, felt))
        first, last = PARTS["Food"][number % 3], PARTS["Kindness"][number % 3]
        made.append((f"{first} {end}. But {last}", "How was it?", "Food|Kindness", "3"))
        made.append(("Nothing " + end, "What could be better?", "Kindness", "5"))
    made.append((f"{SECRET} was kind", "How was it?", "Kindness|Odd", "5"))
    return made


def write(path: Path, made: list[tuple[str, str, str, str]]) -> Path:
    lines = [
        ",".join(f'"{cell}"' for cell in row)
        for row in [("words", "asked", "codes", "felt"), *made]
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> LabelledFile:
    return read_labelled(write(tmp_path_factory.mktemp("l") / "l.csv", rows()), COLUMNS)


@pytest.fixture(scope="module")
def model(labelled: LabelledFile) -> CouncilModel:
    return learn(labelled, learned_on="2026-11-23")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"words,codes\na,b\n", "no column called asked"),
        (b"words,codes,asked,felt\n\xff,b,c,1\n", "not in UTF-8"),
        (b'words,codes,asked,felt\n"a"b,b,c,1\n', "not well-formed"),
        (b"words,codes,asked,felt\na,,c,1\n", "No row has a label"),
        (b"words,codes,asked,felt\na,b,c,1\n", "Only 1 rows"),
        (b"words,codes,asked,felt\n" + b"a,b,c,1\n" * 12, "Every row has the label"),
    ],
)
def test_read_when_a_file_is_of_no_use_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(CouncilRefused, match=words):
        read_labelled(tmp_path / "x.csv", COLUMNS)


def test_read_when_the_file_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(CouncilRefused, match="cannot be read"):
        read_labelled(tmp_path / "x.csv", COLUMNS)


def test_read_when_cells_are_blank_leaves_the_rows_out_and_counts_them(tmp_path: Path) -> None:
    made = [*rows(), ("", "q", "Food", "1"), ("uncoded", "q", "", "")]
    found = read_labelled(write(tmp_path / "x.csv", made), COLUMNS)
    assert (found.row_count, found.blank_count) == (len(made), 2)
    assert found.order == ("1", "2", "3", "5")


def test_scale_order_when_given_words_knows_usual_ones_and_refuses_gaps() -> None:
    assert scale_order(["Good", "Very good", "Bad"]) == ("Bad", "Good", "Very good")
    assert scale_order(["5", "1"], ("5", "4", "1")) == ("5", "1")
    with pytest.raises(CouncilRefused, match="leaves out"):
        scale_order(["a", "b"], ("a",))


def test_repeats_of_a_text_stand_in_one_fold() -> None:
    assert (
        len({fold_of(t, folds=50, seed=1) for t in ("Thank you!", " thank  you", "THANK YOU.")})
        == 1
    )


def test_learn_when_no_label_has_enough_examples_is_refused(labelled: LabelledFile) -> None:
    with pytest.raises(CouncilRefused, match="500 different comments"):
        learn(labelled, learned_on="2026-11-23", least=500)


def test_learned_model_tags_unseen_comments_and_the_question_counts(model: CouncilModel) -> None:
    assert model.codes.rare == (("Odd", 1),)
    texts = ["lunch was late but the worker was lovely", "Nothing", "", "!!!"]
    asked = ["How was it?", "What could be better?", None, None]
    tags = analyse_with_council(texts, asked, model)
    assert {t.label for t in tags[0].labels} >= {"Food", "Kindness"}
    assert [t.label for t in tags[1].labels] == ["Kindness"]
    assert tags[1].sentiment is not None
    assert tags[1].sentiment.value == "5"
    assert (tags[2].labels, tags[2].sentiment) == ((), None)


def test_evidence_is_true_its_removal_lowers_the_chance(model: CouncilModel) -> None:
    text, asked = "lunch was cold. But she was lovely", "How was it?"
    before = analyse_with_council([text], [asked], model)[0]
    assert before.labels
    for tag in before.labels:
        assert tag.evidence
        for word in tag.evidence:
            assert text[word.start : word.end] == word.words
            without = text[: word.start] + text[word.end :]
            after = analyse_with_council([without], [asked], model)[0].labels
            chance = {t.label: t.confidence for t in after}.get(tag.label, 0.0)
            assert chance < tag.confidence


@pytest.mark.parametrize(
    "text", ["\ud800 lunch", "🙂🙂", "a" * 20_000, "مرحبا", "e\u0301\u200b lunch", "<b>bus</b>"]
)
def test_odd_text_is_tagged_without_a_crash(model: CouncilModel, text: str) -> None:
    assert len(analyse_with_council([text, ""], [None, "other"], model)) == 2


def test_kept_model_says_the_same_and_holds_nobodys_words(
    model: CouncilModel, tmp_path: Path
) -> None:
    save_council(model, tmp_path / "ours.v1")
    again = load_council(tmp_path / "ours.v1.npz")
    texts, asked = [r[0] for r in rows()], [r[1] for r in rows()]
    old, new = (analyse_with_council(texts, asked, m) for m in (model, again))
    same = [
        {t.label for t in a.labels} == {t.label for t in b.labels}
        for a, b in zip(old, new, strict=True)
    ]
    assert np.mean(same) > 0.97
    written = (tmp_path / "ours.v1.json").read_text(encoding="utf-8")
    assert SECRET.lower() not in written.lower()
    about = json.loads(written)
    assert about["learned_on"] == "2026-11-23"
    assert len(about["labelled_file_sha256"]) == 64
    assert is_council_model(tmp_path / "ours.v1")
    first = (tmp_path / "ours.v1.npz").read_bytes()
    save_council(model, tmp_path / "ours.v1")
    assert (tmp_path / "ours.v1.npz").read_bytes() == first


def test_model_when_damaged_missing_or_misplaced_is_refused(
    model: CouncilModel, tmp_path: Path
) -> None:
    assert not is_council_model(tmp_path / "m")
    with pytest.raises(ModelUnreadable, match="cannot be read"):
        load_council(tmp_path / "m")
    with pytest.raises(CouncilRefused, match="cannot be written"):
        save_council(model, tmp_path / "nowhere" / "m")
    save_council(model, tmp_path / "m")
    (tmp_path / "m.json").write_text('{"kind": "other"}')
    with pytest.raises(ModelUnreadable, match="not a council"):
        load_council(tmp_path / "m")


def test_cross_validation_gives_each_label_its_interval(
    labelled: LabelledFile, model: CouncilModel
) -> None:
    found = cross_validate(labelled.comments, codes_of(labelled, least=10), folds=4)
    assert [x.label for x in found.labels] == ["Food", "Kindness", "Transport"]
    assert all(x.f1.interval[0] <= x.f1.value <= x.f1.interval[1] for x in found.labels)
    assert found.micro_f1.value > 0.8
    assert found.not_learnable == (("Odd", 1),)
    assert found.scale is not None
    assert found.scale.mean_steps is not None
    kept: Evaluation = measure_model(labelled.comments, model)
    assert kept.micro_f1.value >= found.micro_f1.value


def test_curve_leaves_out_what_there_is_too_little_for(labelled: LabelledFile) -> None:
    points = learning_curve(labelled.comments, codes_of(labelled, least=10), (30, 5_000), least=10)
    assert [p.decisions for p in points] == [30]
    assert 0 < points[0].micro_f1 <= 1


def test_next_to_code_are_different_and_not_the_surest(model: CouncilModel) -> None:
    texts = ["lunch was cold", "Lunch was cold!", "the parking and the heating", "tasty bus"] * 3
    chosen = choose_next(texts, ["How was it?"] * len(texts), model, count=3)
    assert len({texts[c.place].lower().strip("!") for c in chosen}) == 3
    assert texts[chosen[0].place] != "lunch was cold"
    assert choose_next([], [], model, count=3) == []
