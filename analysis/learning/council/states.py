"""What the shipped encoder makes of each word of a comment: it knows more of language than a few coded comments say."""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.encoder.encoder import Encoder, by_word
from analysis.text.tokens import tokenise

STATE_WIDTH = 384
KEPT_COMMENTS = 8_192
"""So many comments' states are kept, in about 160 MB; learning looks at each of them ten times."""


@cache
def _encoder() -> Encoder:
    return Encoder.load()


def encoder_name() -> str:
    """Return which encoder the states are of: a model learned from others' states does not fit."""
    return _encoder().name


@lru_cache(maxsize=KEPT_COMMENTS)
def word_states(text: str, question: str) -> NDArray[np.float16]:
    """Return words x STATE_WIDTH, each in the context of the whole comment; words as `tokenise` cuts them.

    Args:
        question: `went_well`, `could_be_better` or `anything_else`.
    """
    (encoded,) = _encoder().score([text], [question])
    words = [(token.start, token.end) for token in tokenise(text)]
    return by_word(encoded.states, encoded.spans, words).astype(np.float16)
