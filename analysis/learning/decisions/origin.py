"""Where a learned model says what it was learned from. Light: a service that only reads models needs no more."""

import hashlib
from pathlib import Path

from analysis.encoder.encoder import DATA_ENCODER
from analysis.learning.model_file import DATA_MODEL

KIND = "adjusted"
"""Under this name a model's description says what it was adjusted from."""


def shipped_sha256(model: Path = DATA_MODEL, encoder: Path = DATA_ENCODER) -> str:
    """Return one hash of the files of a model and of the encoder that it goes with."""
    summed = hashlib.sha256()
    for path in (
        model.with_suffix(".npz"), model.with_suffix(".json"),
        encoder.with_suffix(".onnx"), encoder.with_suffix(".json"),
    ):  # fmt: skip
        summed.update(hashlib.sha256(path.read_bytes()).digest())
    return summed.hexdigest()
