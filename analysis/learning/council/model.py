"""A council's model: what it is, how it is learned, and how it is kept as two data files.

`MODEL.npz` holds numbers (8 bits a weight, no pickle), `MODEL.json` everything that can be read: labels,
thresholds, where it comes from and how good it was. No comment's text is in either; only words that at
least three comments share.
"""

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.learning.council.blocks import FEWEST_COMMENTS, Blocks
from analysis.learning.council.fitting import (
    Calibration,
    Codes,
    Linear,
    calibrate,
    find_codes,
    fit_linear,
    out_of_fold,
)
from analysis.learning.council.records import CouncilRefused, LabelledFile
from analysis.learning.council.states import encoder_name
from analysis.learning.features import CHARACTER_BUCKETS
from analysis.learning.model_file import ModelUnreadable

KIND = "council codebook 2"
STEPS = 127
FOLDS = 5
FEWEST_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class CouncilModel:
    """All that is needed to tag a comment, and where it comes from (`about`, readable)."""

    codes: Codes
    linear: Linear
    calibration: Calibration
    about: dict[str, Any]


def learn(
    labelled: LabelledFile, *, learned_on: str, least: int = FEWEST_EXAMPLES, folds: int = FOLDS
) -> CouncilModel:
    """Return the model learned from a labelled file.

    Args:
        learned_on: the day, as it shall stand in the model.
        least: a label with fewer different comments is not learned.
        folds: for chances and thresholds, which come from comments that the weights did not see.

    Raises: CouncilRefused when no label has enough examples.
    """
    codes = codes_of(labelled, least=least)
    comments = labelled.comments
    whole, best, _fold = out_of_fold(comments, codes, folds=folds)
    about = {
        "kind": KIND,
        "learned_on": learned_on,
        "labelled_file_sha256": labelled.sha256,
        "rows": labelled.row_count,
        "rows_learned_from": len(comments),
        "fewest_examples": least,
        "not_learned": dict(codes.rare),
        "encoder": encoder_name(),
        "words_kept_if_in_comments": FEWEST_COMMENTS,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": version("scikit-learn"),
        },
    }
    return CouncilModel(
        codes, fit_linear(comments, codes), calibrate(whole, best, comments, codes), about
    )


def codes_of(labelled: LabelledFile, *, least: int) -> Codes:
    """Return what can be learned.

    Raises: CouncilRefused when no label has `least` examples.
    """
    codes = find_codes(labelled.comments, labelled.order, least=least)
    if not codes.labels:
        raise CouncilRefused(
            f"No label is on {least} different comments or more: there is too little to learn from."
        )
    return codes


def model_paths(path: Path) -> tuple[Path, Path]:
    """Return MODEL.npz and MODEL.json for MODEL, however it was written.

    >>> [p.name for p in model_paths(Path("ours.v2.npz"))]
    ['ours.v2.npz', 'ours.v2.json']
    """
    name = path.name.removesuffix(".npz").removesuffix(".json")
    return path.with_name(f"{name}.npz"), path.with_name(f"{name}.json")


def is_council_model(path: Path) -> bool:
    """Tell whether MODEL.json is there and says that it is a council's own codebook."""
    try:
        about = json.loads(model_paths(path)[1].read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and about.get("kind") == KIND


def save_council(model: CouncilModel, path: Path) -> None:
    """Write the two files.

    Raises: CouncilRefused when they cannot be written.
    """
    numbers, readable = model_paths(path)
    blocks, weights = model.linear.blocks, model.linear.weights
    words, letters = len(blocks.vocabulary), len(blocks.vocabulary) + CHARACTER_BUCKETS
    word_weights, word_steps = _squeezed(weights[:words])
    letter_weights, letter_steps = _squeezed(weights[words:letters])
    about = dict(
        model.about,
        labels=list(model.codes.labels),
        thresholds=dict(
            zip(model.codes.labels, np.round(model.calibration.thresholds, 4).tolist(), strict=True)
        ),
        scale=list(model.codes.values),
        scale_is_ordered=model.codes.ordered,
        questions=list(blocks.questions),
        vocabulary=list(blocks.vocabulary),
    )
    try:
        np.savez_compressed(
            numbers,
            word_rarity=blocks.word_rarity.astype(np.float16),
            letter_rarity=blocks.letter_rarity.astype(np.float16),
            words=word_weights, word_steps=word_steps,
            letters=letter_weights, letter_steps=letter_steps,
            others=weights[letters:], bias=model.linear.bias,
            mix=model.calibration.mix, scale=model.calibration.scale,
        )  # fmt: skip
        readable.write_text(
            json.dumps(about, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
        )
    except OSError as error:
        raise CouncilRefused(
            f"The model cannot be written to {path.name}: {error.strerror or 'no reason given'}."
        ) from error


def load_council(path: Path) -> CouncilModel:
    """Return the model in MODEL.npz and MODEL.json.

    Raises: ModelUnreadable when either is missing, damaged or of another kind.
    """
    numbers, readable = model_paths(path)
    try:
        about = json.loads(readable.read_text(encoding="utf-8"))
        if about["kind"] != KIND:
            raise ModelUnreadable(f"The model {path.name} is not a council's codebook.")
        if about["encoder"] != encoder_name():
            raise ModelUnreadable(
                f"The model {path.name} was learned with another encoder: learn it again."
            )
        with np.load(numbers, allow_pickle=False) as arrays:
            return _model(about, {name: arrays[name] for name in arrays.files})
    except (OSError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ModelUnreadable):
            raise
        raise ModelUnreadable(
            f"The model {path.name} cannot be read: {type(error).__name__}."
        ) from error


def _model(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> CouncilModel:
    labels = tuple(about.pop("labels"))
    own = about.pop("thresholds")
    values, ordered = tuple(about.pop("scale")), bool(about.pop("scale_is_ordered"))
    rare = tuple(about["not_learned"].items())
    blocks = Blocks(
        tuple(about.pop("questions")),
        {name: i for i, name in enumerate(about.pop("vocabulary"))},
        arrays["word_rarity"].astype(np.float32),
        arrays["letter_rarity"].astype(np.float32),
    )
    weights = np.vstack(
        [
            arrays["words"].astype(np.float32) * arrays["word_steps"],
            arrays["letters"].astype(np.float32) * arrays["letter_steps"],
            arrays["others"],
        ]
    )
    codes = Codes(labels, rare, values, ordered)
    if weights.shape != (blocks.width, len(labels) + len(codes.values)):
        raise ModelUnreadable("The model's two files do not belong together.")
    calibration = Calibration(arrays["mix"], np.array([own[x] for x in labels]), arrays["scale"])
    return CouncilModel(codes, Linear(blocks, weights, arrays["bias"]), calibration, about)


def _squeezed(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    largest = np.abs(weights).max(axis=0, initial=1e-6)
    steps = largest / STEPS
    return np.round(weights / steps).astype(np.int8), steps.astype(np.float32)
