"""The pages around the questions: which forum, help, privacy, accessibility, cookies. The same for everybody."""

from flask import Response, render_template

from feedback.domain.campaign_codes import read_campaign_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.family.views_versions import door_groups
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words


@blueprint.get("/")
def forums() -> Response:
    """Show whose form a family may choose."""
    return _page(
        "forums", groups=door_groups(map(in_words, current_runtime().questionnaires.values()))
    )


@blueprint.get("/go/<code>")
def go(code: str) -> str:
    """Show whose form a family may choose, with a poster's code on every way on; a wrong code stops nobody."""
    return render_template(
        "family/forums.html",
        groups=door_groups(map(in_words, current_runtime().questionnaires.values())),
        campaign=read_campaign_code(code),
    )


@blueprint.get("/help")
def help_page() -> Response:
    """Show whom to call now."""
    return _page("help")


@blueprint.get("/privacy")
def privacy() -> Response:
    """Say what is kept, why, for how long and who sees it."""
    return _page("privacy", months=current_runtime().settings.free_text_months)


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """Say honestly how well the pages work for everybody (R3-05, R3-06)."""
    return _page("accessibility", minutes=current_runtime().settings.page_minutes)


@blueprint.get("/cookies")
def cookies() -> Response:
    """Say that there are none."""
    return _page("cookies")


def _page(name: str, **shown: object) -> Response:
    return kept_pages().whole(name, lambda: render_template(f"family/{name}.html", **shown))
