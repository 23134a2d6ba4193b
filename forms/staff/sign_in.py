"""Signing in. Pasting and password managers work; there is no puzzle (R3-02)."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from forms.staff.messages import MESSAGES

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 200


class SignInForm(FlaskForm):
    """Email address and password; `kept` carries what was chosen when a session ended in mid-decision."""

    email = StringField(
        "Email address",
        validators=[
            DataRequired(MESSAGES["email"]),
            Length(max=LONGEST_EMAIL, message=MESSAGES["email"]),
        ],
    )
    password = PasswordField(
        "Password",
        validators=[
            DataRequired(MESSAGES["password"]),
            Length(max=LONGEST_PASSWORD, message=MESSAGES["password"]),
        ],
    )
    kept = HiddenField()

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) of everything that is wrong with a validated form."""
        if "csrf_token" in self.errors:
            return [("email", MESSAGES["cookie"])]
        return [(name, str(found[0])) for name, found in self.errors.items()]
