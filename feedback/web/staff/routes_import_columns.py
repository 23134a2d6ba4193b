"""Which column of a file is which question, and which of its words is which answer."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.enums import ImportState
from feedback.services.import_days import DayOrder
from feedback.services.import_plan import Plan, chosen_columns, find_problems, suggest_values
from feedback.services.import_uploads import Upload, keep_plan
from feedback.services.saved_mappings import apply_mapping, list_mappings
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_imports import opened
from feedback.web.staff.views_imports import (
    asked_answers,
    column_hints,
    column_labels,
    role_choices,
    say_days,
    say_problems,
)
from forms.staff.imports import (
    BOTH,
    NEW_LINE,
    ONCE,
    ColumnsForm,
    answers_form,
    column_field,
    columns_form,
)
from forms.staff.messages import MESSAGES

Page = str | tuple[str, int] | Response


@blueprint.route("/imports/<uuid:upload_id>/columns", methods=["GET", "POST"])
def import_columns(upload_id: UUID) -> Page:
    """Ask which column is which question; keep what is sound, or say beside each field what is not."""
    upload = opened(upload_id)
    if upload.state is not ImportState.WAITING:
        return redirect(url_for("staff.import_state", upload_id=upload_id), 303)
    if request.method == "GET":
        return _columns_page(upload, _columns_form(upload, sent=False), [])
    form = _columns_form(upload, sent=True)
    if not form.validate():
        return _columns_page(upload, form, _in_order(upload, form.find_problems())), 400
    if request.form.get("go") == "apply":
        return _apply(upload, form)
    plan = _plan_of(upload, form)
    if problems := _problems(upload, plan):
        return _columns_page(upload, form, problems), 400
    if not plan.ready:
        plan = suggest_values(plan, upload.grid, upload.questionnaire)
    _keep(upload, plan)
    asks = not plan.ready and chosen_columns(plan, upload.questionnaire)
    step = "staff.import_answers" if asks else "staff.import_check"
    return redirect(url_for(step, upload_id=upload_id), 303)


@blueprint.route("/imports/<uuid:upload_id>/answers", methods=["GET", "POST"])
def import_answers(upload_id: UUID) -> Page:
    """Ask which word of the file is which answer; one that is none of ours has its rows listed."""
    upload = opened(upload_id)
    plan = upload.plan
    if upload.state is not ImportState.WAITING:
        return redirect(url_for("staff.import_state", upload_id=upload_id), 303)
    if find_problems(plan, upload.grid, upload.questionnaire):
        return redirect(url_for("staff.import_columns", upload_id=upload_id), 303)
    columns, fields, means = asked_answers(plan, upload.grid, upload.questionnaire)
    made = answers_form(fields)
    if request.method == "GET":
        known = {
            name: plan.values.get(place, {}).get(said, "") for name, (place, said) in means.items()
        }
        form, problems = made(formdata=None, data=known), []
    else:
        form = made()
        problems = [] if form.validate() else form.find_problems()
    if request.method == "GET" or problems:
        page = render_template(
            "staff/import_answers.html",
            upload=upload,
            form=form,
            columns=columns,
            problems=problems,
            wrong=dict(problems),
        )
        return (page, 400) if problems else page
    values: dict[int, dict[str, str]] = {}
    for name, (place, said) in means.items():
        if code := form[name].data:
            values.setdefault(place, {})[said] = code
    _keep(upload, replace(plan, values=values))
    return redirect(url_for("staff.import_check", upload_id=upload_id), 303)


def _problems(upload: Upload, plan: Plan) -> list[tuple[str, str]]:
    """Return (field id, message) of what is wrong."""
    said = say_problems(find_problems(plan, upload.grid, upload.questionnaire), column_field(0))
    if plan.day and plan.day > current_runtime().clock.today():
        said.append(("day", MESSAGES["day_to_come"]))
    return _in_order(upload, said)


def _in_order(upload: Upload, problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the problems in the order of the page."""
    columns = [column_field(place) for place in range(len(upload.grid.header))]
    page = ["use", "survey", *columns, "day", "day_order", "separator", "same"]
    return sorted(problems, key=lambda problem: page.index(problem[0]))


def _apply(upload: Upload, form: ColumnsForm) -> Page:
    """Read the file as the survey's files were read before."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        plan = apply_mapping(
            session, runtime, form.use.data or "", upload.grid, upload.questionnaire
        )
    if plan is None:
        return _columns_page(upload, form, [("use", MESSAGES["choice"])]), 400
    _keep(upload, plan)
    return redirect(url_for("staff.import_columns", upload_id=upload.id), 303)


def _keep(upload: Upload, plan: Plan) -> None:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        keep_plan(session, runtime, upload.id, current_staff().id, plan)


def _plan_of(upload: Upload, form: ColumnsForm) -> Plan:
    order = form.day_order.data
    known = replace(
        upload.plan,
        survey=" ".join((form.survey.data or "").split()),
        day=form.read_day(),
    )
    if known.ready:
        return known
    return replace(
        known,
        roles=form.read_roles(len(upload.grid.header)),
        separator=form.read_separator(),
        day_order=DayOrder(order) if order else None,
        once_each=form.same.data == ONCE,
    )


def _columns_form(upload: Upload, *, sent: bool) -> ColumnsForm:
    plan, grid = upload.plan, upload.grid
    labels = [] if plan.ready else column_labels(grid)
    made = columns_form(labels, role_choices(upload.questionnaire))
    stands = {
        "survey": plan.survey,
        "separator": NEW_LINE if plan.separator == "\n" else plan.separator,
        "day_order": plan.day_order or "",
        "day": plan.day.isoformat() if plan.day else "",
        "same": ONCE if plan.once_each else BOTH,
        **{column_field(place): role for place, role in enumerate(plan.roles)},
    }
    form = made() if sent else made(formdata=None, data=stands)
    with current_runtime().database.reading() as session:
        kept = list_mappings(session, upload.questionnaire.slug)
    form.offer_kept(kept)
    return form


def _columns_page(upload: Upload, form: ColumnsForm, problems: list[tuple[str, str]]) -> str:
    grid, ready = upload.grid, bool(upload.plan.ready)
    hints = [] if ready else column_hints(grid)
    return render_template(
        "staff/import_columns.html",
        upload=upload,
        form=form,
        ready=ready,
        columns=[(form[column_field(place)], hint) for place, hint in enumerate(hints)],
        problems=problems,
        wrong=dict(problems),
        before=say_days(upload.imported_on),
    )
