"""The pages around the questions: which forum, help, privacy for each age, what we did, accessibility, cookies."""

from flask import Response, abort, render_template

from feedback.domain.campaign_codes import read_campaign_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import arrival, kept_pages
from feedback.web.family.statement import STATEMENT
from feedback.web.family.views_versions import door_groups
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words

YOUNG_READERS = {"young-people": "young", "children": "child", "under-8": "under_8"}
"""The part of the address, and the notice in that reader's words: 13 to 17, 8 to 12, under 8."""


@blueprint.get("/")
def forums() -> Response:
    """Show whose form a family may choose."""
    asked = current_runtime().questionnaires
    return kept_pages().whole(
        "forums",
        lambda: render_template(
            "family/forums.html", groups=door_groups(map(in_words, asked.values()))
        ),
        made_from=asked.number,
        arrives=True,
    )


@blueprint.get("/go/<code>")
def go(code: str) -> Response:
    """Show whose form a family may choose, with a poster's code on every way on; a wrong code stops nobody."""
    page = render_template(
        "family/forums.html",
        groups=door_groups(map(in_words, current_runtime().questionnaires.values())),
        campaign=read_campaign_code(code),
    )
    return arrival(page)


@blueprint.get("/help")
def help_page() -> Response:
    """Show whom to call now."""
    return _page("help")


@blueprint.get("/privacy")
def privacy() -> Response:
    """Say what is kept, why, for how long and who sees it."""
    return _privacy("privacy")


@blueprint.get("/privacy/<reader>")
def privacy_for(reader: str) -> Response:
    """Say the same in the words of a younger reader (R4-01)."""
    if reader not in YOUNG_READERS:
        abort(404)
    return _privacy(f"privacy_{YOUNG_READERS[reader]}")


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """Say honestly how well the pages work for everybody (R3-05, R3-06)."""
    return _page("accessibility", statement=STATEMENT)


@blueprint.get("/cookies")
def cookies() -> Response:
    """Say that there are none."""
    return _page("cookies")


def _privacy(name: str) -> Response:
    settings = current_runtime().settings
    return _page(name, months=settings.free_text_months, contact_days=settings.contact_days)


def _page(name: str, **shown: object) -> Response:
    return kept_pages().whole(name, lambda: render_template(f"family/{name}.html", **shown))
