"""Write under the headings of a report; figures stand in the words as names that only the report fills in (R5-11)."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.services.word_report import Written, get_place, list_figures, list_places, write_words
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from forms.staff.reports import WordsForm

Problems = list[tuple[str, str]]


@blueprint.get("/reports/<written>/words")
def report_words(written: str) -> str:
    """List the headings with what stands under each."""
    quarter = _quarter(written)
    with current_runtime().database.reading() as session:
        places = list_places(session, quarter)
    return render_template(
        "staff/report_words.html",
        quarter=quarter,
        label=quarter.label,
        places=places,
        saved="saved" in request.args,
    )


@blueprint.get("/reports/<written>/words/<int:place>")
def report_place(written: str, place: int) -> str:
    """Show the words under one heading, to be changed."""
    return _page(_quarter(written), place, None, [])


@blueprint.post("/reports/<written>/words/<int:place>")
def report_place_write(written: str, place: int) -> tuple[str, int] | Response:
    """Store the words, or say what is wrong with them; what was typed stays on the page."""
    quarter, form, runtime = _quarter(written), WordsForm(), current_runtime()
    form.validate()
    if problems := form.find_problems():
        return _page(quarter, place, form, problems), 400
    said = Written(place, form.words.data or "", form.read_version())
    try:
        with runtime.database.transaction() as session:
            write_words(session, runtime, quarter, said, staff_id=current_staff().id)
    except Conflict as refused:
        return _page(quarter, place, form, [("words", refused.public_message)]), 409
    return redirect(url_for("staff.report_words", written=quarter, saved=1), 303)


def _quarter(written: str) -> Quarter:
    try:
        return Quarter.parse(written)
    except ValueError:
        abort(404)


def _page(quarter: Quarter, place: int, form: WordsForm | None, problems: Problems) -> str:
    with current_runtime().database.reading() as session:
        at, figures = get_place(session, quarter, place), list_figures(session, quarter)
    typed = form is not None and form.words.data != at.words
    begin = WordsForm(formdata=None, data={"words": at.words})
    # The next try is made against what stands now: the page shows it beside what was typed.
    shown = form or begin
    shown.version.data = str(at.version)
    return render_template(
        "staff/report_place.html",
        quarter=quarter,
        label=quarter.label,
        at=at,
        typed=typed,
        figures=figures,
        form=shown,
        problems=problems,
        wrong=dict(problems),
    )
