"""Score texts with the taught encoder, and say what each word gave: its shares sum to the score exactly."""

import hashlib
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
LONGEST_WINDOW = 160
"""Pieces that are read at once; a longer text is read in windows. Half an hour of typing is about ten windows."""
MOST_WINDOWS = 40

Floats = NDArray[np.float32]
Window = tuple[Floats, Floats, Floats]
"""Scores, and of each piece what it gave to them and to the mean state."""


class EncoderUnreadable(ValueError):
    """The encoder's files are missing or are not an encoder."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """One text, scored by the encoder.

    Args:
        scores: one a head, in log-odds; over several windows the highest, which is where a theme is spoken of.
        spans: (start, end) of the word that each piece comes from.
        given: pieces x heads: what each piece gave to the score of its window.
        states: pieces x width: what each piece gave to the mean state of its window, from which a council's own
            codebook is learned.
    """

    scores: Floats
    spans: list[tuple[int, int]]
    given: Floats
    states: Floats


@dataclass(slots=True)
class Encoder:
    """The encoder, loaded once. Safe to share between threads."""

    heads: tuple[str, ...]
    about: dict[str, object]
    name: str
    """The first digits of the network's SHA-256: what was learned from its states fits no other."""
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
            network = path.with_suffix(".onnx").read_bytes()
            session = onnxruntime.InferenceSession(
                network, options, providers=["CPUExecutionProvider"]
            )
            heads, questions = tuple(about["heads"]), about["questions"]
            asked = {kind: pieces.cut(words).ids for kind, words in questions.items()}
        except Exception as error:  # onnxruntime raises its own kinds, all of them plain exceptions
            raise EncoderUnreadable(
                f"The encoder {path.name} cannot be read: {type(error).__name__}."
            ) from error
        name = hashlib.sha256(network).hexdigest()[:16]
        return cls(heads, about, name, pieces, session, asked)

    def score(self, texts: Sequence[str], questions: Sequence[str | None]) -> list[EncodedText]:
        """Return each text's scores, in order.

        One window at a time: 8-bit steps are set by what is read together, so that in batches a comment's
        score would depend on its neighbours; and a batch is no faster on one core.
        """
        cut = [self._pieces.cut(text) for text in texts]
        return [
            _joined(pieces, [self._run(window, question) for window in _windows(pieces.ids)])
            for pieces, question in zip(cut, questions, strict=True)
        ]

    def _run(self, window: Sequence[int], question: str | None) -> Window:
        begin, stop = self._pieces.numbers[BEGIN], self._pieces.numbers[BREAK]
        head = [begin, *self._asked[question_kind(question)], stop]
        ids = np.array([[*head, *window, stop]], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(head) :] = 1
        wanted = {"ids": ids, "kinds": kinds, "mask": np.ones_like(ids)}
        scores, given, states = self._session.run(None, wanted)
        return scores[0], given[0, len(head) : -1], states[0, len(head) : -1]


def by_word(
    values: Floats, spans: Sequence[tuple[int, int]], words: Sequence[tuple[int, int]]
) -> Floats:
    """Return words x columns: the sums of what their pieces have; pieces of no word (marks) are left out.

    Args:
        values: pieces x columns.
        spans, words: (start, end) of each piece and of each word, both in the text's order.
    """
    found = np.zeros((len(words), values.shape[1]), dtype=values.dtype)
    place = 0
    for piece, (start, end) in enumerate(spans):
        while place < len(words) and words[place][1] <= start:
            place += 1
        if place < len(words) and words[place][0] < end:
            found[place] += values[piece]
    return found


def _windows(ids: Sequence[int]) -> list[Sequence[int]]:
    last = max(1, min(len(ids), LONGEST_WINDOW * MOST_WINDOWS))
    return [ids[first : first + LONGEST_WINDOW] for first in range(0, last, LONGEST_WINDOW)]


def _joined(pieces: Pieces, windows: Sequence[Window]) -> EncodedText:
    scores = np.max([scores for scores, _given, _states in windows], axis=0)
    given = np.concatenate([given for _scores, given, _states in windows])
    states = np.concatenate([states for _scores, _given, states in windows])
    return EncodedText(scores, pieces.spans[: len(given)], given, states)
