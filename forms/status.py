"""The form that takes a receipt code. It changes nothing, so it needs no proof of the page."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from forms.messages import MESSAGES


class ReceiptForm(FlaskForm):
    """One field: the code."""

    class Meta(FlaskForm.Meta):
        """No token: looking something up changes nothing, and a token would need a cookie."""

        csrf = False

    code = StringField(
        "Your code",
        validators=[DataRequired(MESSAGES["receipt"]), Length(max=40, message=MESSAGES["receipt"])],
    )
