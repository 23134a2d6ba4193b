"""What is done about a complaint, step by step; and compliments, which are kept beside complaints (R2-14)."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.complaints import (
    ComplaintRecord,
    ComplimentRecord,
    Stage,
    find_complaint_problems,
    find_compliment_problems,
)
from feedback.domain.errors import Conflict
from feedback.services.codebook import codebook_in_use
from feedback.services.complaints import (
    ComplaintPage,
    ComplaintStep,
    StepState,
    load_complaint,
    record_complaint,
)
from feedback.services.compliments import (
    Compliment,
    list_compliments,
    load_compliment,
    record_compliment,
)
from feedback.services.separation import check_may_read
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.views_registers import NOTHING, find_differences
from feedback.web.staff.words import say_day, say_forum
from forms.staff.complaints import COMPLAINT, COMPLIMENT
from forms.staff.record_messages import MESSAGES
from forms.staff.records import RecordForm, record_form, shown_in
from forms.staff.registers import THEMES

STAGES: dict[Stage, str] = {
    Stage.HAND_ON: "Pass to the complaints team",
    Stage.ACKNOWLEDGE: "Acknowledge",
    Stage.STAGE_1: "Answer (stage 1)",
    Stage.STAGE_1_COMPLEX: "Answer (stage 1, complex)",
    Stage.STAGE_2: "Answer (stage 2)",
    Stage.STAGE_2_EXTENDED: "Answer (stage 2, extended)",
    Stage.STAGE_3_ASK: "The family may ask for a panel",
    Stage.STAGE_3_PANEL: "Hold the panel (stage 3)",
    Stage.STAGE_3_REPORT: "Panel’s report",
    Stage.STAGE_3_REPLY: "Answer (stage 3)",
}
STATES: dict[StepState, str] = {
    StepState.WAITS: "Waits",
    StepState.LATE: "Late",
    StepState.DONE: "Done",
    StepState.DONE_LATE: "Done late",
    StepState.NOT_NEEDED: "Not needed",
}
Problems = list[tuple[str, str]]


def say_step(step: ComplaintStep) -> tuple[str, str, str, str]:
    """Return a step as (what, due, done, state) in words."""
    done = say_day(step.done_on) if step.done_on else NOTHING
    return STAGES[step.stage], say_day(step.due_on), done, STATES[step.state]


@blueprint.route("/complaints/<uuid:response_id>/steps", methods=["GET", "POST"])
def complaint_steps(response_id: UUID) -> str | tuple[str, int] | Response:
    """Show what was done about a complaint; store what is new, and overwrite nothing unseen."""
    runtime, found = current_runtime(), _load(response_id)
    made = record_form(ComplaintRecord, COMPLAINT, {})
    if request.method == "GET":
        stands = shown_in(found.record) | {"version": str(found.version)}
        return _complaint_page(found, made(formdata=None, data=stands), [])
    form = made(request.form)
    if form.version.data != str(found.version):
        return _complaint_conflict(found, form)
    today = runtime.clock.today()
    problems = form.find_all_problems(
        lambda said: find_complaint_problems(said, received_on=found.item.received_on, today=today)
    )
    if problems:
        return _complaint_page(found, form, problems), 400
    try:
        with runtime.database.transaction() as session:
            record_complaint(
                session, runtime, response_id, form.draft(), version=form.seen_version,
                staff_id=current_staff().id,
            )  # fmt: skip
    except Conflict:
        return _complaint_conflict(_load(response_id), form)
    return redirect(url_for("staff.hand_off", response_id=response_id, saved=1), 303)


@blueprint.get("/compliments")
def compliments() -> str:
    """List the compliments, the newest first."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = list_compliments(session)
        themes = codebook_in_use(session, runtime).by_id
    return render_template(
        "staff/compliments.html",
        items=[(one, *_say(one, {t.id: t.label for t in themes.values()})) for one in found],
        saved="saved" in request.args,
    )


@blueprint.route("/responses/<uuid:response_id>/compliment", methods=["GET", "POST"])
def compliment(response_id: UUID) -> str | tuple[str, int] | Response:
    """Mark a response as a compliment; it goes to the worker only with the family's yes."""
    runtime, found = current_runtime(), _load_compliment(response_id)
    made = record_form(ComplimentRecord, COMPLIMENT, {THEMES: _themes(found)})
    if request.method == "GET":
        stands = shown_in(found.record) if found.record else {}
        form = made(formdata=None, data=stands | {"version": str(found.version)})
        return _compliment_page(found, form, [])
    form = made(request.form)
    if form.version.data != str(found.version):
        return _compliment_conflict(found, form)
    today = runtime.clock.today()
    problems = form.find_all_problems(
        lambda said: find_compliment_problems(said, received_on=found.received_on, today=today)
    )
    if problems:
        return _compliment_page(found, form, problems), 400
    try:
        with runtime.database.transaction() as session:
            record_compliment(
                session, runtime, response_id, form.draft(), version=form.seen_version,
                staff_id=current_staff().id,
            )  # fmt: skip
    except Conflict:
        return _compliment_conflict(_load_compliment(response_id), form)
    return redirect(url_for("staff.compliments", saved=1), 303)


def _load(response_id: UUID) -> ComplaintPage:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        return load_complaint(session, runtime, response_id)


def _load_compliment(response_id: UUID) -> Compliment:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = load_compliment(session, response_id)
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
    return found


def _themes(found: Compliment) -> list[tuple[str, str]]:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        themes = {theme.id: theme.label for theme in codebook_in_use(session, runtime).themes}
    if found.record is not None:
        themes.setdefault(found.record.theme, found.record.theme)
    return list(themes.items())


def _say(one: Compliment, themes: dict[str, str]) -> Sequence[str]:
    days = (one.record.agreed_on, one.record.passed_on, one.record.thanked_on) if one.record else ()
    theme = one.record.theme if one.record else ""
    said = (say_day(day) if day else NOTHING for day in days)
    return say_day(one.received_on), say_forum(one.forum), themes.get(theme, theme), *said


def _complaint_conflict(found: ComplaintPage, form: RecordForm) -> tuple[str, int]:
    return _conflict(found.record, found.version, form, lambda p, d: _complaint_page(found, form, p, d))  # fmt: skip


def _compliment_conflict(found: Compliment, form: RecordForm) -> tuple[str, int]:
    return _conflict(found.record, found.version, form, lambda p, d: _compliment_page(found, form, p, d))  # fmt: skip


def _conflict(
    theirs: Any, version: int, form: RecordForm, page: Callable[[Problems, Any], str]
) -> tuple[str, int]:
    differences = find_differences(theirs, form) if theirs is not None else []
    form.version.data = str(version)
    return page([("form", MESSAGES["changed"])], differences), 409


def _complaint_page(
    found: ComplaintPage, form: RecordForm, problems: Problems, differences: Any = None
) -> str:
    return render_template(
        "staff/complaint_steps.html",
        response_id=found.item.response_id,
        received=say_day(found.item.received_on),
        steps=[say_step(step) for step in found.steps],
        form=form,
        problems=problems,
        wrong=dict(problems),
        differences=differences,
    )


def _compliment_page(
    found: Compliment, form: RecordForm, problems: Problems, differences: Any = None
) -> str:
    return render_template(
        "staff/compliment.html",
        response_id=found.response_id,
        received=say_day(found.received_on),
        form=form,
        problems=problems,
        wrong=dict(problems),
        differences=differences,
    )
