"""The reading age of what families read; the sum itself is the service's own."""

from analysis.text.reading_age import grade, sentences, syllables

__all__ = ["grade", "sentences", "syllables"]
