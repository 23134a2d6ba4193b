"""The service. This file imports nothing, so that `feedback.domain` can be used without Flask."""

__version__ = "0.1.0"
