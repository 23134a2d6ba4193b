"""The committee pages: published reports only, never a comment."""

from flask import Flask

from feedback.web.committee.blueprint import blueprint


def register(app: Flask) -> None:
    """Add this surface's pages to the application."""
    app.register_blueprint(blueprint)
