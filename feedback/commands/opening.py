"""How a command reaches the running service: the environment's settings, and the questionnaires that are asked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from feedback.services.asked import load_asked
from feedback.services.runtime import Runtime, build_runtime
from feedback.settings import Settings
from forms.questionnaire import load_questionnaires


@contextmanager
def open_runtime() -> Iterator[Runtime]:
    """Give a runtime that is closed afterwards; migrates nothing.

    Raises: SettingsError naming everything that is not set.
    """
    runtime = build_runtime(Settings.from_env(os.environ), load_questionnaires())
    try:
        load_asked(runtime)
        yield runtime
    finally:
        runtime.database.dispose()
