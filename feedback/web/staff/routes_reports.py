"""Prepare a quarter's report: draft it, check it as one of two, freeze it, publish it (R5-03)."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from feedback.domain.errors import (
    Conflict,
    FeedbackError,
    IllegalTransition,
    NotAllowed,
    NotFound,
    ReasonWanted,
)
from feedback.domain.quarters import Quarter
from feedback.domain.reports import CHECKERS, LEAST_NOTICE_WORKING_DAYS, ReportState
from feedback.rendering.files import make_files
from feedback.rendering.html import report_parts
from feedback.services.draft_report import (
    Draft,
    check_draft,
    freeze_draft,
    get_draft,
    make_draft,
)
from feedback.services.forum_notice import Notice, list_cut_short, list_notices
from feedback.services.freeze_quarter import FrozenQuarter, find_frozen
from feedback.services.publish_report import publish_report
from feedback.services.report_states import ReportLine, get_line, list_reports
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.words import say_day
from forms.staff.messages import MESSAGES
from forms.staff.reports import CHECK, FREEZE, PUBLISH, DraftForm, StepForm

Problems = list[tuple[str, str]]
Answered = tuple[str, int] | Response
STATES: dict[ReportState | None, str] = {
    None: "Not begun",
    ReportState.DRAFT: "Draft",
    ReportState.CHECKED: "Checked",
    ReportState.FROZEN: "Frozen",
    ReportState.PUBLISHED: "Published",
}


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft in words, and what this person may do with it."""

    hash: str
    version: int
    made: str
    checked_by: tuple[str, ...]
    missing: int
    checks: bool
    freezes: bool
    corrects: bool
    has_words: bool


@blueprint.get("/reports")
def report_desk() -> str:
    """List the quarters that are over, and where the report of each is."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        lines = list_reports(session, runtime.clock.today())
    return render_template("staff/report_desk.html", lines=lines, states=STATES)


@blueprint.get("/reports/<written>")
def report_quarter(written: str) -> str:
    """Show where the report of one period is, and the next step."""
    return _page(_read(written), None, StepForm(formdata=None), [])


@blueprint.get("/reports/<written>/draft")
def report_preview(written: str) -> str:
    """Show the draft as it would be published."""
    quarter = _quarter(written)
    with current_runtime().database.reading() as session:
        draft = get_draft(session, quarter)
    return render_template(
        "staff/report_preview.html",
        quarter=quarter,
        draft=draft,
        parts=Markup(report_parts(draft.snapshot)),  # noqa: S704 (it escapes every word itself)
    )


@blueprint.post("/reports/<written>/draft")
def report_draft(written: str) -> Answered:
    """Make the draft from the data as it is now."""
    quarter, form, runtime = _quarter(written), DraftForm(), current_runtime()
    with runtime.database.reading() as session:
        line = get_line(session, str(quarter))
    form.corrects.data = "yes" if _corrects(line) else ""
    form.validate()
    problems = form.find_problems()
    if problems:
        return _page(str(quarter), form, StepForm(formdata=None), problems), 400
    try:
        with runtime.database.transaction() as session:
            make_draft(
                session, runtime, quarter, staff_id=current_staff().id,
                change_note=form.change_note.data or "",
            )  # fmt: skip
    except Conflict as refused:
        return _refused(str(quarter), form, refused)
    return redirect(url_for("staff.report_quarter", written=quarter, saved=1), 303)


@blueprint.post("/reports/<written>")
def report_step(written: str) -> Answered:
    """Check, freeze or publish, as the button says."""
    period, form, go = _read(written), StepForm(), request.form.get("go")
    if not check_form():
        return _page(period, None, form, [("form", MESSAGES["renewed"])]), 400
    if go == CHECK and not form.read.data:
        problems = [("read", MESSAGES["read_report"])]
        return _page(period, None, form, problems), 400
    try:
        _go(period, go, form)
    except ReasonWanted as wanted:
        return _page(period, None, form, [("early", wanted.public_message)]), 400
    except (Conflict, NotAllowed, NotFound, IllegalTransition) as refused:
        return _refused(period, None, refused)
    return redirect(url_for("staff.report_quarter", written=period, saved=1), 303)


def _go(period: str, go: str | None, form: StepForm) -> None:
    runtime, me, seen = current_runtime(), current_staff().id, form.seen.data or ""
    if go == PUBLISH:
        _publish(period, seen)
        return
    if go not in (CHECK, FREEZE):
        abort(400)
    quarter = _quarter(period)
    with runtime.database.transaction() as session:
        if go == CHECK:
            check_draft(session, runtime, quarter, seen=seen, staff_id=me)
        else:
            early = form.chosen_reason
            freeze_draft(session, runtime, quarter, seen=seen, staff_id=me, early=early)


def _publish(period: str, seen: str) -> None:
    """Publish the frozen version that stood on the page. Its files are made before anything is locked."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        frozen = find_frozen(session, period)
    if frozen.content_hash != seen:
        raise Conflict("Another version was frozen since you opened this page. Look at it first.")
    council = runtime.settings.council_name
    files = make_files(frozen.snapshot, council=council, frozen=frozen.frozen_utc)
    with runtime.database.transaction() as session:
        publish_report(session, runtime, frozen, files, staff_id=current_staff().id)


def _read(written: str) -> str:
    """Return the quarter or year that the address names."""
    if written.isascii() and written.isdigit() and len(written) == 4:
        return written
    return str(_quarter(written))


def _quarter(written: str) -> Quarter:
    try:
        return Quarter.parse(written)
    except ValueError:
        abort(404)


def _corrects(line: ReportLine) -> bool:
    """Return whether the next draft corrects a version that was frozen."""
    frozen = line.state in (ReportState.FROZEN, ReportState.PUBLISHED)
    return frozen or line.version > 1


def _refused(period: str, form: DraftForm | None, refused: FeedbackError) -> Answered:
    problems = [("form", refused.public_message)]
    return _page(period, form, StepForm(formdata=None), problems), 409


def _page(period: str, form: DraftForm | None, step: StepForm, problems: Problems) -> str:
    runtime = current_runtime()
    draft: Draft | None = None
    frozen: FrozenQuarter | None = None
    notices: list[Notice] = []
    cut_short: list[Notice] = []
    with runtime.database.reading() as session:
        line = get_line(session, period)
        if line.state in (ReportState.DRAFT, ReportState.CHECKED):
            draft = get_draft(session, Quarter.parse(period))
            notices = list_notices(session, runtime, period)
            cut_short = list_cut_short(session, runtime, period)
        elif line.state is not None:
            frozen = find_frozen(session, period)
    return render_template(
        "staff/report_quarter.html",
        line=line,
        state=STATES[line.state],
        is_quarter="-" in period,
        corrects=_corrects(line),
        draft=_view(draft) if draft else None,
        frozen=frozen,
        notices=notices,
        wants_reason=bool(cut_short),
        least=LEAST_NOTICE_WORKING_DAYS,
        form=form or DraftForm(formdata=None, data={"change_note": _note(draft)}),
        step=step,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )


def _note(draft: Draft | None) -> str:
    """Return what the draft says that it corrects, to begin with when it is made again."""
    return draft.snapshot.changes[-1].note if draft and draft.snapshot.changes else ""


def _view(draft: Draft) -> DraftView:
    me = current_staff().id
    checkers = {staff for staff, _name in draft.checked_by}
    return DraftView(
        hash=draft.content_hash,
        version=draft.version,
        made=say_day(draft.made_utc.date()),
        checked_by=tuple(name for _staff, name in draft.checked_by),
        missing=max(0, CHECKERS - len(checkers)),
        checks=me not in checkers and me != draft.made_by and me not in draft.writers,
        freezes=len(checkers) >= CHECKERS and me not in checkers,
        corrects=draft.version > 1,
        has_words=draft.has_words,
    )
