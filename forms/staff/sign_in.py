"""Signing in. Pasting and password managers work; there is no puzzle (R3-02)."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from forms.messages import MESSAGES


class SignInForm(FlaskForm):
    """Email address and password."""

    email = StringField(
        "Email address", validators=[DataRequired(MESSAGES["email"]), Length(max=254)]
    )
    password = PasswordField(
        "Password", validators=[DataRequired(MESSAGES["password"]), Length(max=200)]
    )


class OfficerForm(FlaskForm):
    """Carries only the proof that the page was ours; the decisions' fields are made from the codebook."""
