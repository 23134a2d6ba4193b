"""A person's word on a quote: would somebody near the family know who said it, is it public (R4-05, R4-41)?"""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from feedback.domain.quotes import Refusal
from forms.staff.messages import MESSAGES

APPROVE, REFUSE = "approve", "refuse"
YES, NO = "yes", "no"
REASONS: dict[str, str] = {
    Refusal.RECOGNISABLE: "Somebody would know who said it",
    Refusal.PUBLIC: "The words stand in public already",
    Refusal.COURT: "It speaks of a court or a legal matter",
    Refusal.WITHDRAWN: "The family does not want to be quoted any more",
    Refusal.UNSUITABLE: "It cannot be understood on its own",
}


class QuoteForm(FlaskForm):
    """What was pressed, and the answers to the two questions; `seen` stands for the words on the page."""

    go = StringField()
    seen = HiddenField()
    known = StringField()
    not_public = StringField()
    because = StringField()

    def find_problems(self) -> list[tuple[str, str]]:
        """Return (field, message) of what is wrong; the page adds the quote's place to the field."""
        if "csrf_token" in self.errors:
            return [("known", MESSAGES["renewed"])]
        if self.go.data == REFUSE:
            known = self.because.data in REASONS
            return [] if known else [("because", MESSAGES["take_out"])]
        found = []
        if self.known.data not in (YES, NO):
            found.append(("known", MESSAGES["known"]))
        elif self.known.data == YES:
            found.append(("known", MESSAGES["would_know"]))
        if not self.not_public.data:
            found.append(("not_public", MESSAGES["not_public"]))
        return found
