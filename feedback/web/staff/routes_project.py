"""Comments as a project for QualCoder and its like, and one's own codes of a blind sample back from it."""

from uuid import UUID

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.domain.errors import Conflict, ImportRefused, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.blind import store_codings
from feedback.services.exchange_project import MOST_BYTES
from feedback.services.find_comments import list_quarters
from feedback.services.projects import TakenBack, quarter_project, read_codings, sample_project
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_measure import say_question
from forms.staff.messages import MESSAGES
from forms.staff.projects import NONE, QuarterOutForm, StoreCodesForm, TakeBackForm

Answer = str | tuple[str, int] | AnyResponse
Problems = list[tuple[str, str]]


@blueprint.route("/codebook/project", methods=["GET", "POST"])
def project_out() -> Answer:
    """Ask for a quarter; return its comments and what people decided of them as a project."""
    form, runtime = QuarterOutForm(), current_runtime()
    with runtime.database.reading() as session:
        form.offer_quarters(list_quarters(session))
    if not form.is_submitted():
        return _out_page(form, [])
    if not form.validate():
        return _out_page(form, form.find_problems()), 400
    quarter = Quarter.parse(form.quarter.data)
    try:
        with runtime.database.transaction() as session:
            made = quarter_project(
                session, runtime, quarter, say=say_question, staff_id=current_staff().id
            )
    except NotFound as nothing:
        return _out_page(form, [("quarter", nothing.public_message)]), 409
    return _file(made, f"comments-{quarter}.qdpx")


@blueprint.post("/measure/samples/<uuid:sample_id>/project.qdpx")
def measure_project(sample_id: UUID) -> Answer:
    """Return a blind sample to be coded elsewhere."""
    runtime = current_runtime()
    if not check_form():
        return redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)
    with runtime.database.transaction() as session:
        made = sample_project(
            session, runtime, sample_id, say=say_question, staff_id=current_staff().id
        )
    return _file(made, f"blind-sample-{str(sample_id)[:8]}.qdpx")


@blueprint.route("/measure/samples/<uuid:sample_id>/take-back", methods=["GET", "POST"])
def measure_take_back(sample_id: UUID) -> Answer:
    """Ask for a file, and show what it says before anything is stored."""
    form, runtime = TakeBackForm(), current_runtime()
    if not form.is_submitted():
        return _back_page(sample_id, form, [])
    if not form.validate():
        return _back_page(sample_id, form, form.find_problems()), 400
    written = form.file.data.stream.read(MOST_BYTES + 1)
    try:
        with runtime.database.reading() as session:
            read = read_codings(session, runtime, sample_id, written, staff_id=current_staff().id)
    except ImportRefused as refused:
        return _back_page(sample_id, form, [("file", refused.public_message)]), 400
    if not read.coded and not read.blank:
        return _back_page(sample_id, form, [("file", MESSAGES["codes_back_none"])], read), 400
    store = StoreCodesForm(formdata=None)
    store.fill(read.coded, read.blank)
    return _store_page(sample_id, store, [], read)


@blueprint.post("/measure/samples/<uuid:sample_id>/take-back/store")
def measure_store(sample_id: UUID) -> Answer:
    """Store what a file said as this person's codes of the sample, all of it or nothing."""
    form, runtime = StoreCodesForm(), current_runtime()
    if not form.validate():
        problems = form.find_problems()
        if "codes" in dict(problems):
            again = [("file", MESSAGES["codes_back"])]
            return _back_page(sample_id, TakeBackForm(formdata=None), again), 400
        return _store_page(sample_id, form, problems, None), 400
    said = form.read_codes()
    if form.blank.data == NONE:
        said |= {id_: {} for id_ in form.read_blanks()}
    try:
        with runtime.database.transaction() as session:
            store_codings(session, runtime, sample_id, said, staff_id=current_staff().id)
    except (Conflict, NotFound):
        # Coded here meanwhile, held back, or masked anew: the file is read again against what stands now.
        problem = [("file", MESSAGES["codes_back_meanwhile"])]
        return _back_page(sample_id, TakeBackForm(formdata=None), problem), 409
    return redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _out_page(form: QuarterOutForm, problems: Problems) -> str:
    return render_template(
        "staff/project_out.html", form=form, problems=problems, wrong=dict(problems)
    )


def _back_page(
    sample_id: UUID, form: TakeBackForm, problems: Problems, read: TakenBack | None = None
) -> str:
    return render_template(
        "staff/project_back.html",
        sample_id=sample_id, form=form, read=read, problems=problems, wrong=dict(problems),
    )  # fmt: skip


def _store_page(
    sample_id: UUID, form: StoreCodesForm, problems: Problems, read: TakenBack | None
) -> str:
    return render_template(
        "staff/project_store.html",
        sample_id=sample_id, form=form, read=read, problems=problems, wrong=dict(problems),
        coded=len(form.read_codes()), blank=len(form.read_blanks()),
    )  # fmt: skip
