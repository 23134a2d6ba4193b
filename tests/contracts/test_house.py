"""The house keeps its shape: routes, sizes, words, documents, built files."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from feedback.settings import Settings
from feedback.web.route_access import ROUTE_ACCESS

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
# Written in halves, so that this file does not hold what it looks for.
ELSEWHERE = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry\\." + "npmjs",
            "deb\\." + "debian",
            "/wo" + "rk/main",
        ]
    )
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).exists()]


def test_every_route_is_listed_with_who_may_open_it(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTE_ACCESS)


@pytest.mark.parametrize(
    ("surface", "other"), [("family", ("/staff", "/committee")), ("staff", ("/<slug>",))]
)
def test_a_surface_serves_no_page_of_the_other(
    sqlite_url: str, surface: str, other: tuple[str, ...]
) -> None:
    from feedback.app import create_app
    from tests.databases import FIRST_KEY

    settings = Settings(sqlite_url, (FIRST_KEY,), "s" * 40, surfaces=frozenset({surface}))  # type: ignore[arg-type]
    rules = [rule.rule for rule in create_app(settings).url_map.iter_rules()]
    assert not [rule for rule in rules if rule.startswith(other)]


def test_python_files_hold_one_idea_each() -> None:
    long = [
        p.name
        for p in tracked()
        if p.suffix == ".py" and len(p.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    assert long == []


def test_no_registry_address_or_machine_path_is_named() -> None:
    texts = [
        p
        for p in tracked()
        if p.suffix in {".py", ".md", ".toml", ".txt", ".lock", ".json", ".sh", ".html", ""}
    ]
    named = [
        p.name for p in texts if ELSEWHERE.search(p.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_templates_hold_no_inline_script_or_style() -> None:
    """But for the one element of built styles (ADR 0021), which stands in one template."""
    built = "<style>{{ first_style(tongue.direction) }}</style>"
    holders = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        holders += [path.name] * text.count(built)
        assert not re.search(
            r"<style|<script(?! src=)|\son\w+=|\sstyle=", text.replace(built, "")
        ), path.name
    assert holders == ["layout_family.html"]


def test_built_assets_are_made_from_these_sources() -> None:
    assets, static = ROOT / "assets", ROOT / "feedback/static"
    others = [
        *sorted(assets.glob("*.js")),
        *(assets / name for name in ("keep_used.mjs", "build.sh", "package.json", "unused.txt")),
    ]
    sheets = (static / name for name in ("preview.css", "print.css", "staff.css"))
    built_files = [*sorted(static.glob("f*.css")), *sheets, *sorted(static.glob("*.js"))]
    summed = "".join(
        subprocess.run(
            ["cksum"],
            input=b"".join(path.read_bytes() for path in paths),
            capture_output=True,
            check=True,
        ).stdout.decode()
        for paths in (sorted(assets.glob("*.scss")) + others, built_files)
    )
    built = (ROOT / "feedback/static/BUILT_FROM.txt").read_text(encoding="utf-8")
    assert built == summed, "run: npm install && npm run build, in assets"


def test_no_page_of_families_uses_a_class_that_its_sheet_was_spared() -> None:
    spared = set((ROOT / "assets/unused.txt").read_text(encoding="utf-8").split())
    pages = [
        *(path for name in ("family", "components", "errors") for path in (ROOT / "templates" / name).rglob("*.html")),
        ROOT / "templates/base/layout_family.html",
    ]  # fmt: skip
    words = {word for path in pages for word in re.findall(r"[\w-]+", path.read_text("utf-8"))}
    assert words & spared == set(), "run: npm install && npm run build, in assets"
    sheet = (ROOT / "feedback/static/family.css").read_text(encoding="utf-8")
    assert not any(f".{name}{{" in sheet for name in spared)


def test_no_font_or_foreign_file_in_the_styles() -> None:
    for path in (ROOT / "feedback/static").glob("*.css"):
        assert "url(" not in path.read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    read = [p.read_text(encoding="utf-8") for p in (ROOT / "feedback").glob("*settings.py")]
    named = set(re.findall(r'"(FEEDBACK_[A-Z_]+)"', "".join(read)))
    written = set(
        re.findall(r"`(FEEDBACK_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8"))
    )
    assert named == written


def test_document_links_resolve() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name} links to {link}"


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_readme_commands_exist() -> None:
    commands = set(re.findall(r"\./run (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    script = (ROOT / "run").read_text(encoding="utf-8")
    assert {"demo", "test"} <= commands
    assert all(re.search(rf"^{command}\)", script, re.MULTILINE) for command in commands)
