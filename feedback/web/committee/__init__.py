"""The committee pages: published reports only, never a comment."""

from flask import Flask

import feedback.web.committee.routes_reports  # noqa: F401 (adds its routes)
from feedback.web.committee.blueprint import blueprint


def register(app: Flask) -> None:
    """Add the committee's pages."""
    app.register_blueprint(blueprint)
