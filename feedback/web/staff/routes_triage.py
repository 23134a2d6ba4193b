"""Safeguarding: the queue of flags with their clocks, one flag, and every step about it (R4-23 to R4-28)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.clock import LONDON
from feedback.domain.around import ContactDetails
from feedback.domain.errors import IllegalTransition
from feedback.domain.triage import PassedOn
from feedback.services import triage as services
from feedback.services.contact_details import LEAD_REASONS, is_reachable, open_contact
from feedback.services.triage import TriageCase, TriageDecision
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.routes_review import load_comment_ids, show_with_raise
from feedback.web.staff.views_triage import ItemView, case_view, item_view
from feedback.web.staff.words import count_of
from forms.staff.hand_offs import HandOffForm
from forms.staff.messages import MESSAGES
from forms.staff.triage import RELEASE, RaiseForm, TriageForm, triage_form

STEPS: dict[str, Callable[[Any, UUID], object]] = {
    "acknowledge": lambda session, comment_id: services.acknowledge(
        session, current_runtime(), comment_id, staff_id=current_staff().id
    ),
    "agree": lambda session, comment_id: services.second(
        session, current_runtime(), comment_id, agrees=True, staff_id=current_staff().id
    ),
    "refuse": lambda session, comment_id: services.second(
        session, current_runtime(), comment_id, agrees=False, staff_id=current_staff().id
    ),
    "release": lambda session, comment_id: services.release(
        session, current_runtime(), comment_id, held=False, staff_id=current_staff().id
    ),
    "hold": lambda session, comment_id: services.release(
        session, current_runtime(), comment_id, held=True, staff_id=current_staff().id
    ),
}
"""What one press of a button does: nothing is filled in for it."""
SAVED = {
    "acknowledge": "You have taken this on.",
    "agree": "Two of you have said so. It is done.",
    "refuse": "It stays as urgent as it was.",
    "release": "Officers can read the response now.",
    "hold": "Only safeguarding leads can read the response now.",
    "decided": "Saved.",
    "second": "Saved. Another lead must agree before it counts.",
}


@blueprint.get("/safeguarding")
def triage() -> str:
    """List the flags that wait, without a word of the families', and those that are still held."""
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = services.list_triage(session, runtime, staff_id=current_staff().id)

    def view(item: services.TriageItem) -> ItemView:
        return item_view(item, runtime.clock.now())

    return render_template(
        "staff/triage.html",
        waiting=[view(item) for item in found.waiting],
        kept=[view(item) for item in found.kept],
        opened=count_of(found.opened_today, "flagged comment", "flagged comments"),
        saved=SAVED.get(request.args.get("saved", "")),
    )


@blueprint.get("/safeguarding/<uuid:comment_id>")
def triage_case(comment_id: UUID) -> str:
    """Open one flag; who opened it is written down."""
    case = _open(comment_id)
    return _page(case, _form(case), saved=SAVED.get(request.args.get("saved", "")))


@blueprint.post("/safeguarding/<uuid:comment_id>/step")
def triage_step(comment_id: UUID) -> tuple[str, int] | Response:
    """Take a step that needs no more than a press."""
    go = request.form.get("go", "")
    if not check_form() or go not in STEPS:
        return redirect(url_for("staff.triage_case", comment_id=comment_id), 303)
    try:
        with current_runtime().database.transaction() as session:
            STEPS[go](session, comment_id)
    except IllegalTransition as refused:
        return _refused(comment_id, refused)
    return redirect(url_for("staff.triage_case", comment_id=comment_id, saved=go), 303)


@blueprint.post("/safeguarding/<uuid:comment_id>")
def triage_decide(comment_id: UUID) -> tuple[str, int] | Response:
    """Store what was done; what was typed stays on the page where something is missing."""
    case, runtime = _open(comment_id), current_runtime()
    form = _form(case)
    if not form.validate():
        return _page(case, form, problems=form.find_problems()), 400
    decided = case.item.outcome is not None
    try:
        with runtime.database.transaction() as session:
            if decided:
                services.pass_on(
                    session, runtime, comment_id, _passed_on(form), staff_id=current_staff().id
                )
                state = case.item.state
            else:
                state = services.decide_flag(
                    session, runtime, comment_id, _decision(form), staff_id=current_staff().id
                )
    except IllegalTransition as refused:
        return _refused(comment_id, refused)
    saved = "second" if state == "second_wanted" else "decided"
    return redirect(url_for("staff.triage", saved=saved), 303)


@blueprint.post("/safeguarding/<uuid:comment_id>/details")
def triage_details(comment_id: UUID) -> str | tuple[str, int]:
    """Show a lead how to reach the family, once, for a reason that is written down (R4-03, R4-25, R4-26)."""
    case, form, runtime = _open(comment_id), HandOffForm(), current_runtime()
    if not form.validate() or form.reason.data not in LEAD_REASONS:
        return _page(
            case, _form(case, fresh=True), problems=[("reason-mash", MESSAGES["why"])]
        ), 400
    with runtime.database.transaction() as session:
        details = open_contact(
            session, runtime, case.item.response_id, staff=current_staff(), reason=form.reason.data
        )
    return _page(case, _form(case, fresh=True), details=details)


@blueprint.post("/responses/<uuid:response_id>/flag")
def raise_flag(response_id: UUID) -> tuple[str, int] | Response:
    """Pass to safeguarding what a person noticed; from then on the response is held (R4-22, R4-25)."""
    form, runtime = RaiseForm(), current_runtime()
    form.validate()
    if problems := form.find_problems(load_comment_ids(response_id)):
        return show_with_raise(response_id, form, problems), 400
    with runtime.database.transaction() as session:
        services.raise_flag(
            session, runtime, UUID(form.comment.data), urgency=form.urgency.data,
            staff_id=current_staff().id,
        )  # fmt: skip
    return redirect(url_for("staff.queue", passed=1), 303)


def _open(comment_id: UUID) -> TriageCase:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        return services.open_case(session, runtime, comment_id, staff_id=current_staff().id)


def _form(case: TriageCase, *, fresh: bool = False) -> TriageForm:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        people = services.list_colleagues(session)
    return triage_form(
        people=[(str(staff_id), name) for staff_id, name in people],
        immediate=case.item.urgency == "immediate",
        now=runtime.clock.now().astimezone(LONDON),
        needs_details=case.item.outcome is not None,
        fresh=fresh,
    )


def _decision(form: TriageForm) -> TriageDecision:
    return TriageDecision(
        outcome=form.outcome.data,
        release=form.then.data == RELEASE,
        passed_on=_passed_on(form) if form.has_details() else None,
        about_staff_id=UUID(form.about.data) if form.about.data else None,
    )


def _passed_on(form: TriageForm) -> PassedOn:
    day, at = form.read_day(), form.read_time()
    assert day is not None and at is not None  # noqa: S101, PT018 (the form has made sure)
    when = datetime.combine(day, at, LONDON)
    return PassedOn((form.reference.data or "").strip(), (form.who.data or "").strip(), when)


def _refused(comment_id: UUID, refused: IllegalTransition) -> tuple[str, int]:
    case = _open(comment_id)
    return _page(case, _form(case), problems=[("steps", refused.public_message)]), 409


def _page(
    case: TriageCase,
    form: TriageForm,
    *,
    problems: list[tuple[str, str]] | None = None,
    saved: str | None = None,
    details: ContactDetails | None = None,
) -> str:
    with current_runtime().database.reading() as session:
        reachable = is_reachable(session, case.item.response_id)
    return render_template(
        "staff/triage_case.html",
        case=case_view(case, current_runtime().clock.now()),
        form=form,
        problems=problems or [],
        wrong=dict(problems or []),
        saved=saved,
        opened=count_of(case.opened_today, "flagged comment", "flagged comments"),
        reachable=reachable,
        details=details,
        reasons=LEAD_REASONS,
    )
