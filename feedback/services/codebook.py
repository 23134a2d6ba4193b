"""The codebook as it is kept: versions of themes, each with all its words, retired themes too.

Decisions keep the version of the codebook that they were made with. The machine suggests the themes it was taught;
a new theme has no suggestions until people have decided often enough that it can be learned. How officers change it:
`change_codebook.py`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from analysis.themes.codebook import Codebook, Theme
from feedback.domain.codes import Controller
from feedback.domain.errors import NotFound
from feedback.services.runtime import Runtime
from feedback.storage.models import CodebookVersion
from feedback.storage.queries import codebook as queries
from feedback.storage.queries.codebook import ChangeRow

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """What an officer writes of a theme.

    Args:
        plain: for families. examples: invented or masked, one each.
        area: the assurance area's numeral. controller: whose it is to put right (R1-01).
        services: codes of the services that it is about, in the order of `SERVICES`; empty for any.
    """

    label: str
    plain: str
    include: str
    exclude: str
    area: str
    examples: tuple[str, ...] = ()
    controller: str = Controller.COUNCIL.value
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredTheme:
    """A theme of one version.

    Args:
        into: the theme that took a retired one's place, or None. split_from: the one it was a part of, or None.
    """

    id: str
    words: ThemeWords
    retired: bool = False
    into: str | None = None
    split_from: str | None = None

    def as_theme(self) -> Theme:
        """Return it as the analysis knows themes."""
        words = self.words
        return Theme(
            self.id, words.label, words.plain, words.include, words.exclude, words.area, words.services
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredCodebook:
    """The newest version: its number, its name, and all its themes in their order, retired ones too."""

    number: int
    version: str
    themes: tuple[StoredTheme, ...]

    @property
    def active(self) -> tuple[StoredTheme, ...]:
        """Return the themes that can be decided."""
        return tuple(theme for theme in self.themes if not theme.retired)

    def get(self, theme_id: str) -> StoredTheme:
        """Return an active theme.

        Raises: NotFound when there is none with this id, or it is retired.
        """
        for theme in self.active:
            if theme.id == theme_id:
                return theme
        raise NotFound("There is no such theme in the codebook.")


def seed_codebook(session: Session, runtime: Runtime) -> None:
    """Store the shipped codebook as the first version, unless there is one."""
    if queries.find_newest(session) is None:
        shipped = runtime.engine.codebook
        themes = tuple(
            StoredTheme(t.id, ThemeWords(t.label, t.plain, t.include, t.exclude, t.area))
            for t in shipped.themes
        )
        queries.store_version(
            session,
            {"number": 1, "version": shipped.version, "change": SHIPPED, "theme": None, "why": "",
             "content": [asdict(theme) for theme in themes], "made_by": None, "made_utc": None},
        )  # fmt: skip


def load_codebook(session: Session) -> StoredCodebook:
    """Return the newest version.

    Raises: NotFound before the database was prepared.
    """
    newest = queries.find_newest(session)
    if newest is None:
        raise NotFound("The codebook is not there yet.")
    return _read(newest)


def codebook_in_use(session: Session, runtime: Runtime) -> Codebook:
    """Return the newest version as the analysis knows codebooks; the shipped one before there is any."""
    newest = queries.find_newest(session)
    if newest is None:
        return runtime.engine.codebook
    stored = _read(newest)
    return Codebook(
        stored.version,
        tuple(theme.as_theme() for theme in stored.active),
        tuple(theme.as_theme() for theme in stored.themes if theme.retired),
    )


def is_suggested(runtime: Runtime, theme_id: str) -> bool:
    """Tell whether the machine knows the theme; a new one has to be learned first."""
    return theme_id in runtime.engine.scoring.heads.themes


def list_changes(session: Session) -> list[ChangeRow]:
    """Return the log of versions, the newest first."""
    return queries.list_changes(session)


def _read(row: CodebookVersion) -> StoredCodebook:
    return StoredCodebook(row.number, row.version, tuple(_theme(one) for one in row.content))


def _theme(written: Mapping[str, Any]) -> StoredTheme:
    words = dict(written["words"])
    words["examples"] = tuple(words["examples"])
    words["services"] = tuple(words.get("services", ()))
    went, came = written["into"], written.get("split_from")
    return StoredTheme(written["id"], ThemeWords(**words), written["retired"], went, came)
