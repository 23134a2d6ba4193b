"""The proof that a form came from our own page, without a cookie or anything kept on the phone.

The page carries a sealed token. It holds the answers so far, so only we can have made it, and only its
holder can send it: that is all that a CSRF token proves. Flask-WTF's own needs a session cookie, which
would leave a trace on a shared phone.
"""

from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF

from forms.messages import MESSAGES

PAGE_FIELD = "page"


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a form stands on: the token to put into it, and whether the one sent could be used."""

    token: str
    usable: bool


class PageProof(CSRF):
    """Takes the token from the page and believes it only if it was opened."""

    def setup_form(self, form: Any) -> Any:
        """Remember the page, then add the hidden field."""
        self.page: Page = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        """Return the token for the page that is about to be shown."""
        return self.page.token

    def validate_csrf_token(self, form: Any, field: Field) -> None:
        """Refuse a token that could not be opened or has grown old."""
        if not self.page.usable:
            raise ValidationError(MESSAGES["page"])


class PageForm(FlaskForm):
    """A form whose hidden field is the sealed page."""

    class Meta(FlaskForm.Meta):
        """Use the page's proof in place of the session's."""

        csrf = True
        csrf_class = PageProof
        csrf_field_name = PAGE_FIELD
