"""The Flask application as we use it."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Service(Flask):
    """Flask whose views, hooks and handlers are plain functions, so that no request asks each of them."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is. An asynchronous one would give a coroutine, which Flask refuses at once."""
        return func
