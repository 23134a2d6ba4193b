"""Complaints about the use of data: by when each must be acknowledged, its words, and the answer (R4-11)."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.data_complaints import DataComplaintState
from feedback.services.data_complaints import (
    DataComplaintItem,
    acknowledge_data_complaint,
    answer_data_complaint,
    list_data_complaints,
    open_data_complaint,
)
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.words import say_day
from forms.staff.data_complaints import AnswerForm

STATES: dict[DataComplaintState, str] = {
    DataComplaintState.RECEIVED: "Waits",
    DataComplaintState.ACKNOWLEDGED: "Acknowledged, not answered yet",
    DataComplaintState.ANSWERED: "Answered",
}


@blueprint.get("/data-complaints")
def data_complaints() -> str:
    """List those that wait with their days, or those that were answered. No words stand here."""
    answered = request.args.get("show") == "answered"
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = list_data_complaints(session, runtime, answered=answered)
    return render_template(
        "staff/data_complaints.html",
        items=[(item, *_say(item)) for item in found],
        answered=answered,
        may_open=may_open(Access.CONTACT, current_staff().roles),
        saved="saved" in request.args,
    )


@blueprint.get("/data-complaints/<uuid:complaint_id>")
def data_complaint(complaint_id: UUID) -> str:
    """Open one; who opened it is written down."""
    return _page(complaint_id, AnswerForm(formdata=None))


@blueprint.post("/data-complaints/<uuid:complaint_id>/acknowledge")
def data_complaint_acknowledge(complaint_id: UUID) -> Response:
    """Write down that its writer was told; a form that is not ours leads back."""
    if check_form():
        runtime = current_runtime()
        with runtime.database.transaction() as session:
            acknowledge_data_complaint(session, runtime, complaint_id, staff_id=current_staff().id)
    return redirect(url_for("staff.data_complaint", complaint_id=complaint_id), 303)


@blueprint.post("/data-complaints/<uuid:complaint_id>/answer")
def data_complaint_answer(complaint_id: UUID) -> Response | tuple[str, int]:
    """Tell its writer what was found."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(complaint_id, form, problems=form.find_problems()), 400
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        answer_data_complaint(
            session, runtime, complaint_id, form.answer.data, staff_id=current_staff().id
        )
    return redirect(url_for("staff.data_complaints", saved=1), 303)


def _page(
    complaint_id: UUID, form: AnswerForm, *, problems: list[tuple[str, str]] | None = None
) -> str:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = open_data_complaint(session, runtime, complaint_id, staff_id=current_staff().id)
    received, due, state = _say(found.item)
    return render_template(
        "staff/data_complaint.html",
        found=found,
        received=received,
        due=due,
        state=state,
        form=form,
        problems=problems or [],
        wrong=dict(problems or []),
    )


def _say(item: DataComplaintItem) -> tuple[str, str, str]:
    """Return (received, acknowledge by, state) in words."""
    return say_day(item.received_on), say_day(item.due_on), STATES[item.state]
