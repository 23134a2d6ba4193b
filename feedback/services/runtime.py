"""What a process holds while it runs, made once at start and handed to every service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.pipeline import Engine, load_engine
from feedback.clock import Clock
from feedback.domain.questionnaires import Questionnaire
from feedback.settings import Settings
from feedback.storage.engine import Database
from feedback.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of a running service. `questionnaires` maps a slug to its newest version.

    Args:
        engine: reads a family's words while they wait; quick, and sure to flag what the phrases name.
        careful: gives the engine that reads them again soon after, in the worker (promise 4: people decide).
    """

    settings: Settings
    clock: Clock
    database: Database
    keyring: Keyring
    engine: Engine
    careful: Callable[[], Engine]
    questionnaires: Mapping[str, Questionnaire]


def build_runtime(
    settings: Settings, questionnaires: Mapping[str, Questionnaire], *, clock: Clock | None = None
) -> Runtime:
    """Return a runtime with its database open and its analysis loaded; migrates nothing.

    Raises: SettingsError when a key is missing or the model cannot be read.
    """
    return Runtime(
        settings=settings,
        clock=clock or Clock(),
        database=Database(settings.database_url),
        keyring=Keyring.from_settings(settings),
        engine=load_engine(settings.model_path, quick=True),
        careful=cache(lambda: load_engine(settings.model_path)),
        questionnaires=questionnaires,
    )
