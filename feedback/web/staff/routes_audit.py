"""The trail behind a theme or a figure, to take away as a table (who saw and decided what)."""

from flask import Response, render_template

from feedback.rendering.lists import list_csv
from feedback.services.audit_trail import export_trail
from feedback.services.find_comments import list_quarters
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_codebook import stored_codebook
from forms.staff.audit import TrailForm


@blueprint.get("/audit")
def audit() -> str:
    """Ask which trail."""
    return _page(_form(TrailForm(formdata=None)), [])


@blueprint.post("/audit/trail.csv")
def audit_trail() -> Response | tuple[str, int]:
    """Return the trail as a table."""
    form, runtime = _form(TrailForm()), current_runtime()
    if problems := form.find_problems():
        return _page(form, problems), 400
    with runtime.database.transaction() as session:
        head, *lines = export_trail(
            session, runtime, theme=form.theme.data or None, quarter=form.quarter.data or None,
            staff_id=current_staff().id,
        )  # fmt: skip
    answer = Response(list_csv(head, lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return answer


def _form(form: TrailForm) -> TrailForm:
    with current_runtime().database.reading() as session:
        quarters = list_quarters(session)
    form.offer(((t.id, t.words.label) for t in stored_codebook().themes), quarters)
    return form


def _page(form: TrailForm, problems: list[tuple[str, str]]) -> str:
    return render_template("staff/audit.html", form=form, problems=problems, wrong=dict(problems))
