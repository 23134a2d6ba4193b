"""The journey: start, one question a page, check, send, receipt. Every step carries the answers itself."""

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.domain.campaign_codes import read_campaign_code
from feedback.domain.errors import StorageUnavailable, TooOften
from feedback.domain.questionnaires import Question, Questionnaire
from feedback.web.family.blueprint import blueprint
from feedback.web.family.page_token import Draft, seal
from feedback.web.family.receipt_token import unseal_code
from feedback.web.family.routes_saved import SAVE, keep_for_later
from feedback.web.family.sending import store_draft
from feedback.web.family.sent_page import PageState, SentPage, read_page
from feedback.web.family.spam import TRAP, WORK, is_worked, must_look_again
from feedback.web.family.steps_around import (
    ABOUT_YOU,
    after_questions,
    begin_about_you,
    change_step,
    take_step,
)
from feedback.web.family.views_around import STAY, STEP, show_ready
from feedback.web.family.views_tell_us import (
    Reply,
    reply_of,
    show_check,
    show_lost,
    show_paper,
    show_question,
    show_receipt,
    show_start,
    show_start_again,
)
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words
from forms.build import answer_of, problem_of, question_form
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD, Page

Answered = str | tuple[str, int]
CHANGE = "change:"
CAMPAIGN = "c"
READY = "ready"


@blueprint.get("/<slug>/", strict_slashes=False)
def start(slug: str) -> Response | str:
    """Show what this is and who sees what, before anything is asked.

    A campaign's code stands in the address of this page alone; from here on it is sealed in the page.
    """
    questionnaire = _questionnaire(slug)
    campaign = read_campaign_code(request.args.get(CAMPAIGN, ""))
    if campaign is None:
        return show_start(questionnaire)
    return show_start_again(questionnaire, Draft(questionnaire.id, campaign=campaign))


@blueprint.get("/<slug>/paper")
def paper(slug: str) -> Response:
    """Show the same questions as a page to print (R3-18)."""
    return show_paper(_questionnaire(slug))


@blueprint.get("/<slug>/questions")
@blueprint.get("/<slug>/send")
def to_start(slug: str) -> AnyResponse:
    """Take somebody who opened an address in the middle to the start: answers travel only in pages."""
    return redirect(url_for("family.start", slug=_questionnaire(slug).slug), 303)


@blueprint.post("/<slug>/questions")
def ask(slug: str) -> Answered:
    """Take the answer of one page and show the page that the pressed button asks for."""
    questionnaire = _questionnaire(slug)
    name = request.form.get("question", "")
    question = questionnaire.question(name)
    is_step = name.startswith(STEP)
    sent = read_page(current_runtime(), questionnaire, may_begin=question is None and not is_step)
    questionnaire = sent.questionnaire
    if is_step:
        return take_step(questionnaire, name, sent)
    question = questionnaire.question(name)
    if question is None:
        return _leave_check_or_start(questionnaire, sent)
    refused = _take_answer(questionnaire, question, sent)
    if refused is not None:
        return refused, 400
    if sent.state is PageState.CHANGED:
        return show_check(questionnaire, sent.draft, problem=sent.problem), 400
    return _page_after(questionnaire, question, sent.draft)


@blueprint.post("/<slug>/send")
def send(slug: str) -> Answered:
    """Store everything and show the receipt; a repeat shows the same receipt and stores nothing."""
    questionnaire = _questionnaire(slug)
    sent = read_page(current_runtime(), questionnaire, may_begin=False)
    if sent.state is PageState.LOST:
        return show_lost(questionnaire), 400
    questionnaire, draft = sent.questionnaire, sent.draft
    draft.may_quote = request.form.get("may_quote") == "yes"
    if sent.problem is not None:
        return show_check(questionnaire, draft, problem=sent.problem), 400
    if refused := _refusal(questionnaire, draft):
        return show_check(questionnaire, draft, problem=MESSAGES[refused]), 400
    try:
        repeated = store_draft(questionnaire, draft)
    except TooOften:
        return show_check(questionnaire, draft, problem=MESSAGES["sent_often"]), 429
    except StorageUnavailable as error:
        return show_check(questionnaire, draft, problem=error.public_message), 503
    return show_receipt(
        questionnaire, draft.receipt_code, repeated=repeated, reply=reply_of(draft.around)
    )


@blueprint.post("/<slug>/receipt")
def receipt_again(slug: str) -> str | AnyResponse:
    """Show the receipt once more, in another language; a page that is too old leads to where codes are typed."""
    opened = unseal_code(current_runtime(), request.form.get(PAGE_FIELD, ""))
    said = request.form.get("reply", "")
    if opened is None or said not in set(Reply):
        return redirect(url_for("family.status"), 303)
    repeated = "repeated" in request.form
    return show_receipt(_questionnaire(slug), opened.code, repeated=repeated, reply=Reply(said))


@blueprint.post("/<slug>/keep")
def keep_open(slug: str) -> Response:
    """Seal a page anew before it grows old; what is typed stays on the phone (R3-10, WCAG 2.2.1)."""
    runtime = current_runtime()
    sent = read_page(runtime, _questionnaire(slug), may_begin=False)
    if sent.problem is not None:
        abort(409)
    return Response(seal(runtime, sent.draft), mimetype="text/plain")


def _questionnaire(slug: str) -> Questionnaire:
    found = current_runtime().questionnaires.at(slug)
    if found is None:
        abort(404)
    return in_words(found)


def _take_answer(questionnaire: Questionnaire, question: Question, sent: SentPage) -> str | None:
    """Put the sent answer into the draft; return the page again where it cannot be taken.

    Skipping forgets what was typed, so it is believed only from a page that can be gone on with.
    """
    draft, given = sent.draft, request.form
    if given.get("go") == "skip" and sent.problem is None:
        draft.answers.pop(question.id, None)
        return None
    # Changed questions are no fault of the answer: it is kept, and everything is checked again.
    proof = Page(None if sent.state is PageState.CHANGED else sent.problem)
    form = question_form(question, given, proof)
    valid = form.validate()
    answer = answer_of(question, form)
    if valid:
        draft.answers[question.id] = answer
        return None
    return show_question(
        questionnaire,
        question,
        draft,
        changing=_changing(),
        problem=problem_of(form),
        typed=answer,
    )


def _page_after(questionnaire: Questionnaire, question: Question, draft: Draft) -> Answered:
    """Return the page that the button on a question page asks for."""
    go, changing = request.form.get("go"), _changing()
    if go == SAVE:
        return keep_for_later(questionnaire, draft, question.id)
    if go == STAY:
        return show_question(questionnaire, question, draft, changing=changing)
    questions = questionnaire.questions
    place = questions.index(question)
    back = go == "back"
    if changing:
        return show_check(questionnaire, draft)
    if place + 1 == len(questions) and not back:
        return after_questions(questionnaire, draft)
    if back and place == 0:
        return show_start_again(questionnaire, draft)
    return show_question(questionnaire, questions[place + (-1 if back else 1)], draft)


def _leave_check_or_start(questionnaire: Questionnaire, sent: SentPage) -> Answered:
    """Return the page that a button of the start or the check page asks for."""
    if sent.state is PageState.LOST:
        return show_lost(questionnaire), 400
    draft, go = sent.draft, request.form.get("go", "next")
    if go == "next":
        return show_question(questionnaire, questionnaire.questions[0], draft)
    draft.may_quote = request.form.get("may_quote") == "yes"
    if sent.problem is not None:
        return show_check(questionnaire, draft, problem=sent.problem), 400
    wanted = questionnaire.question(go.removeprefix(CHANGE))
    if wanted is not None:
        return show_question(questionnaire, wanted, draft, changing=True)
    if go == "back":
        return show_question(questionnaire, questionnaire.questions[-1], draft)
    if go == "start":
        return show_start_again(questionnaire, draft)
    if go == SAVE:
        return keep_for_later(questionnaire, draft, request.form.get("at", ""))
    if go == READY:
        return show_ready(questionnaire, draft)
    if go == ABOUT_YOU:
        return begin_about_you(questionnaire, draft)
    return change_step(questionnaire, go.removeprefix(CHANGE), draft) or show_check(
        questionnaire, draft
    )


def _changing() -> bool:
    return "changing" in request.form


def _refusal(questionnaire: Questionnaire, draft: Draft) -> str | None:
    """Return the name of the message that says why a sending is not taken as it is, or None."""
    runtime = current_runtime()
    if not draft.answered(questionnaire):
        return "nothing"
    if must_look_again(runtime, draft, request.form.get(TRAP, "")):
        return "look_again"
    return None if is_worked(runtime, draft, request.form.get(WORK, "")) else "no_work"
