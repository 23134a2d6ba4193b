"""All pictures in one file, so that a phone asks once and keeps it for a year."""

import re
from pathlib import Path

from feedback.domain.pictures import PICTURES

_OUTER = re.compile(r"\s*<svg [^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>\s*", re.DOTALL)


def join_pictures(folder: Path) -> bytes:
    """Return every picture of the folder as a symbol of one SVG; a page shows one by its name.

    Raises: ValueError when a picture that questionnaires may name is not drawn, or one is no SVG.
    """
    symbols = []
    for name in sorted(PICTURES):
        path = folder / f"{name}.svg"
        found = _OUTER.fullmatch(path.read_text(encoding="utf-8")) if path.exists() else None
        if found is None:
            raise ValueError(f"the picture {name} is not drawn in {folder.name}")
        symbols.append(f'<symbol id="{name}" viewBox="{found[1]}">{found[2]}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()
