"""How good the machine is, measured on comments that two people coded without seeing what it says (R5-14)."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.services import blind, blind_results
from feedback.services.codebook import StoredTheme
from feedback.services.find_comments import list_quarters
from feedback.services.trusted import measure_trust
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.routes_codebook import stored_codebook
from feedback.web.staff.views_measure import (
    say_codes,
    say_question,
    view_between,
    view_comparison,
    view_progress,
    view_quarter,
    view_trust,
)
from forms.staff.blind import SAYS, CodingForm, SampleForm
from forms.staff.messages import MESSAGES

Answer = str | tuple[str, int] | Response
Problems = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CodingPage:
    """What a page needs on which somebody says what a comment speaks of.

    Args:
        said: (name, what they said) of others: only once both have coded everything.
    """

    title: str
    action: str
    words: str
    question: str
    said: tuple[tuple[str, str], ...] = ()


@blueprint.get("/measure")
def measure() -> str:
    """Show how well each theme is found, the samples, and what learning from decisions brought."""
    return _measure_page(_sample_form(), [])


@blueprint.post("/measure/samples")
def measure_open() -> Answer:
    """Draw a sample."""
    form, runtime = _sample_form(), current_runtime()
    if not form.validate():
        return _measure_page(form, form.find_problems()), 400
    try:
        with runtime.database.transaction() as session:
            sample_id = blind.open_sample(
                session, runtime, Quarter.parse(form.quarter.data), size=int(form.size.data),
                staff_id=current_staff().id,
            )  # fmt: skip
    except Conflict:
        return _measure_page(form, [("quarter", MESSAGES["sample_few"])]), 409
    return redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)


@blueprint.route("/measure/samples/<uuid:sample_id>/code", methods=["GET", "POST"])
def measure_code(sample_id: UUID) -> Answer:
    """Show the next comment to somebody who codes, with nothing that anybody else says of it; store what they say."""
    runtime, staff_id = current_runtime(), current_staff().id
    with runtime.database.reading() as session:
        wanted = blind.next_to_code(session, runtime, sample_id, staff_id=staff_id)
    if wanted is None:
        return redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)
    page = CodingPage(
        f"Comment {wanted.place} of {wanted.of}",
        url_for("staff.measure_code", sample_id=sample_id),
        wanted.masked,
        say_question(wanted.construct),
    )
    themes, form = stored_codebook().active, CodingForm()
    if request.method == "GET":
        return _coding_page(page, themes, CodingForm(formdata=None), {}, [], wanted.comment_id)
    codes = form.read_codes([theme.id for theme in themes], request.form.items())
    if problems := form.find_problems(codes):
        return _coding_page(page, themes, form, codes, problems, wanted.comment_id), 400
    # A page that was sent twice, or late: the comment that stands here now is another one.
    if request.form.get("comment") == str(wanted.comment_id):
        with runtime.database.transaction() as session:
            blind.store_coding(
                session, runtime, sample_id, wanted.comment_id, codes=codes, staff_id=staff_id
            )
    return redirect(url_for("staff.measure_code", sample_id=sample_id), 303)


@blueprint.get("/measure/samples/<uuid:sample_id>")
def measure_sample(sample_id: UUID) -> str:
    """Show how far a sample is, and what two people said of it once both have finished."""
    runtime, staff_id = current_runtime(), current_staff().id
    with runtime.database.reading() as session:
        progress = blind.get_progress(session, runtime, sample_id, staff_id=staff_id)
        results = None
        if progress.finished:
            results = blind_results.show_results(session, runtime, sample_id, staff_id=staff_id)
    labels = _labels()
    return render_template(
        "staff/measure_sample.html",
        sample=view_progress(progress),
        results=results,
        between=[view_between(one, labels) for one in results.between] if results else [],
        differing=[
            (
                one,
                say_question(one.construct),
                [(name, say_codes(codes, labels)) for name, codes in one.said],
                "" if one.agreed is None else say_codes(one.agreed, labels),
            )
            for one in (results.differing if results else ())
        ],
    )


@blueprint.post("/measure/samples/<uuid:sample_id>/agree")
def measure_agree(sample_id: UUID) -> Response:
    """Take what both coded alike."""
    runtime = current_runtime()
    if check_form():
        with runtime.database.transaction() as session:
            blind.take_agreed(session, runtime, sample_id, staff_id=current_staff().id)
    return redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)


@blueprint.route(
    "/measure/samples/<uuid:sample_id>/comments/<uuid:comment_id>", methods=["GET", "POST"]
)
def measure_comment(sample_id: UUID, comment_id: UUID) -> Answer:
    """Show what two people said of a comment side by side, and settle what it says."""
    runtime, staff_id, labels = current_runtime(), current_staff().id, _labels()
    with runtime.database.reading() as session:
        results = blind_results.show_results(session, runtime, sample_id, staff_id=staff_id)
    back = redirect(url_for("staff.measure_sample", sample_id=sample_id), 303)
    differing = {one.comment_id: one for one in results.differing if one.agreed is None}
    if comment_id not in differing:
        return back
    wanted = differing[comment_id]
    page = CodingPage(
        "What does this comment say?",
        url_for("staff.measure_comment", sample_id=sample_id, comment_id=comment_id),
        wanted.masked,
        say_question(wanted.construct),
        tuple((name, say_codes(codes, labels)) for name, codes in wanted.said),
    )
    themes, form = stored_codebook().active, CodingForm()
    if request.method == "GET":
        (_first, ones), (_second, others) = wanted.said
        alike = {theme: how for theme, how in ones.items() if others.get(theme) == how}
        return _coding_page(page, themes, CodingForm(formdata=None), alike, [], comment_id)
    codes = form.read_codes([theme.id for theme in themes], request.form.items())
    if problems := form.find_problems(codes):
        return _coding_page(page, themes, form, codes, problems, comment_id), 400
    with runtime.database.transaction() as session:
        blind.agree_on(session, runtime, sample_id, comment_id, codes=codes, staff_id=staff_id)
    return back


def _sample_form() -> SampleForm:
    form = SampleForm(formdata=request.form if request.method == "POST" else None)
    with current_runtime().database.reading() as session:
        form.offer_quarters(list_quarters(session))
    return form


def _labels() -> dict[str, str]:
    return {theme.id: theme.words.label for theme in stored_codebook().themes}


def _measure_page(form: SampleForm, problems: Problems) -> str:
    runtime, staff_id, labels = current_runtime(), current_staff().id, _labels()
    with runtime.database.reading() as session:
        trust = measure_trust(session, runtime)
        quarters = blind_results.list_quarters(session, runtime)
        comparisons = blind_results.show_comparisons(session)
        samples = blind.list_progress(session, runtime, staff_id=staff_id)
    return render_template(
        "staff/measure.html",
        blind=any(one.measured is not None for one in trust),
        themes=[view_trust(one, labels) for one in trust],
        quarters=[view_quarter(one, labels) for one in quarters],
        comparisons=[view_comparison(one) for one in comparisons],
        samples=[view_progress(one) for one in samples],
        form=form,
        problems=problems,
        wrong=dict(problems),
    )


def _coding_page(
    page: CodingPage,
    themes: tuple[StoredTheme, ...],
    form: CodingForm,
    codes: dict[str, str],
    problems: Problems,
    comment_id: UUID,
) -> str:
    return render_template(
        "staff/measure_code.html",
        page=page,
        comment_id=comment_id,
        themes=[(theme, codes.get(theme.id, "")) for theme in themes],
        says=SAYS,
        none=bool(form.none.data),
        problems=problems,
        wrong=dict(problems),
    )
