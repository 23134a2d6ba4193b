"""Score texts with the taught encoder, and say what each word gave: its shares sum to the score exactly."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from analysis.encoder.wordpieces import BEGIN, BREAK, Pieces, WordPieces
from analysis.themes.units import question_kind

DATA_ENCODER = Path(__file__).resolve().parent.parent / "data" / "model" / "encoder"
BATCH_TEXTS = 16
LONGEST_WINDOW = 160
"""Pieces that are read at once; a longer text is read in windows. Half an hour of typing is about ten windows."""
MOST_WINDOWS = 40

Floats = NDArray[np.float32]


class EncoderUnreadable(ValueError):
    """The encoder's files are missing or are not an encoder."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """One text, scored by the encoder.

    Args:
        scores: one a head, in log-odds; over several windows the highest, which is where a theme is spoken of.
        spans: (start, end) of the word that each piece comes from.
        given: pieces x heads: what each piece gave to the score of its window.
        state: the mean state over pieces (and windows): what a council's own codebook is learned from.
    """

    scores: Floats
    spans: list[tuple[int, int]]
    given: Floats
    state: Floats


@dataclass(slots=True)
class Encoder:
    """The encoder, loaded once. Safe to share between threads."""

    heads: tuple[str, ...]
    about: dict[str, object]
    _pieces: WordPieces
    _session: onnxruntime.InferenceSession
    _asked: dict[str, list[int]]

    @classmethod
    def load(cls, path: Path = DATA_ENCODER) -> "Encoder":
        """Return the encoder in `path`.onnx, `path`.json and `path`.vocabulary.txt, on one core.

        Raises: EncoderUnreadable when a file is missing or damaged.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            pieces = WordPieces.load(path.with_suffix(".vocabulary.txt"))
            session = onnxruntime.InferenceSession(
                path.with_suffix(".onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
            )
            heads, questions = tuple(about["heads"]), about["questions"]
            asked = {kind: pieces.cut(words).ids for kind, words in questions.items()}
        except Exception as error:  # onnxruntime raises its own kinds, all of them plain exceptions
            raise EncoderUnreadable(
                f"The encoder {path.name} cannot be read: {type(error).__name__}."
            ) from error
        return cls(heads, about, pieces, session, asked)

    def score(self, texts: Sequence[str], questions: Sequence[str | None]) -> list[EncodedText]:
        """Return each text's scores, in order."""
        cut = [self._pieces.cut(text) for text in texts]
        windows = [
            (place, first)
            for place, pieces in enumerate(cut)
            for first in range(
                0, max(1, min(len(pieces.ids), LONGEST_WINDOW * MOST_WINDOWS)), LONGEST_WINDOW
            )
        ]
        windows.sort(key=lambda w: min(len(cut[w[0]].ids) - w[1], LONGEST_WINDOW))
        found: dict[tuple[int, int], tuple[Floats, Floats, Floats]] = {}
        for i in range(0, len(windows), BATCH_TEXTS):
            batch = windows[i : i + BATCH_TEXTS]
            found |= zip(batch, self._run(batch, cut, questions), strict=True)
        return [self._joined(place, pieces, found) for place, pieces in enumerate(cut)]

    def _run(
        self,
        batch: Sequence[tuple[int, int]],
        cut: Sequence[Pieces],
        questions: Sequence[str | None],
    ) -> list[tuple[Floats, Floats, Floats]]:
        begin, stop = self._pieces.numbers[BEGIN], self._pieces.numbers[BREAK]
        rows, heads = [], []
        for place, first in batch:
            head = [begin, *self._asked[question_kind(questions[place])], stop]
            rows.append([*head, *cut[place].ids[first : first + LONGEST_WINDOW], stop])
            heads.append(len(head))
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        kinds, mask = np.zeros_like(ids), np.zeros_like(ids)
        for place, (row, head_length) in enumerate(zip(rows, heads, strict=True)):
            ids[place, : len(row)] = row
            kinds[place, head_length : len(row)] = 1
            mask[place, : len(row)] = 1
        wanted = {"ids": ids, "kinds": kinds, "mask": mask}
        scores, given, state = self._session.run(None, wanted)
        return [
            (scores[place], given[place, heads[place] : len(row) - 1], state[place])
            for place, row in enumerate(rows)
        ]

    def _joined(
        self,
        place: int,
        pieces: Pieces,
        found: dict[tuple[int, int], tuple[Floats, Floats, Floats]],
    ) -> EncodedText:
        windows = []
        for first in range(0, max(1, len(pieces.ids)), LONGEST_WINDOW):
            if (place, first) in found:
                windows.append(found[place, first])
        scores = np.max([scores for scores, _given, _state in windows], axis=0)
        given = np.concatenate([given for _scores, given, _state in windows])
        state = np.mean([state for _scores, _given, state in windows], axis=0)
        return EncodedText(scores, pieces.spans[: len(given)], given, state)
