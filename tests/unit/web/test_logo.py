"""The council's logo: shown with the council's name, and never a way to run or load anything."""

from pathlib import Path

import pytest

from feedback.app import create_app
from feedback.domain.errors import SettingsError
from feedback.settings import Settings
from feedback.web.logo import MOST_BYTES, read_logo
from tests.databases import FIRST_KEY

GOOD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
    '<defs><linearGradient id="g"/></defs><path id="p" fill="url(#g)" d="M0 0h9v9z"/><use xlink:href="#p"/></svg>'
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def logo(folder: Path, content: str | bytes, name: str = "logo.svg") -> Path:
    """Write a file; return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(("content", "name"), [(GOOD, "logo.svg"), (PNG, "logo.png")])
def test_logo_is_served_by_us_and_says_the_councils_name(
    tmp_path: Path, content: str | bytes, name: str
) -> None:
    path = logo(tmp_path, content, name)
    settings = Settings(
        f"sqlite:///{tmp_path}/x", (FIRST_KEY,), "s" * 40, council_logo=path, council_name="A & B"
    )
    client = create_app(settings).test_client()
    page = client.get("/").text
    address = page.partition('class="logo" src="')[2].partition('"')[0]
    assert 'alt="A &amp; B"' in page
    assert client.get("/staff/sign-in").text.count(address) == 1
    served = client.get(address)
    assert served.data == path.read_bytes()
    assert served.mimetype == {"logo.svg": "image/svg+xml", "logo.png": "image/png"}[name]
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]
    assert "immutable" in served.headers["Cache-Control"]


def test_without_a_logo_the_name_stands_in_words(tmp_path: Path) -> None:
    page = (
        create_app(Settings(f"sqlite:///{tmp_path}/x", (FIRST_KEY,), "s" * 40))
        .test_client()
        .get("/")
        .text
    )
    assert "<img" not in page
    assert "<span>Herefordshire Council</span>" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (GOOD.replace("<defs>", "<script>1</script><defs>"), "logo.svg", "<script>"),
        (GOOD.replace("<path", '<path onload="x()"'), "logo.svg", "onload="),
        (GOOD.replace("#p", "https://evil.example/x"), "logo.svg", "href="),
        (GOOD.replace("#p", "javascript:x()"), "logo.svg", "href="),
        (GOOD.replace("url(#g)", "url( http://evil.example)"), "logo.svg", "fill="),
        (GOOD.replace("<defs>", "<style>@import 'x'</style><defs>"), "logo.svg", "<style>"),
        (GOOD.replace("<defs>", "<foreignObject/><defs>"), "logo.svg", "<foreignobject>"),
        ('<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + GOOD, "logo.svg", "DOCTYPE"),
        ('<?xml-stylesheet href="x"?>' + GOOD, "logo.svg", "processing instruction"),
        ("<svg", "logo.svg", "cannot be read"),
        ("x" * (MOST_BYTES + 1), "logo.svg", "20,001 bytes"),
        (GOOD, "logo.png", "is no PNG"),
        (PNG, "logo.gif", "must be an .svg or a .png"),
    ],
)
def test_what_is_no_logo_stops_the_start(
    tmp_path: Path, content: str | bytes, name: str, said: str
) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_COUNCIL_LOGO") as stopped:
        read_logo(logo(tmp_path, content, name))
    assert said in stopped.value.public_message


def test_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_logo(tmp_path / "none.svg")


def test_settings_read_the_path(tmp_path: Path) -> None:
    key = "k:" + "A" * 43 + "="
    given = {"FEEDBACK_MASTER_KEYS": key, "FEEDBACK_SECRET_KEY": "s" * 40}
    assert Settings.from_env(given).council_logo is None
    read = Settings.from_env(given | {"FEEDBACK_COUNCIL_LOGO": str(tmp_path / "a.svg")})
    assert read.council_logo == tmp_path / "a.svg"
