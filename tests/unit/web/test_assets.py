"""Style sheets carry the council's colour, a name that changes with them, and a long life on the phone."""

import base64
import hashlib
from pathlib import Path

import pytest
from flask import Flask

from feedback.domain.errors import SettingsError
from feedback.settings import Settings
from feedback.web.assets import DEFAULT_COLOUR, contrast_with_white, first_policy, serve_assets

STATIC = Path(__file__).resolve().parents[3] / "feedback/static"


def served(colour: str) -> Flask:
    """Return an application that serves the built files in a colour, and nothing else."""
    app = Flask("bare", static_folder=None)
    serve_assets(app, STATIC, colour=colour)
    return app


def address(app: Flask, name: str) -> str:
    return str(app.jinja_env.from_string("{{ asset('" + name + "') }}").render())


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_the_guidelines(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)


def test_colour_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_COUNCIL_COLOUR"):
        served("#ffcc00")


def test_default_colour_is_the_one_in_the_style_sheets_and_in_the_settings() -> None:
    assert DEFAULT_COLOUR in (STATIC / "family.css").read_text(encoding="utf-8")
    assert Settings.council_colour == DEFAULT_COLOUR


def test_the_councils_colour_takes_the_place_of_ours() -> None:
    app = served("#7a1f3d")
    sheet = app.test_client().get(address(app, "family.css"))
    assert "#7a1f3d" in sheet.text
    assert DEFAULT_COLOUR not in sheet.text
    assert address(app, "family.css") != address(served(DEFAULT_COLOUR), "family.css")


def test_first_styles_are_in_the_councils_colour_and_their_policy_names_them() -> None:
    app = served("#7a1f3d")
    for direction in ("ltr", "rtl"):
        style = app.jinja_env.from_string(f"{{{{ first_style('{direction}') }}}}").render()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert "#7a1f3d" in style
        assert DEFAULT_COLOUR not in style
        assert "<" not in style, "an element's end would end the style"
        with app.app_context():
            assert f"style-src 'self' 'sha256-{digest}';" in first_policy(direction)


def test_files_are_kept_for_a_year_and_sent_compressed() -> None:
    app = served(DEFAULT_COLOUR)
    sheet = app.test_client().get(
        address(app, "family.css"), headers={"Accept-Encoding": "gzip, br"}
    )
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.mimetype == "text/css"


@pytest.mark.parametrize("name", ["family.css", "BUILT_FROM.txt", "nothing.000000000000.css"])
def test_only_built_files_under_their_own_names_are_served(name: str) -> None:
    assert served(DEFAULT_COLOUR).test_client().get(f"/static/{name}").status_code == 404
