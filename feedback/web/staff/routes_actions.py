"""Actions: the list, one action, and the forms with which one is agreed, changed and moved on."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from feedback.domain.actions import OPEN_STATES, ActionState
from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.domain.registers import Aim
from feedback.services.actions import (
    Action,
    ActionDraft,
    Move,
    agree_action,
    change_action,
    get_action,
    list_actions,
    load_action,
    move_action,
)
from feedback.services.closed_days import find_next_open_day
from feedback.services.codebook import codebook_in_use
from feedback.services.outcomes import list_outcomes
from feedback.services.registers import list_drafts
from feedback.services.returned import find_returned
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.views_actions import (
    OUTCOME_STATES,
    SOON_DAYS,
    STATES,
    Difference,
    by_owner,
    draft_of,
    facts_of,
    find_differences,
    item_of,
    moves_of,
    quarters_back,
    say_changed,
    shown_in,
)
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import say_day, say_forum
from forms.staff.actions import ActionForm, MoveForm
from forms.staff.days import read_day
from forms.staff.messages import MESSAGES

OPEN, OVERDUE, CLOSED = "open", "overdue", "closed"
Problems = list[tuple[str, str]]


@blueprint.get("/actions")
def actions() -> str:
    """List the actions: open ones, overdue ones or closed ones, ours to fix apart from ours to lobby for (R1-01)."""
    runtime = current_runtime()
    view = request.args.get("show", OPEN)
    with runtime.database.reading() as session:
        everything = list_actions(session, runtime)
        returned = find_returned(session, runtime)
    chosen = {
        OVERDUE: [action for action in everything if action.overdue],
        CLOSED: [action for action in everything if action.state not in OPEN_STATES],
    }
    still_open = [action for action in everything if action.state in OPEN_STATES]
    found = chosen.get(view, still_open)
    return render_template(
        "staff/actions.html",
        view=view if view in chosen else OPEN,
        counts={OPEN: len(still_open), **{name: len(listed) for name, listed in chosen.items()}},
        ours=[item_of(action) for action in found if action.ours],
        lobby=[item_of(action) for action in found if not action.ours],
        returned={after.action_id for after in returned if after.returned},
    )


@blueprint.get("/actions/owners")
def action_owners() -> str:
    """Show each owner's open actions, the owner with most overdue first: a digest to print or copy for each."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = list_actions(session, runtime, OPEN_STATES)
    return render_template(
        "staff/action_owners.html",
        owners=by_owner(found, runtime.clock.today()),
        today=say_day(runtime.clock.today()),
        soon=SOON_DAYS,
    )


@blueprint.get("/actions/new")
def action_new() -> str:
    """Show the form of a new action, begun from a theme, a quarter or a response where the address names one."""
    given = {name: request.args.get(name, "") for name in ("theme", "quarter", "response")}
    given["origin"] = "theme" if given["theme"] else "comments"
    return _form_page(_action_form(MultiDict(given), fresh=True), None)


@blueprint.post("/actions/new")
def action_agree() -> tuple[str, int] | Response:
    """Store a new action, or say beside each field what is wrong with it."""
    form, runtime = _action_form(_sent()), current_runtime()
    problems = _find_problems(form)
    if problems:
        return _form_page(form, None, problems), 400
    response = read_response_id(form.response.data or "")
    with runtime.database.transaction() as session:
        action_id = agree_action(
            session,
            runtime,
            draft_of(form),
            staff_id=current_staff().id,
            responses=[response] if response else [],
        )
    return redirect(url_for("staff.action", action_id=action_id, saved=1), 303)


@blueprint.get("/actions/<uuid:action_id>")
def action(action_id: UUID) -> str:
    """Show one action with its history, its responses and what families are told."""
    return _page(action_id, None)


@blueprint.get("/actions/<uuid:action_id>/change")
def action_form(action_id: UUID) -> str:
    """Show the form of an action as it stands."""
    found = _find(action_id)
    given = MultiDict(shown_in(found.draft) | {"version": str(found.version)})
    return _form_page(_action_form(given, fresh=True, standing=found.draft), found)


@blueprint.post("/actions/<uuid:action_id>/change")
def action_change(action_id: UUID) -> tuple[str, int] | Response:
    """Store what was changed; where somebody was faster both are shown, and nothing is overwritten."""
    runtime, found = current_runtime(), _find(action_id)
    form = _action_form(_sent(), standing=found.draft)
    if form.version.data != str(found.version):
        return _conflict(form, found)
    problems = _find_problems(form, found)
    if problems:
        return _form_page(form, found, problems), 400
    try:
        with runtime.database.transaction() as session:
            change_action(
                session,
                runtime,
                action_id,
                draft_of(form),
                version=form.seen_version,
                staff_id=current_staff().id,
            )
    except Conflict:
        return _conflict(form, _find(action_id))
    return redirect(url_for("staff.action", action_id=action_id, saved=1), 303)


@blueprint.post("/actions/<uuid:action_id>/move")
def action_move(action_id: UUID) -> tuple[str, int] | Response:
    """Move an action on."""
    runtime, found = current_runtime(), _find(action_id)
    form = MoveForm(request.form)
    form.offer(moves_of(found))
    problems = [] if form.validate() else form.find_problems()
    if not problems and form.to.data == ActionState.DONE:
        problems = (
            [] if form.note.data or found.draft.evidence else [("note", MESSAGES["evidence"])]
        )
    if form.version.data != str(found.version):
        problems = [("form", MESSAGES["action_changed"])]
    if problems:
        return _page(action_id, form, problems), 400
    move = Move(ActionState(form.to.data), form.note.data)
    try:
        with runtime.database.transaction() as session:
            move_action(
                session, runtime, action_id, move, version=form.seen_version,
                staff_id=current_staff().id,
            )  # fmt: skip
    except Conflict:
        return _page(action_id, form, [("form", MESSAGES["action_changed"])]), 409
    return redirect(url_for("staff.action", action_id=action_id, saved=1), 303)


def _find(action_id: UUID) -> Action:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        return get_action(session, runtime, action_id)


def _sent() -> MultiDict[str, str]:
    """Return what was sent, with the next open day in place of the typed one where that button was pressed."""
    sent = MultiDict(request.form)
    if sent.get("use_day"):
        sent["due_on"] = sent["use_day"]
    return sent


def _action_form(
    given: MultiDict[str, str], *, fresh: bool = False, standing: ActionDraft | None = None
) -> ActionForm:
    """Return the form; what stands stays choosable after the codebook or the calendar has moved on."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        codebook = codebook_in_use(session, runtime)
        aims = {a.reference: f"{a.reference}: {a.title}" for a in list_drafts(session, Aim)}
    themes = {theme.id: theme.label for theme in codebook.themes}
    quarters = dict(quarters_back(Quarter.containing(runtime.clock.today())))
    if standing is not None:
        for kept, listed in (
            (standing.theme, themes),
            (standing.quarter, quarters),
            (standing.aim, aims),
        ):
            if kept is not None:
                listed.setdefault(kept, kept)
    form = ActionForm(formdata=None, data=given.to_dict()) if fresh else ActionForm(given)
    form.offer(list(themes.items()), list(quarters.items()), list(aims.items()))
    return form


def _find_problems(form: ActionForm, found: Action | None = None) -> Problems:
    return form.in_page_order(_find_each(form, found))


def _find_each(form: ActionForm, found: Action | None) -> Problems:
    problems = [] if form.validate() else form.find_problems()
    if found and found.state is ActionState.DONE and not form.evidence.data:
        problems.append(("evidence", MESSAGES["evidence_kept"]))
    due_on = read_day(form.due_on.data)
    if due_on is None or (found and due_on == found.draft.due_on):
        return problems
    runtime = current_runtime()
    with runtime.database.reading() as session:
        following = find_next_open_day(session, runtime, due_on)
    if following is not None:
        said = MESSAGES["closed"].format(day=say_day(due_on), next=say_day(following))
        problems.append(("due_on", said))
    elif due_on < runtime.clock.today():
        problems.append(("due_on", MESSAGES["due_past"]))
    return problems


def _conflict(form: ActionForm, found: Action) -> tuple[str, int]:
    differences = find_differences(found.draft, form)
    form.version.data = str(found.version)
    problems = [("form", MESSAGES["action_changed"])]
    return _form_page(form, found, problems, differences=differences), 409


def _form_page(
    form: ActionForm,
    found: Action | None,
    problems: Problems | None = None,
    *,
    differences: list[Difference] | None = None,
) -> str:
    runtime = current_runtime()
    due_on, following = read_day(form.due_on.data), None
    if problems and due_on is not None:
        with runtime.database.reading() as session:
            following = find_next_open_day(session, runtime, due_on)
    return render_template(
        "staff/action_form.html",
        form=form,
        action_id=found.id if found else None,
        problems=problems or [],
        wrong=dict(problems or []),
        differences=differences,
        next_day=following,
        next_words=say_day(following) if following else "",
    )


def _page(action_id: UUID, form: MoveForm | None, problems: Problems | None = None) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = load_action(session, runtime, action_id, reader=current_staff().id)
        codebook = codebook_in_use(session, runtime)
        outcomes = list_outcomes(session, action_id=action_id)
        returned = {a.action_id for a in find_returned(session, runtime) if a.returned}
    if form is None:
        form = MoveForm(formdata=None, data={"version": str(found.action.version)})
        form.offer(moves_of(found.action))
    return render_template(
        "staff/action.html",
        action=found.action,
        facts=facts_of(found.action, codebook),
        state=STATES[found.action.state],
        returned=action_id in returned,
        steps=[
            (say_day(step.at_utc.date()), step.by, STATES[step.to_state], step.note,
             say_changed(step.changed), step.from_state == step.to_state)
            for step in found.steps
        ],
        linked=[(row, say_day(row.received_on), say_forum(row.forum)) for row in found.linked],
        unlinked=found.unlinked,
        outcomes=[(outcome, OUTCOME_STATES[outcome.state]) for outcome in outcomes],
        form=form,
        problems=problems or [],
        wrong=dict(problems or []),
        saved="saved" in request.args,
    )  # fmt: skip
