"""Word pieces with exact places in the text, for the encoder.

Source of the method: WordPiece as BERT uses it (Devlin and others 2019; uncased: lower case, accents
dropped, every punctuation mark a piece of its own, longest match first). The vocabulary is the encoder's.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN, BEGIN, BREAK, PAD = "[UNK]", "[CLS]", "[SEP]", "[PAD]"
LONGEST_WORD = 60
"""A longer run of letters is noise and becomes one unknown piece; it also bounds the time."""
KEPT_WORDS = 50_000
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces: the number of each, and the word (start, end) in code points that it comes from."""

    ids: list[int]
    spans: list[tuple[int, int]]


@dataclass(slots=True)
class WordPieces:
    """The vocabulary, with a memory of words already cut. Safe to empty at any time."""

    numbers: dict[str, int]
    _known: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "WordPieces":
        """Return the pieces written one a line in `path`.

        Raises: OSError when it cannot be read.
        """
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls({piece: number for number, piece in enumerate(lines)})

    def cut(self, text: str) -> Pieces:
        """Return the text in pieces; empty for text without any."""
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        for match in _WORD.finditer(text):
            word = match.group()
            known = self._known.get(word)
            if known is None:
                known = self._remember(word)
            ids += known
            spans += [match.span()] * len(known)
        return Pieces(ids, spans)

    def _remember(self, word: str) -> list[int]:
        if len(self._known) >= KEPT_WORDS:
            self._known.clear()
        parts = unicodedata.normalize("NFD", word.lower())
        plain = "".join(c for c in parts if unicodedata.category(c) != "Mn")
        self._known[word] = cut = self._cut_word(plain)
        return cut

    def _cut_word(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self.numbers[UNKNOWN]]
        cut: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return [self.numbers[UNKNOWN]]
            cut.append(number)
            start = end
        return cut
