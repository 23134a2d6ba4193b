"""The pages of officers and safeguarding leads; denied by default."""

from flask import Flask

from feedback.web.staff import routes_review, routes_sign_in
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import csrf

JOURNEYS = (routes_sign_in, routes_review)


def register(app: Flask) -> None:
    """Add the officers' pages, and Flask-WTF's protection of their forms."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = (
        False  # families' pages prove themselves; see forms.sealed
    )
    app.config["WTF_CSRF_TIME_LIMIT"] = (
        None  # as long as the session: nobody loses a decision to a clock
    )
    csrf.init_app(app)
    app.register_blueprint(blueprint)
