"""Every component, alone: each example is rendered and held to what every page must hold to."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from tests.page_checks import check_page

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = ROOT / "templates/components"
MACROS = {
    folder.name: [
        line.split("macro ")[1].split("(")[0]
        for line in (folder / "macro.html").read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith("{% macro ")
    ]
    for folder in sorted(COMPONENTS.iterdir())
}
EXAMPLES = [
    pytest.param(folder, example, id=f"{folder}: {example['name']}")
    for folder in MACROS
    for example in tomllib.loads((COMPONENTS / folder / "examples.toml").read_text("utf-8"))[
        "example"
    ]
]


def drawn(app: Flask, folder: str, example: dict[str, Any]) -> str:
    """Return the example's component as HTML."""
    imports = ", ".join(MACROS[folder])
    call = "{{ " + example["call"] + " }}"
    if "inner" in example:
        call = "{% call " + example["call"] + " %}{{ inner }}{% endcall %}"
    source = "{% from 'components/" + folder + "/macro.html' import " + imports + " %}" + call
    shown = dict(example)
    if "inner" in example:
        shown["inner"] = Markup(example["inner"])  # noqa: S704 (an example of ours)
    return app.jinja_env.from_string(source).render(shown)


@pytest.mark.parametrize(("folder", "example"), EXAMPLES)
def test_example_holds_what_it_says_and_is_sound(
    app: Flask, folder: str, example: dict[str, Any]
) -> None:
    html = drawn(app, folder, example)
    for words in example.get("holds", ()):
        assert words in html
    for words in example.get("lacks", ()):
        assert words not in html
    body = example.get("before", "") + html + example.get("after", "")
    has_heading = "<h1" in html
    heading = html.split("<h1", 1)[1].split("</h1>")[0] if has_heading else ""
    title = Markup("<h1" + heading).striptags() if has_heading else "An example"  # noqa: S704
    check_page(
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body>'
        f"{'' if has_heading else '<h1>An example</h1>'}{body}</body></html>",
        for_families=True,
    )


def test_every_component_is_used_by_a_page() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    unused = [
        macro
        for macros in MACROS.values()
        for macro in macros
        if not any(f"{before}{macro}(" in pages for before in ("{{ ", "{% call ", "}}{{ ", "%}{{ "))
    ]
    assert unused == []
