"""The questionnaires and their versions: which is asked, who changed it and why; begin, copy, take one back."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed, NotFound
from feedback.domain.questionnaires import Questionnaire
from feedback.services.asked import refresh_asked
from feedback.services.edit_questionnaire import (
    Written,
    begin_draft,
    count_answered,
    list_earlier,
    list_open_drafts,
    list_version_log,
    withdraw_version,
)
from feedback.services.second_look import list_to_look_at, look_again
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_questionnaires import STATES, facts_of, say_log
from feedback.web.staff.words import count_of, in_order
from forms.questionnaire import with_identity
from forms.staff.messages import MESSAGES
from forms.staff.questionnaires import AUDIENCES, CopyForm, ReasonForm
from forms.written import write_definition

Problems = list[tuple[str, str]]
Answered = str | tuple[str, int] | Response


@blueprint.get("/questionnaires")
def questionnaires() -> str:
    """List what is asked, what is being changed, and what one person took back and nobody has looked at."""
    return _list_page([])


@blueprint.post("/questionnaires/taken-back/<int:number>")
def questionnaire_look(number: int) -> Answered:
    """Store that a second person has looked at what was taken back."""
    if not check_form():
        return _list_page([("form", MESSAGES["renewed"])]), 400
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            look_again(session, runtime, number, staff_id=current_staff().id)
    except NotAllowed:
        return _list_page([("taken-back", MESSAGES["taken_back_yours"])]), 403
    except (Conflict, NotFound):
        return _list_page([("form", MESSAGES["taken_back_seen"])]), 409
    return redirect(url_for("staff.questionnaires", saved=1), 303)


def _list_page(problems: Problems) -> str:
    runtime, me = current_runtime(), current_staff().id
    refresh_asked(runtime)
    with runtime.database.reading() as session:
        drafts, answered = list_open_drafts(session), count_answered(session)
        taken = list_to_look_at(session)
    open_drafts = {draft.slug: draft for draft in drafts}
    return render_template(
        "staff/questionnaires.html",
        asked=[
            (
                q,
                AUDIENCES[q.audience],
                count_of(len(q.questions), "question", "questions"),
                count_of(answered.get(q.id, 0), "response", "responses"),
                open_drafts.get(q.slug),
            )
            for q in in_order(runtime.questionnaires.values())
        ],
        copies=[d for d in drafts if d.slug not in runtime.questionnaires],
        taken=[(one, one.by_id == me) for one in taken],
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
        states=STATES,
    )


@blueprint.get("/questionnaires/<slug>")
def questionnaire(slug: str) -> str:
    """Show one questionnaire: its versions, its log, and what can be done."""
    return _page(find_asked(slug), ReasonForm(formdata=None), [])


@blueprint.post("/questionnaires/<slug>/begin")
def questionnaire_begin(slug: str) -> Response:
    """Begin a draft of what is asked, or go on with the one that was begun."""
    if not check_form():
        abort(400)
    runtime, asked = current_runtime(), find_asked(slug)
    try:
        with runtime.database.transaction() as session:
            draft_id = begin_draft(session, runtime, write(asked), staff_id=current_staff().id)
    except Conflict:
        with runtime.database.reading() as session:
            draft_id = next(d.id for d in list_open_drafts(session) if d.slug == slug)
    return to_draft(draft_id)


@blueprint.route("/questionnaires/<slug>/copy", methods=["GET", "POST"])
def questionnaire_copy(slug: str) -> Answered:
    """Ask for a copy's heading and address, and begin it."""
    asked = find_asked(slug)
    if request.method == "GET":
        return _copy_page(asked, CopyForm(formdata=None, data={"title": asked.title}), [])
    form, runtime = CopyForm(request.form), current_runtime()
    if not form.validate():
        return _copy_page(asked, form, form.find_problems()), 400
    copy = with_identity(
        Questionnaire(
            id="", slug=form.slug.data, forum=asked.forum, audience=asked.audience, language=asked.language,
            title=form.title.data, introduction=asked.introduction, questions=asked.questions,
            introduction_pictures=asked.introduction_pictures, door=form.title.data,
        )
    )  # fmt: skip
    try:
        with runtime.database.transaction() as session:
            draft_id = begin_draft(
                session, runtime, write(copy), copied_from=slug, staff_id=current_staff().id
            )
    except Conflict:
        return _copy_page(asked, form, [("slug", MESSAGES["copy_taken"])]), 409
    return to_draft(draft_id)


@blueprint.post("/questionnaires/<slug>/withdraw")
def questionnaire_withdraw(slug: str) -> Answered:
    """Take the version that is asked from families; the one before it is asked again."""
    form, runtime, asked = ReasonForm(request.form), current_runtime(), find_asked(slug)
    if not form.validate():
        return _page(asked, form, form.find_problems()), 400
    try:
        with runtime.database.transaction() as session:
            withdraw_version(
                session, runtime, slug, form.why.data, number=form.seen_version,
                staff_id=current_staff().id,
            )  # fmt: skip
    except Conflict:
        return _page(asked, form, [("form", MESSAGES["draft_read_again"])]), 409
    except IllegalTransition:
        return _page(asked, form, [("form", MESSAGES["shipped_stays"])]), 409
    refresh_asked(runtime)
    return redirect(url_for("staff.questionnaires", saved=1), 303)


def find_asked(slug: str) -> Questionnaire:
    """Return what is asked at a slug, as it stands in the database now.

    Raises: NotFound.
    """
    runtime = current_runtime()
    refresh_asked(runtime)
    found = runtime.questionnaires.get(slug)
    if found is None:
        raise NotFound("There is no such questionnaire.")
    return found


def write(questionnaire: Questionnaire) -> Written:
    """Return the questionnaire with its definition's text."""
    return Written(questionnaire, write_definition(questionnaire))


def to_draft(draft_id: UUID, **more: object) -> Response:
    """Lead to a draft."""
    return redirect(url_for("staff.draft", draft_id=draft_id, **more), 303)  # type: ignore[arg-type]


def _page(asked: Questionnaire, form: ReasonForm, problems: Problems) -> str:
    runtime = current_runtime()
    form.version.data = str(runtime.questionnaires.number)
    with runtime.database.reading() as session:
        log = [row for row in list_version_log(session) if row.slug == asked.slug]
        earlier, answered = list_earlier(session, asked.slug), count_answered(session)
        drafts = [d for d in list_open_drafts(session) if d.slug == asked.slug]
    published = {row.questionnaire_id for row in log}
    may_answer = {version.id for version in runtime.questionnaires.versions(asked.slug)}
    return render_template(
        "staff/questionnaire.html",
        asked=asked,
        facts=facts_of(asked),
        versions=[
            (
                version,
                count_of(answered.get(version.id, 0), "response", "responses"),
                version.id == asked.id,
                version.id in may_answer,
            )
            for version in earlier
            if version.id in may_answer | published or version.id in answered
        ],
        log=say_log(log),
        draft=drafts[0] if drafts else None,
        states=STATES,
        may_withdraw=asked.id in published,
        form=form,
        problems=problems,
        wrong=dict(problems),
    )


def _copy_page(asked: Questionnaire, form: CopyForm, problems: Problems) -> str:
    return render_template(
        "staff/questionnaire_copy.html",
        asked=asked,
        form=form,
        problems=problems,
        wrong=dict(problems),
    )
