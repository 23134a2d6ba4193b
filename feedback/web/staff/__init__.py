"""The pages of officers and safeguarding leads; denied by default."""

from flask import Flask

from feedback.web.staff.blueprint import blueprint


def register(app: Flask) -> None:
    """Add this surface's pages to the application."""
    app.register_blueprint(blueprint)
