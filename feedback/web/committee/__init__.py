"""The committee's pages: published reports only, never a comment."""

from flask import Flask

from feedback.web.committee import (  # noqa: F401 (each adds its routes)
    routes_draft,
    routes_link,
    routes_reading,
    routes_reports,
)
from feedback.web.committee.blueprint import blueprint


def register(app: Flask) -> None:
    """Add the committee's pages."""
    app.register_blueprint(blueprint)
