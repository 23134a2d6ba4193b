"""The pages around the questions: which forum, help, privacy, accessibility, cookies."""

from flask import render_template

from feedback.web.family.blueprint import blueprint
from feedback.web.runtime import current_runtime


@blueprint.get("/")
def forums() -> str:
    """Show whose form a family may choose."""
    return render_template(
        "family/forums.html", questionnaires=current_runtime().questionnaires.values()
    )


@blueprint.get("/help")
def help_page() -> str:
    """Show whom to call now."""
    return render_template("family/help.html")


@blueprint.get("/privacy")
def privacy() -> str:
    """Say what is kept, why, for how long and who sees it."""
    return render_template(
        "family/privacy.html", months=current_runtime().settings.free_text_months
    )


@blueprint.get("/accessibility")
def accessibility() -> str:
    """Say honestly how well the pages work for everybody (R3-05, R3-06)."""
    return render_template("family/accessibility.html")


@blueprint.get("/cookies")
def cookies() -> str:
    """Say that there are none."""
    return render_template("family/cookies.html")
