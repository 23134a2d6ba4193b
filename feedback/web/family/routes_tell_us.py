"""The journey: start, one question a page, check, send, receipt. Every step carries the answers itself."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.enums import Channel
from feedback.domain.errors import SealBroken, StorageUnavailable
from feedback.domain.questionnaires import Question, Questionnaire
from feedback.domain.submissions import Submission
from feedback.services.submit_response import analyse_submission, submit_response
from feedback.web.family.blueprint import blueprint
from feedback.web.family.page_token import Draft, is_fresh, seal, unseal
from feedback.web.runtime import current_runtime
from forms.build import answer_of, question_form
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD, Page, PageForm

Answered = str | tuple[str, int]


@blueprint.get("/<slug>/")
def start(slug: str) -> str:
    """Show what this is and who sees what, before anything is asked."""
    return render_template("family/start.html", questionnaire=_questionnaire(slug))


@blueprint.get("/<slug>/questions")
@blueprint.get("/<slug>/send")
def to_start(slug: str) -> Response:
    """Take somebody who opened an address in the middle to the start: answers travel only in pages."""
    return redirect(url_for("family.start", slug=_questionnaire(slug).slug), 303)


@blueprint.post("/<slug>/questions")
def ask(slug: str) -> Answered:
    """Take the answer of one page and show the page that the pressed button asks for."""
    questionnaire = _questionnaire(slug)
    question = questionnaire.question(request.form.get("question", ""))
    draft, usable = _draft(questionnaire, first=question is None)
    go = request.form.get("go", "next")
    if question is not None:
        form = question_form(question, Page(seal(current_runtime(), draft), usable))
        if go == "skip" and usable:
            draft.answers.pop(question.id, None)
        elif not form.validate():
            return _show_question(questionnaire, question, draft, form=form), 400
        else:
            draft.answers[question.id] = answer_of(question, form)
    elif not usable:
        return _show_check(questionnaire, draft, problem=MESSAGES["page"]), 400
    return _next_page(questionnaire, question, draft, go)


@blueprint.post("/<slug>/send")
def send(slug: str) -> Answered:
    """Store everything and show the receipt; a repeat shows the same receipt and stores nothing."""
    questionnaire = _questionnaire(slug)
    draft, usable = _draft(questionnaire, first=False)
    draft.may_quote = request.form.get("may_quote") == "yes"
    if not usable:
        return _show_check(questionnaire, draft, problem=MESSAGES["page"]), 400
    if not draft.answered(questionnaire):
        return _show_check(questionnaire, draft, problem=MESSAGES["nothing"]), 400
    runtime = current_runtime()
    submission = _submission(questionnaire, draft)
    try:
        analyses = analyse_submission(runtime, submission)
        with runtime.database.transaction() as session:
            submit_response(session, runtime, submission, analyses=analyses)
    except StorageUnavailable as error:
        return _show_check(questionnaire, draft, problem=error.public_message), 503
    return render_template(
        "family/receipt.html", questionnaire=questionnaire, code=draft.receipt_code
    )


def _questionnaire(slug: str) -> Questionnaire:
    found = current_runtime().questionnaires.get(slug)
    if found is None:
        abort(404)
    return found


def _draft(questionnaire: Questionnaire, *, first: bool) -> tuple[Draft, bool]:
    """Return the draft of the page that was sent, and whether it may be gone on with as it is."""
    token = request.form.get(PAGE_FIELD, "")
    if first and not token:
        return Draft(questionnaire.id), True
    try:
        draft = unseal(current_runtime(), token, questionnaire)
    except SealBroken:
        return Draft(questionnaire.id), False
    return draft, is_fresh(current_runtime(), draft)


def _next_page(
    questionnaire: Questionnaire, question: Question | None, draft: Draft, go: str
) -> Answered:
    """Return the page that a button asks for: back, one question to change, the check, or the next one."""
    questions = questionnaire.questions
    place = questions.index(question) if question is not None else -1
    if go.startswith("change:"):
        wanted = questionnaire.question(go.removeprefix("change:"))
        if wanted is not None:
            return _show_question(questionnaire, wanted, draft, changing=True)
    if go == "back":
        place = max(place - 1, 0) if question is not None else len(questions) - 1
        return _show_question(questionnaire, questions[place], draft)
    if request.form.get("changing") or place + 1 >= len(questions):
        return _show_check(questionnaire, draft)
    return _show_question(questionnaire, questions[place + 1], draft)


def _show_question(
    questionnaire: Questionnaire,
    question: Question,
    draft: Draft,
    *,
    form: PageForm | None = None,
    changing: bool = False,
) -> str:
    page = Page(seal(current_runtime(), draft), True)
    if form is None:
        # Built from the draft alone: the request's own answer belongs to the page before.
        form = question_form(question, page, earlier=draft.get(question), sent=False)
    return render_template(
        "family/question.html",
        questionnaire=questionnaire,
        question=question,
        form=form,
        token=page.token,
        number=questionnaire.questions.index(question) + 1,
        changing=changing or bool(request.form.get("changing")),
    )


def _show_check(questionnaire: Questionnaire, draft: Draft, *, problem: str | None = None) -> str:
    return render_template(
        "family/check.html",
        questionnaire=questionnaire,
        rows=[_check_row(question, draft) for question in questionnaire.questions],
        token=seal(current_runtime(), draft),
        may_quote=draft.may_quote,
        problem=problem,
    )


def _check_row(question: Question, draft: Draft) -> tuple[Question, list[str]]:
    answer = draft.get(question)
    if answer.text:
        return question, [answer.text]
    return question, [option.label for option in question.options if option.code in answer.choices]


def _submission(questionnaire: Questionnaire, draft: Draft) -> Submission:
    return Submission(
        questionnaire=questionnaire,
        channel=Channel.WEB,
        language=questionnaire.language,
        answers=tuple(draft.get(question) for question in questionnaire.questions),
        may_quote=draft.may_quote,
        received_on=current_runtime().clock.today(),
        once_key=draft.once_key,
        receipt_code=draft.receipt_code,
    )
