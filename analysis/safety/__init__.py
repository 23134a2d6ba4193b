"""Comments that a person must read today. Only orders the queue: every comment is read by a person (R4-22)."""

from analysis.safety.flag import flag_comment

__all__ = ["flag_comment"]
