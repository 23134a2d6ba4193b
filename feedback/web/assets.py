"""Style sheets, scripts and pictures: read once at start, in the council's colour, named by their content.

A name holds the hash of what it names, so a phone keeps a file for a year and asks again only when it changed.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, current_app, request
from markupsafe import Markup

from feedback.domain.errors import SettingsError
from feedback.security import policy_with_style
from feedback.web.logo import read_logo
from feedback.web.pictures import join_pictures

DEFAULT_COLOUR = "#0f5257"
"""As written in assets/_own.scss; the council's own colour takes its place."""
LEAST_CONTRAST = 4.5
"""Source: WCAG 2.2, 1.4.3 Contrast (Minimum): white words on the council's colour."""
_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
PICTURES = "pictures.svg"
"""The one file that all pictures are served as."""
FIRST_STYLES = {"ltr": "first.css", "rtl": "first-rtl.css"}
"""Direction of the writing -> the styles that a page holds itself on which a family arrives (ADR 0021)."""
_POLICIES = "feedback.first_policies"
_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file: where it is served, what it is, and its bytes as they are and compressed."""

    name: str
    kind: str
    plain: bytes
    zipped: bytes


def serve_assets(app: Flask, folder: Path, *, colour: str, logo: Path | None = None) -> None:
    """Serve the folder's style sheets, scripts and pictures at `/static/`; templates name them with `asset(name)`.

    Args:
        logo: the council's own; templates find its address in `logo`, which is None without one.

    Raises: SettingsError when white words on the colour could not be read by everybody, or the logo is none.
    """
    _check_contrast(colour)
    of_pages = {direction: folder / name for direction, name in FIRST_STYLES.items()}
    files = (path for path in sorted(folder.iterdir()) if path not in of_pages.values())
    assets = [_read(path, colour) for path in files if path.suffix in _KINDS]
    assets.append(_asset(PICTURES, join_pictures(folder / "pictures")))
    if logo is not None:
        assets.append(_asset(f"logo{logo.suffix}", read_logo(logo)))
    by_served = {asset.name: asset for asset in assets}
    by_source = {
        asset.name.split(".")[0] + "." + asset.name.split(".")[-1]: asset for asset in assets
    }

    def static(filename: str) -> Response:
        asset = by_served.get(filename)
        if asset is None:
            abort(404)
        return _response(asset)

    app.add_url_rule("/static/<filename>", endpoint="static", view_func=static)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{by_source[name].name}"
    styles = {direction: _plain(path, colour).strip() for direction, path in of_pages.items()}
    app.jinja_env.globals["first_style"] = lambda direction: Markup(styles[direction].decode())  # noqa: S704 (our file)
    app.extensions[_POLICIES] = {d: policy_with_style(_digest(s)) for d, s in styles.items()}
    app.jinja_env.globals["logo"] = f"/static/{assets[-1].name}" if logo else None


def first_policy(direction: str) -> str:
    """Return the content policy of a page that holds the first styles of this direction, and nothing else inline."""
    policies = cast(Mapping[str, str], current_app.extensions[_POLICIES])
    return policies[direction]


def contrast_with_white(colour: str) -> float:
    """Return the contrast of white words on a colour written `#rrggbb`, from 1 to 21.

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio.
    """
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _check_contrast(colour: str) -> None:
    found = contrast_with_white(colour)
    if found < LEAST_CONTRAST:
        raise SettingsError(
            f"FEEDBACK_COUNCIL_COLOUR: white words on {colour} cannot be read by everybody "
            f"(contrast {found:.1f}, at least {LEAST_CONTRAST} is needed). Choose a darker colour."
        )


def _read(path: Path, colour: str) -> Asset:
    return _asset(path.name, _plain(path, colour))


def _plain(path: Path, colour: str) -> bytes:
    plain = path.read_bytes()
    if path.suffix == ".css":
        plain = plain.replace(DEFAULT_COLOUR.encode(), colour.encode())
    return plain


def _digest(style: bytes) -> str:
    """Return the digest of a style element's words, as a content policy writes it (CSP 3, 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}"


def _asset(source: str, plain: bytes) -> Asset:
    stem, suffix = source.rsplit(".", 1)
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Asset(
        name=f"{stem}.{digest}.{suffix}",
        kind=_KINDS[f".{suffix}"],
        plain=plain,
        zipped=gzip.compress(plain, 9, mtime=0),
    )


def _response(asset: Asset) -> Response:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.zipped if zipped else asset.plain, mimetype=asset.kind)
    response.headers["Cache-Control"] = _A_YEAR
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response
