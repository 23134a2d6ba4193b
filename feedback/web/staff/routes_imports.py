"""Files from other surveys: sent, looked at, stored or given up. Which column is what: `routes_import_columns`."""

import csv
import io
from dataclasses import replace
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from feedback.domain.enums import ImportState
from feedback.domain.errors import ImportRefused
from feedback.services.import_grid import ENCODINGS, MOST_BYTES, TOO_LARGE
from feedback.services.import_plan import find_problems
from feedback.services.import_rows import RejectedRow
from feedback.services.import_uploads import (
    Upload,
    discard_upload,
    get_row,
    keep_plan,
    list_imported,
    list_own,
    open_upload,
    take_upload,
)
from feedback.services.saved_mappings import forget_mapping, list_mappings, save_mapping
from feedback.services.store_upload import (
    AT_ONCE_ROWS,
    Checked,
    check_upload,
    see_strict,
    show_rows,
    store_now,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff, sees_held
from feedback.web.staff.views_imports import left_out, line_of, say_days
from feedback.web.staff.words import in_order, say_day
from forms.staff.imports import ALL, StoreForm, UploadForm
from forms.staff.messages import MESSAGES

MOST_SENT = MOST_BYTES + 100_000
"""The file, and the other fields of its form."""
SHOWN_REJECTED = 20

Page = str | tuple[str, int] | AnyResponse


@blueprint.get("/imports")
def imports() -> str:
    """Ask for a file; list those that wait and what was imported."""
    return _page(_upload_form())


@blueprint.post("/imports")
def import_upload() -> Page:
    """Read a file and let it wait, sealed; one that is too large is refused before it is read."""
    request.max_content_length = MOST_SENT
    try:
        form = _upload_form(sent=True)
    except RequestEntityTooLarge:
        return _page(_upload_form(), [("file", TOO_LARGE)]), 413
    if not form.validate():
        return _page(form, form.find_problems()), 400
    try:
        upload_id = take_upload(
            current_runtime(),
            staff_id=current_staff().id,
            slug=form.slug.data,
            filename=form.file.data.filename or "",
            content=form.file.data.stream.read(MOST_BYTES + 1),
            encoding=form.encoding.data or "",
        )
    except ImportRefused as refused:
        return _page(form, [("file", refused.public_message)]), 400
    return redirect(url_for("staff.import_columns", upload_id=upload_id), 303)


@blueprint.get("/imports/<uuid:upload_id>/check")
def import_check(upload_id: UUID) -> Page:
    """Show how every row would be accounted for, and the first rows as they would be stored."""
    upload = opened(upload_id)
    if upload.state is not ImportState.WAITING:
        return redirect(url_for("staff.import_state", upload_id=upload_id), 303)
    if find_problems(upload.plan, upload.grid, upload.questionnaire):
        return redirect(url_for("staff.import_columns", upload_id=upload_id), 303)
    return _check_page(upload, StoreForm(formdata=None), [])


@blueprint.post("/imports/<uuid:upload_id>/check")
def import_store(upload_id: UUID) -> Page:
    """Store the file: a small one at once, a long one by the worker; in one transaction either way."""
    upload, form = opened(upload_id), StoreForm()
    if find_problems(upload.plan, upload.grid, upload.questionnaire):
        return redirect(url_for("staff.import_columns", upload_id=upload_id), 303)
    try:
        checked = check_upload(current_runtime(), upload)
        if not checked.new:
            return redirect(url_for("staff.import_check", upload_id=upload_id), 303)
        if not form.validate():
            return _check_page(upload, form, form.find_problems()), 400
        _store(upload, form, checked)
    except ImportRefused as refused:
        return _check_page(upload, form, [("strict", refused.public_message)]), 400
    return redirect(url_for("staff.import_state", upload_id=upload_id), 303)


def _store(upload: Upload, form: StoreForm, checked: Checked) -> None:
    upload = replace(upload, plan=replace(upload.plan, strict=form.strict.data == ALL))
    see_strict(upload, checked)
    runtime, staff_id = current_runtime(), current_staff().id
    queue = len(checked.new) > AT_ONCE_ROWS
    with runtime.database.transaction() as session:
        keep_plan(session, runtime, upload.id, staff_id, upload.plan, queue=queue)
        if form.remember.data and not upload.plan.ready:
            save_mapping(
                session,
                runtime,
                upload.plan,
                upload.grid,
                slug=upload.questionnaire.slug,
                staff_id=staff_id,
            )
    if not queue:
        store_now(runtime, upload.id, staff_id)


@blueprint.post("/imports/<uuid:upload_id>/give-up")
def import_give_up(upload_id: UUID) -> Page:
    """Delete a file that is not to be stored."""
    if not check_form():
        return _page(_upload_form(), [("file", MESSAGES["entry_renewed"])]), 400
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        discard_upload(session, runtime, upload_id, current_staff().id)
    return redirect(url_for("staff.imports", gone=1), 303)


@blueprint.post("/imports/forget")
def import_mapping_forget() -> Page:
    """Forget how a survey's files are read."""
    if not check_form():
        return _page(_upload_form(), [("file", MESSAGES["entry_renewed"])]), 400
    with current_runtime().database.transaction() as session:
        forget_mapping(session, request.form.get("survey", ""))
    return redirect(url_for("staff.imports"), 303)


@blueprint.get("/imports/<uuid:upload_id>")
def import_state(upload_id: UUID) -> Page:
    """Show how far a file is, or what became of it."""
    with current_runtime().database.reading() as session:
        row = get_row(session, upload_id, current_staff().id)
    if row.state is ImportState.WAITING:
        return redirect(url_for("staff.import_columns", upload_id=upload_id), 303)
    return render_template(
        "staff/import_state.html",
        row=row,
        done=row.state is ImportState.STORED,
        queued=row.state is ImportState.QUEUED,
        rejected=row.rejected[:SHOWN_REJECTED],
        rejected_count=len(row.rejected),
    )


@blueprint.get("/imports/<uuid:upload_id>/rejected.csv")
def import_rejected_file(upload_id: UUID) -> Response:
    """Return the rows that are not taken as CSV: numbers and reasons, never what a cell held."""
    with current_runtime().database.reading() as session:
        row = get_row(session, upload_id, current_staff().id)
    rejected = [(number, reason) for number, reason in row.rejected]
    if row.state is ImportState.WAITING:
        found = check_upload(current_runtime(), opened(upload_id)).rejected
        rejected = [(one.row, one.reason) for one in found]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("row", "reason"), *rejected])
    answer = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="rows-not-taken.csv"'
    return answer


def opened(upload_id: UUID) -> Upload:
    """Return a file of the officer's own."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        return open_upload(session, runtime, upload_id, current_staff().id)


def _upload_form(*, sent: bool = False) -> UploadForm:
    form = UploadForm() if sent else UploadForm(formdata=None)
    asked = in_order(current_runtime().questionnaires.values())
    encodings = {code: name or "Work it out" for code, name in ENCODINGS.items()}
    form.offer([(q.slug, f"{q.door or q.title} ({q.slug})") for q in asked], encodings.items())
    return form


def _page(form: UploadForm, problems: list[tuple[str, str]] | None = None) -> str:
    with current_runtime().database.reading() as session:
        own = [line_of(one) for one in list_own(session, current_staff().id)]
        batches, kept = list_imported(session), list_mappings(session)
    return render_template(
        "staff/imports.html",
        form=form,
        problems=problems or [],
        wrong=dict(problems or ()),
        own=own,
        kept=kept,
        batches=[(say_day(one.imported_utc.date()), one) for one in batches],
        gone="gone" in request.args,
    )


def _check_page(upload: Upload, form: StoreForm, problems: list[tuple[str, str]]) -> str:
    runtime = current_runtime()
    try:
        checked: Checked | None = check_upload(runtime, upload)
    except ImportRefused as refused:
        checked, problems = None, [("columns-link", refused.public_message)]
    rejected: tuple[RejectedRow, ...] = checked.rejected if checked else ()
    own_series = checked is not None and checked.questionnaire.id != upload.questionnaire.id
    shown = show_rows(runtime, checked, sees_held=sees_held(current_staff())) if checked else []
    return render_template(
        "staff/import_check.html",
        form=form,
        problems=problems,
        wrong=dict(problems),
        upload=upload,
        checked=checked,
        stored=len(checked.new) if checked else 0,
        rejected=rejected[:SHOWN_REJECTED],
        rejected_count=len(rejected),
        shown=[(one.row, say_day(one.received_on), one.answers) for one in shown],
        asked=checked.questionnaire.questions if checked and own_series else (),
        left_out=", ".join(left_out(upload.plan)),
        before=say_days(upload.imported_on),
        long=checked is not None and len(checked.new) > AT_ONCE_ROWS,
    )
