"""The committee pages: published reports only, never a comment."""

from flask import Flask

from feedback.web.committee import routes_reports
from feedback.web.committee.blueprint import blueprint

JOURNEYS = (routes_reports,)


def register(app: Flask) -> None:
    """Add the committee's pages."""
    app.register_blueprint(blueprint)
