"""What families are told: write it, check it as a second person, publish it, take it down."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from analysis.text.reading_age import reading_age
from feedback.domain.actions import OutcomeKind, OutcomeState
from feedback.domain.errors import Conflict, IllegalTransition
from feedback.services.actions import get_action
from feedback.services.outcomes import (
    LEAST_REASON,
    OLDEST_READING_AGE,
    Outcome,
    OutcomeDraft,
    get_outcome,
    list_outcomes,
    publish_outcome,
    reason_problem,
    rewrite_outcome,
    send_back,
    take_down,
    write_outcome,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_actions import OUTCOME_STATES, outcome_facts
from forms.staff.days import read_day
from forms.staff.messages import MESSAGES
from forms.staff.outcomes import CheckForm, OutcomeForm

Problems = list[tuple[str, str]]
Answered = tuple[str, int] | Response


@blueprint.get("/outcomes")
def outcomes() -> str:
    """List the texts that wait for a second person, and those that were sent back."""
    with current_runtime().database.reading() as session:
        found = list_outcomes(session, states=(OutcomeState.TO_CHECK, OutcomeState.SENT_BACK))
    mine = current_staff().id
    return render_template(
        "staff/outcomes.html",
        items=[
            (o, OUTCOME_STATES[o.state], outcome_facts(o), o.written_by_id == mine) for o in found
        ],
    )


@blueprint.get("/actions/<uuid:action_id>/tell")
def outcome_new(action_id: UUID) -> str:
    """Show the form of a new text for families."""
    return _form_page(action_id, None, OutcomeForm(formdata=None))


@blueprint.post("/actions/<uuid:action_id>/tell")
def outcome_write(action_id: UUID) -> Answered:
    """Store a new text, which waits for a second person."""
    form, runtime = OutcomeForm(request.form), current_runtime()
    problems = _find_problems(form)
    if problems or request.form.get("go") == "age":
        return _form_page(action_id, None, form, problems), 400 if problems else 200
    with runtime.database.transaction() as session:
        outcome_id = write_outcome(
            session, runtime, action_id, _draft(form), staff_id=current_staff().id
        )
    return redirect(url_for("staff.outcome", outcome_id=outcome_id, saved=1), 303)


@blueprint.get("/outcomes/<uuid:outcome_id>")
def outcome(outcome_id: UUID) -> str:
    """Show a text as families will read it, and the form with which a second person decides."""
    return _page(_find(outcome_id), CheckForm(formdata=None), [])


@blueprint.post("/outcomes/<uuid:outcome_id>")
def outcome_decide(outcome_id: UUID) -> Answered:
    """Publish a text, send it back with a reason, or take it down."""
    form, found, go = CheckForm(request.form), _find(outcome_id), request.form.get("go")
    problems = _check_problems(form, found, go)
    if problems:
        return _page(found, form, problems), 400
    runtime, me = current_runtime(), current_staff().id
    version = form.seen_version
    try:
        with runtime.database.transaction() as session:
            if go == "publish":
                publish_outcome(session, runtime, outcome_id, version=version, staff_id=me)
            elif go == "down":
                take_down(session, runtime, outcome_id, version=version, staff_id=me)
            else:
                because = form.because.data
                send_back(session, runtime, outcome_id, because, version=version, staff_id=me)
    except (Conflict, IllegalTransition):
        return _page(_find(outcome_id), form, [("form", MESSAGES["text_changed"])]), 409
    return redirect(url_for("staff.outcome", outcome_id=outcome_id, saved=1), 303)


@blueprint.get("/outcomes/<uuid:outcome_id>/change")
def outcome_form(outcome_id: UUID) -> str:
    """Show the form of a text as it stands."""
    found = _find(outcome_id)
    draft = found.draft
    given = {
        "kind": draft.kind,
        "words": draft.words,
        "child_words": draft.child_words,
        "by_on": f"{draft.by_on:%d/%m/%Y}" if draft.by_on else "",
        "passed_to": draft.passed_to,
        "version": str(found.version),
    }
    return _form_page(found.action_id, found, OutcomeForm(formdata=None, data=given))


@blueprint.post("/outcomes/<uuid:outcome_id>/change")
def outcome_change(outcome_id: UUID) -> Answered:
    """Put another text in the place of one that nobody has published."""
    form, runtime, found = OutcomeForm(request.form), current_runtime(), _find(outcome_id)
    problems = _find_problems(form)
    if problems or request.form.get("go") == "age":
        return _form_page(found.action_id, found, form, problems), 400 if problems else 200
    try:
        with runtime.database.transaction() as session:
            rewrite_outcome(
                session, runtime, outcome_id, _draft(form), version=form.seen_version,
                staff_id=current_staff().id,
            )  # fmt: skip
    except (Conflict, IllegalTransition):
        now = _find(outcome_id)
        form.version.data = str(now.version)
        return _form_page(
            now.action_id, now, form, [("form", MESSAGES["text_changed"])], theirs=now
        ), 409
    return redirect(url_for("staff.outcome", outcome_id=outcome_id, saved=1), 303)


def _find(outcome_id: UUID) -> Outcome:
    with current_runtime().database.reading() as session:
        return get_outcome(session, outcome_id)


def _draft(form: OutcomeForm) -> OutcomeDraft:
    kind = OutcomeKind(form.kind.data)
    return OutcomeDraft(
        kind=kind,
        words=form.words.data,
        child_words=form.child_words.data,
        by_on=read_day(form.by_on.data) if kind is OutcomeKind.DOING_IT else None,
        passed_to=form.passed_to.data if kind is OutcomeKind.PASSED_ON else None,
    )


def _find_problems(form: OutcomeForm) -> Problems:
    if not form.validate():
        return form.find_problems()
    problem = reason_problem(_draft(form))
    if problem == "short":
        return [("words", MESSAGES["reason_short"].format(limit=LEAST_REASON))]
    if problem == "hard":
        age = reading_age(form.words.data)
        return [("words", MESSAGES["reason_hard"].format(age=age, limit=OLDEST_READING_AGE))]
    return []


def _check_problems(form: CheckForm, found: Outcome, go: str | None) -> Problems:
    if not check_form() or not form.validate():
        return form.find_problems() or [("form", MESSAGES["renewed"])]
    if go == "publish" and found.written_by_id == current_staff().id:
        return [("form", MESSAGES["two_people"])]
    if go == "publish" and not form.says.data:
        return [("says", MESSAGES["changes"])]
    if go == "back" and not form.because.data:
        return [("because", MESSAGES["because"])]
    return [] if go in ("publish", "back", "down") else [("form", MESSAGES["choice"])]


def _form_page(
    action_id: UUID,
    found: Outcome | None,
    form: OutcomeForm,
    problems: Problems | None = None,
    *,
    theirs: Outcome | None = None,
) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        action = get_action(session, runtime, action_id)
    return render_template(
        "staff/outcome_form.html",
        form=form,
        action_id=action_id,
        what=action.draft.what,
        outcome_id=found.id if found else None,
        theirs=theirs.draft.words if theirs else None,
        ages={name: reading_age(form[name].data or "") for name in ("words", "child_words")},
        oldest=OLDEST_READING_AGE,
        problems=problems or [],
        wrong=dict(problems or []),
    )


def _page(found: Outcome, form: CheckForm, problems: Problems) -> str:
    form.version.data = str(found.version)
    return render_template(
        "staff/outcome.html",
        outcome=found,
        state=OUTCOME_STATES[found.state],
        facts=outcome_facts(found),
        mine=found.written_by_id == current_staff().id,
        form=form,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )
