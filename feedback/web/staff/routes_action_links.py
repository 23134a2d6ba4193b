"""Which responses an action is for: from the action's side, and from a response's."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.actions import OPEN_STATES
from feedback.services.actions import (
    link_response,
    link_theme,
    list_actions,
    list_actions_of,
    unlink_response,
)
from feedback.services.review_response import load_response
from feedback.services.separation import check_may_read
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_actions import item_of
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import say_day
from forms.staff.messages import MESSAGES


@blueprint.post("/actions/<uuid:action_id>/theme")
def action_link_theme(action_id: UUID) -> Response:
    """Link the responses in which a person found the action's theme since."""
    if check_form():
        runtime = current_runtime()
        with runtime.database.transaction() as session:
            link_theme(session, runtime, action_id, staff_id=current_staff().id)
    return redirect(url_for("staff.action", action_id=action_id, saved=1), 303)


@blueprint.post("/actions/<uuid:action_id>/unlink")
def action_unlink(action_id: UUID) -> Response:
    """Take a response away from an action."""
    response_id = read_response_id(request.form.get("response", ""))
    if response_id is not None and check_form():
        runtime = current_runtime()
        with runtime.database.transaction() as session:
            unlink_response(session, runtime, action_id, response_id, staff_id=current_staff().id)
    return redirect(url_for("staff.action", action_id=action_id, saved=1), 303)


@blueprint.get("/responses/<uuid:response_id>/actions")
def response_actions(response_id: UUID) -> str:
    """Show which actions are for a response, and which could be."""
    return _page(response_id, None)


@blueprint.post("/responses/<uuid:response_id>/actions")
def response_link(response_id: UUID) -> tuple[str, int] | Response:
    """Make an action one for this response."""
    runtime = current_runtime()
    action_id = read_response_id(request.form.get("action", ""))
    if action_id is None:
        return _page(response_id, MESSAGES["choice"]), 400
    if not check_form():
        return _page(response_id, MESSAGES["renewed"]), 400
    with runtime.database.transaction() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        link_response(session, runtime, action_id, response_id, staff_id=current_staff().id)
    return redirect(url_for("staff.response_actions", response_id=response_id, saved=1), 303)


def _page(response_id: UUID, problem: str | None) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        found = load_response(session, response_id)
        mine = list_actions_of(session, runtime, response_id)
        others = [
            action for action in list_actions(session, runtime, OPEN_STATES) if action not in mine
        ]
    return render_template(
        "staff/response_actions.html",
        response_id=response_id,
        received=say_day(found.received_on),
        mine=[item_of(action) for action in mine],
        others=[item_of(action) for action in others],
        chosen=request.form.get("action", ""),
        problem=problem,
        saved="saved" in request.args,
    )
