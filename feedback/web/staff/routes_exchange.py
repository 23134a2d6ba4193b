"""The codebook as a file for other programs, and codes of other programs taken in."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.domain.errors import Conflict, ImportRefused
from feedback.services.change_codebook import Change, add_themes
from feedback.services.codebook import StoredCodebook, load_codebook
from feedback.services.exchange_codebook import MOST_BYTES, read_qdc, write_csv, write_qdc
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from forms.staff.codebook import TakeInForm
from forms.staff.messages import MESSAGES

KINDS = {"qdc": ("application/xml", write_qdc), "csv": ("text/csv; charset=utf-8", write_csv)}


@blueprint.get("/codebook/codebook.<any(qdc, csv):kind>")
def codebook_file(kind: str) -> Response:
    """Return the codebook as a file."""
    mimetype, write = KINDS[kind]
    answer = Response(write(_stored()), content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="codebook.{kind}"'
    return answer


@blueprint.route("/codebook/take-in", methods=["GET", "POST"])
def codebook_take_in() -> str | tuple[str, int] | AnyResponse:
    """Take in the codes of a file that the codebook does not have; one version, that can be undone."""
    if request.method == "GET":
        return _page(TakeInForm(formdata=None, data={"base": _stored().number}), [])
    form = TakeInForm()
    if not form.validate():
        return _page(form, form.find_problems()), 400
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            new = read_qdc(form.file.data.stream.read(MOST_BYTES + 1), load_codebook(session))
            taken = add_themes(session, runtime, new, change)
    except ImportRefused as refused:
        return _page(form, [("file", refused.public_message)]), 400
    except Conflict:
        form.base.data = str(_stored().number)
        return _page(form, [("file", MESSAGES["codebook_meanwhile"])]), 409
    if not taken:
        return _page(form, [("file", MESSAGES["nothing_new"])]), 400
    return redirect(url_for("staff.codebook"), 303)


def _stored() -> StoredCodebook:
    with current_runtime().database.reading() as session:
        return load_codebook(session)


def _page(form: TakeInForm, problems: list[tuple[str, str]]) -> str:
    return render_template(
        "staff/codebook_take_in.html", form=form, problems=problems, wrong=dict(problems)
    )
