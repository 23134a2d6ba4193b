"""The codebook: the themes that comments are tagged with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Theme:
    """One theme.

    Args:
        id: stable; stored with every tag.
        label: for officers and the committee. plain: for families.
        include, exclude: when to take it, and when another theme fits better.
        area: the assurance area it belongs to, as a small Roman numeral.
        services: codes of the services it is about; empty for any.
    """

    id: str
    label: str
    plain: str
    include: str
    exclude: str
    area: str
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The themes in their order, and the version that tags are made with; `former` ones are retired."""

    version: str
    themes: tuple[Theme, ...]
    former: tuple[Theme, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Theme]:
        """Return the themes by id, retired ones too: their tags still have a name."""
        return {theme.id: theme for theme in (*self.themes, *self.former)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in the codebook's order."""
        return tuple(theme.id for theme in self.themes)


def load_codebook(path: Path = DATA / "codebook.toml") -> Codebook:
    """Return the codebook in the file.

    Raises: KeyError or tomllib.TOMLDecodeError when the file is not a codebook.
    """
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return Codebook(written["version"], tuple(Theme(**theme) for theme in written["theme"]))
