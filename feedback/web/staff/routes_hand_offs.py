"""Complaints that wait: until when, the masked words, and who to reply to, for those who may."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.around import ComplaintWish, ContactDetails, HandOffState
from feedback.domain.complaints import Stage
from feedback.services.complaints import ComplaintStep, find_next_steps, load_complaint
from feedback.services.contact_details import MAY_OPEN, REASONS, open_contact
from feedback.services.hand_offs import HandOffItem, list_hand_offs, pass_on
from feedback.services.review_response import ReviewResponse, open_response
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.routes_complaints import say_step
from feedback.web.staff.words import say_day, say_forum
from forms.staff.hand_offs import HandOffForm
from forms.staff.messages import MESSAGES

STAGES: dict[Stage, str] = {
    Stage.HAND_ON: "Pass to the complaints team by",
    Stage.ACKNOWLEDGE: "Acknowledge by",
    Stage.STAGE_1: "Answer (stage 1) by",
    Stage.STAGE_1_COMPLEX: "Answer if it is complex, by",
}
WISHES: dict[ComplaintWish, str] = {
    ComplaintWish.YES: "Says it is a complaint",
    ComplaintWish.NOT_SURE: "Is not sure whether it is a complaint",
}


@dataclass(frozen=True, slots=True)
class HandOffView:
    """One hand-off in words."""

    response_id: UUID
    received: str
    forum: str
    wish: str
    reachable: bool
    late: bool
    is_open: bool
    due: tuple[tuple[str, str], ...]
    next_step: str
    is_overdue: bool


@blueprint.get("/complaints")
def hand_offs() -> str:
    """List the complaints that wait, the longest waiting first, with the day of every limit."""
    state = HandOffState.DONE if request.args.get("show") == "done" else HandOffState.OPEN
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = list_hand_offs(session, runtime, state=state)
        steps = find_next_steps(session, runtime, found)
    return render_template(
        "staff/complaints.html",
        items=[_view(item, steps.get(item.response_id)) for item in found],
        waiting=state is HandOffState.OPEN,
        saved="saved" in request.args,
    )


@blueprint.get("/complaints/<uuid:response_id>")
def hand_off(response_id: UUID) -> str:
    """Open one complaint; who opened it is written down."""
    return _page(response_id, HandOffForm(formdata=None))


@blueprint.post("/complaints/<uuid:response_id>")
def hand_off_done(response_id: UUID) -> Response:
    """Mark a complaint as passed on; a form that is not ours leads back to the complaint."""
    if not check_form():
        return redirect(url_for("staff.hand_off", response_id=response_id), 303)
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        pass_on(session, runtime, response_id, staff_id=current_staff().id)
    return redirect(url_for("staff.hand_offs", saved=1), 303)


@blueprint.post("/complaints/<uuid:response_id>/details")
def hand_off_details(response_id: UUID) -> str | tuple[str, int]:
    """Show how to reach the family, once, for a reason that is written down (R4-03)."""
    form, runtime = HandOffForm(request.form), current_runtime()
    if not form.validate() or form.reason.data not in REASONS:
        return _page(response_id, form, problem=MESSAGES["why"]), 400
    with runtime.database.transaction() as session:
        details = open_contact(
            session, runtime, response_id, staff=current_staff(), reason=form.reason.data
        )
    return _page(response_id, form, details=details)


def _page(
    response_id: UUID,
    form: HandOffForm,
    *,
    problem: str | None = None,
    details: ContactDetails | None = None,
) -> str:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = load_complaint(session, runtime, response_id)
        response: ReviewResponse = open_response(
            session, runtime, response_id, staff_id=current_staff().id
        )
    return render_template(
        "staff/complaint.html",
        item=_view(found.item, None),
        steps=[say_step(step) for step in found.steps],
        saved="saved" in request.args,
        response=response,
        form=form,
        reasons=REASONS,
        may_open=bool(current_staff().roles & MAY_OPEN),
        details=details,
        problem=problem,
    )


def _view(item: HandOffItem, step: ComplaintStep | None) -> HandOffView:
    what, due, _done, state = say_step(step) if step else ("", "", "", "")
    return HandOffView(
        response_id=item.response_id,
        received=say_day(item.received_on),
        forum=say_forum(item.forum),
        wish=WISHES[item.wish],
        reachable=item.reachable,
        late=item.late,
        is_open=item.state is HandOffState.OPEN,
        due=tuple((words, say_day(item.due[stage])) for stage, words in STAGES.items()),
        next_step=f"Next: {what[:1].lower()}{what[1:]} by {due}"
        if step
        else "Nothing is left to do",
        is_overdue=state == "Late",
    )
