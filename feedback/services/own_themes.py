"""Themes that the council added to the codebook: which can be learned, and what is still missing (R5-14)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.learning.decisions.adjust import LEAST_OF_A_THEME
from feedback.services.adopted_models import find_newest
from feedback.services.codebook import codebook_in_use
from feedback.services.runtime import Runtime
from feedback.storage.queries import codebook as queries
from feedback.storage.queries.decided import count_decided_with


@dataclass(frozen=True, slots=True)
class Learning:
    """How far the machine is from suggesting a theme of the council's own.

    Args:
        decided: comments that people gave the theme. more: how many more it takes, 0 where there are enough.
        learned: a model that knows it was adopted; it is taken up at the next start.
    """

    decided: int
    more: int
    learned: bool


def list_themes_to_learn(
    session: Session, runtime: Runtime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (shipped themes, the council's own themes) that are in use, each in the codebook's order.

    What was retired is in neither: nobody can name it any more, so its absence says nothing.
    """
    shipped = runtime.engine.codebook.by_id
    active = codebook_in_use(session, runtime).ids
    return (
        tuple(theme for theme in active if theme in shipped),
        tuple(theme for theme in active if theme not in shipped),
    )


def themes_by_version(session: Session) -> Mapping[str, frozenset[str]]:
    """Return version of the codebook -> the themes that could be named with it."""
    return {
        version: frozenset(theme["id"] for theme in content if not theme["retired"])
        for version, content in queries.list_contents(session)
    }


def show_learning(session: Session, runtime: Runtime) -> dict[str, Learning]:
    """Return the council's own themes that are not suggested yet -> how far the machine is with each."""
    _shipped, own = list_themes_to_learn(session, runtime)
    waiting = [theme for theme in own if theme not in runtime.engine.scoring.heads.themes]
    counts = count_decided_with(session, waiting)
    learned = _learned(runtime)
    return {
        theme: Learning(
            counts.get(theme, 0),
            max(0, LEAST_OF_A_THEME - counts.get(theme, 0)),
            theme in learned,
        )
        for theme in waiting
    }


def _learned(runtime: Runtime) -> tuple[str, ...]:
    if runtime.settings.model_path is not None:
        return ()
    newest = find_newest(runtime.settings.model_folder)
    return newest.own_themes if newest is not None and newest.fits else ()
