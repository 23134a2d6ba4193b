"""The floor: the plainest form of the same three questions in Flask, Flask-WTF, SQLAlchemy and SQLite.

One page, CSRF, POST, redirect, thank you, full durability. Nothing is sealed, masked or tagged.
"""

import os

from flask import Flask, redirect, render_template
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from sqlalchemy import create_engine, event, text
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

PAGE = """<!doctype html><html lang=en><title>Form</title><h1>Form</h1><form method=post>{{ form.hidden_tag() }}
{{ form.rating.label }}{{ form.rating }}{{ form.service.label }}{{ form.service }}
{{ form.comment.label }}{{ form.comment }}
<button>Send</button></form></html>"""
engine = create_engine(os.environ["FLOOR_DATABASE"])


@event.listens_for(engine, "connect")
def _durable(connection: object, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]


class Form(FlaskForm):
    """Three questions."""

    rating = RadioField(
        "Rating",
        choices=[SelectChoice(str(i), str(i)) for i in range(1, 6)],
        validators=[DataRequired()],
    )
    service = SelectField(
        "Service", choices=[SelectChoice(f"A{i}", f"Service {i}") for i in range(8)]
    )
    comment = TextAreaField("Comment")


def create_app() -> Flask:
    """Return the application, its table made."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "floor" * 8
    app.jinja_loader = DictLoader(
        {"page.html": PAGE, "thanks.html": "<h1>Your feedback was stored</h1>"}
    )
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, rating, service, comment)"
            )
        )

    @app.route("/", methods=["GET", "POST"])
    def page() -> str | Response:
        form = Form()
        if form.validate_on_submit():
            values = {"r": form.rating.data, "s": form.service.data, "c": form.comment.data}
            with engine.begin() as connection:
                connection.execute(
                    text("INSERT INTO answer (rating, service, comment) VALUES (:r, :s, :c)"),
                    values,
                )
            return redirect("/thanks", 303)
        return render_template("page.html", form=form)

    @app.get("/thanks")
    def thanks() -> str:
        return render_template("thanks.html")

    return app
