"""Notes that officers write for each other about a response."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.services.desk import write_note
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.queue_list import read_list
from feedback.web.staff.routes_review import show_with_note
from forms.staff.desk import NoteForm
from forms.staff.messages import MESSAGES


@blueprint.post("/responses/<uuid:response_id>/notes")
def note(response_id: UUID) -> tuple[str, int] | Response:
    """Keep the note; what was typed stays where it could not be kept."""
    runtime, form = current_runtime(), NoteForm()
    if not form.validate():
        renewed = "csrf_token" in form.errors
        problem = MESSAGES["renewed"] if renewed else str(form.note.errors[0])
        return show_with_note(response_id, form, problem=problem), 400
    try:
        with runtime.database.transaction() as session:
            write_note(
                session, runtime, response_id, form.note.data,
                staff_id=current_staff().id, once_key=form.once.data or "",
            )  # fmt: skip
    except Conflict as conflict:
        return show_with_note(response_id, form, problem=conflict.public_message), 409
    listed = read_list(runtime, request.form.get("list", ""))
    place = listed.place_of(response_id)
    address = url_for(
        "staff.response", response_id=response_id, _anchor="notes", **listed.address(place)
    )
    return redirect(address, 303)
