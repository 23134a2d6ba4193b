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

PAGE_FIELD = "page"


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a form came from: what is wrong with it in plain words, or None."""

    problem: str | None = None


class PageProof(CSRF):
    """Believes a form only if the page it came from could be opened and gone on with."""

    def setup_form(self, form: Any) -> Any:
        """Remember the page, then add the hidden field."""
        self.page: Page = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        """Return nothing: the token is sealed when the next page is drawn, with this answer in it."""
        return ""

    def validate_csrf_token(self, form: Any, field: Field) -> None:
        """Refuse a page that could not be opened, has grown old or asks what is no longer asked."""
        if self.page.problem is not None:
            raise ValidationError(self.page.problem)


class PageForm(FlaskForm):
    """A form whose hidden field is the sealed page."""

    class Meta(FlaskForm.Meta):
        """Use the page's proof in place of the session's."""

        csrf = True
        csrf_class = PageProof
        csrf_field_name = PAGE_FIELD
