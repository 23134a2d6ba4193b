"""A learned model as two data files: numbers in .npz (no pickle), everything readable in .json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.learning.scorer import LinearModel

DATA_MODEL = Path(__file__).resolve().parent.parent / "data" / "model" / "default"
STEP_BITS = 127


class ModelUnreadable(ValueError):
    """The model's files are missing or are not a model."""


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A linear model, and what goes with it: thresholds, provenance, measured quality."""

    linear: LinearModel
    about: dict[str, Any]


def save_model(model: StoredModel, path: Path) -> None:
    """Write `path`.npz and `path`.json. Weights keep 8 bits, each head with its own step."""
    linear = model.linear
    words, word_steps = _squeezed(linear.word_weights)
    letters, letter_steps = _squeezed(linear.character_weights)
    np.savez_compressed(
        path.with_suffix(".npz"),
        word_rarity=linear.word_rarity.astype(np.float16),
        character_rarity=linear.character_rarity.astype(np.float16),
        words=words, word_steps=word_steps, letters=letters, letter_steps=letter_steps, bias=linear.bias,
    )  # fmt: skip
    about = dict(model.about, heads=list(linear.heads), vocabulary=list(linear.vocabulary))
    path.with_suffix(".json").write_text(
        json.dumps(about, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8"
    )


def load_model(path: Path) -> StoredModel:
    """Return the model in `path`.npz and `path`.json.

    Raises: ModelUnreadable when either file is missing or damaged.
    """
    try:
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            linear = LinearModel(
                heads=tuple(about.pop("heads")),
                vocabulary={name: i for i, name in enumerate(about.pop("vocabulary"))},
                word_rarity=arrays["word_rarity"].astype(np.float32),
                word_weights=arrays["words"].astype(np.float32) * arrays["word_steps"],
                character_rarity=arrays["character_rarity"].astype(np.float32),
                character_weights=arrays["letters"].astype(np.float32) * arrays["letter_steps"],
                bias=arrays["bias"].astype(np.float32),
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelUnreadable(
            f"The model {path.name} cannot be read: {type(error).__name__}."
        ) from error
    return StoredModel(linear, about)


def _squeezed(weights: Any) -> tuple[Any, Any]:
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-6) / STEP_BITS
    return np.round(weights / steps).astype(np.int8), steps.astype(np.float32)
