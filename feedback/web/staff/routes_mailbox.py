"""An officer writes to a family that nobody knows: the words wait behind the family's code."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.services.mailbox import write_to_family
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_review import show_with_message
from forms.staff.mailbox import MessageForm, begin_with
from forms.staff.messages import MESSAGES

BEGIN = "begin"


@blueprint.post("/responses/<uuid:response_id>/messages")
def write(response_id: UUID) -> str | tuple[str, int] | Response:
    """Store the message, or fill in the words to begin with."""
    form = MessageForm()
    proved = form.validate() or "csrf_token" not in form.errors
    if proved and request.form.get("go") == BEGIN:
        form.message.data = _begun(form)
        return show_with_message(response_id, form)
    if not proved:
        return show_with_message(response_id, form, problem=MESSAGES["renewed"]), 400
    if form.errors:
        return show_with_message(response_id, form, problem=str(form.message.errors[0])), 400
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            write_to_family(
                session, runtime, response_id, form.message.data,
                staff_id=current_staff().id, once_key=form.once.data or "",
            )  # fmt: skip
    except Conflict as conflict:
        page = show_with_message(response_id, form, problem=conflict.public_message, at="mailbox")
        return page, 409
    return redirect(url_for("staff.response", response_id=response_id, _anchor="mailbox"), 303)


def _begun(form: MessageForm) -> str:
    """Return the chosen beginning; what was written already stays after it."""
    parts = (begin_with(form.beginning.data), form.message.data or "")
    return "\n\n".join(part for part in parts if part)
