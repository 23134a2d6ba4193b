"""Readable markers in place of what could identify a person. A person completes it before any quote."""

from analysis.redaction.change import change_masks, find_words
from analysis.redaction.mask import MARKERS, mask

__all__ = ["MARKERS", "change_masks", "find_words", "mask"]
