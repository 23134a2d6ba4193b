"""The pages that families see: no account, no cookie, nothing stored on the phone."""

from flask import Flask

from feedback.web.family.blueprint import blueprint


def register(app: Flask) -> None:
    """Add this surface's pages to the application."""
    app.register_blueprint(blueprint)
