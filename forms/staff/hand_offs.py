"""The form beside a complaint: why the contact details are needed."""

from flask_wtf import FlaskForm
from wtforms import StringField


class HandOffForm(FlaskForm):
    """The reason, as a code; empty where the form only marks a complaint as passed on."""

    reason = StringField("Why do you need the details?")
