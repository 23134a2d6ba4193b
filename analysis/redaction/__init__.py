"""Readable markers in place of what could identify a person. A person completes it before any quote."""

from analysis.redaction.mask import mask

__all__ = ["mask"]
