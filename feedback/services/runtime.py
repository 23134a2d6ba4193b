"""What a process holds while it runs, made once at start and handed to every service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.pipeline import Engine, load_engine
from feedback.clock import Clock
from feedback.domain.asked import Asked
from feedback.domain.questionnaires import Questionnaire
from feedback.services.adopted_models import AdoptedModel, model_in_use
from feedback.settings import Settings
from feedback.storage.engine import Database
from feedback.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of a running service. `questionnaires` maps a slug to the version that is asked.

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
    questionnaires: Asked


def build_runtime(
    settings: Settings, questionnaires: Mapping[str, Questionnaire], *, clock: Clock | None = None
) -> Runtime:
    """Return a runtime with its database open and its analysis loaded; migrates nothing.

    The model is the one that the settings name, else the newest that was adopted, else the shipped one. It is
    chosen here, once: what is adopted later is taken up by the next process that starts.

    Raises: SettingsError when a key is missing or an adopted model was damaged; ModelUnreadable when another
        model cannot be read.
    """
    adopted = None if settings.model_path else model_in_use(settings.model_folder)
    model = adopted.path if adopted else settings.model_path
    return Runtime(
        settings=settings,
        clock=clock or Clock(),
        database=Database(settings.database_url),
        keyring=Keyring.from_settings(settings),
        engine=load_engine(model, quick=True),
        careful=cache(lambda: load_engine(model)),
        questionnaires=Asked(questionnaires),
    )


def newer_model(runtime: Runtime) -> AdoptedModel | None:
    """Return the model that was adopted since this process started, or None.

    Raises: SettingsError when its files were damaged.
    """
    if runtime.settings.model_path is not None:
        return None
    newest = model_in_use(runtime.settings.model_folder)
    in_use = runtime.engine.version.rpartition("model ")[2]
    return newest if newest is not None and newest.name != in_use else None
