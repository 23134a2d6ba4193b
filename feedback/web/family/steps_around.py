"""The steps around the questions: what was sent is taken, and the page that the button asks for comes next."""

from collections.abc import Callable

from flask import request

from feedback.domain.around import ComplaintWish, ContactDetails
from feedback.domain.questionnaires import Questionnaire
from feedback.web.family.page_token import Draft
from feedback.web.family.sent_page import PageState, SentPage
from feedback.web.family.views_around import (
    COMPLAINT,
    CONTACT,
    STAY,
    STEP,
    find_option,
    show_about_you,
    show_complaint,
    show_contact,
    show_ready,
)
from feedback.web.family.views_tell_us import show_check, show_question
from feedback.web.runtime import current_runtime
from forms.around import (
    COMPLAINT_OPTIONS,
    ContactForm,
    EqualityQuestion,
    asks_about_complaint,
    choice_form,
    chosen_of,
    equality_questions,
    fitting,
    to_ask,
)
from forms.build import ANSWER
from forms.sealed import PAGE_FIELD, Page, PageForm

Answered = str | tuple[str, int]
ABOUT_YOU, REST = "about-you", "rest"
"""What the buttons ask for: the questions about oneself; no more of them."""


def questions_about_you(questionnaire: Questionnaire) -> tuple[EqualityQuestion, ...]:
    """Return the questions about oneself that these people may be asked."""
    settings = current_runtime().settings
    return equality_questions(
        questionnaire.audience, towns=settings.towns, extra=settings.equality_extra
    )


def after_questions(questionnaire: Questionnaire, draft: Draft) -> str:
    """Return the page that follows the last question."""
    if asks_about_complaint(questionnaire.audience):
        return show_complaint(questionnaire, draft)
    return show_check(questionnaire, draft)


def begin_about_you(questionnaire: Questionnaire, draft: Draft) -> str:
    """Return the first question about oneself; where nobody is asked any, the check page."""
    asked = to_ask(questions_about_you(questionnaire), draft.around.about_you)
    if not asked:
        return show_check(questionnaire, draft)
    return show_about_you(questionnaire, asked[0], draft, first=True)


def change_step(questionnaire: Questionnaire, name: str, draft: Draft) -> str | None:
    """Return the page on which a step of the check page is changed, or None when there is no such step."""
    if not asks_about_complaint(questionnaire.audience):
        return None
    if name == COMPLAINT:
        return show_complaint(questionnaire, draft, changing=True)
    if name == CONTACT and draft.around.handed_on:
        return show_contact(questionnaire, draft, changing=True)
    return None


def take_step(questionnaire: Questionnaire, name: str, sent: SentPage) -> Answered:
    """Take what a step's page sent; return the page that comes next. An unknown step leads to the check page."""
    steps: dict[str, Callable[[Questionnaire, SentPage], Answered]] = {}
    if asks_about_complaint(questionnaire.audience):
        steps = {COMPLAINT: _take_complaint, CONTACT: _take_contact}
    if name in steps:
        return steps[name](questionnaire, sent)
    asked = to_ask(questions_about_you(questionnaire), sent.draft.around.about_you)
    question = next((q for q in asked if STEP + q.code == name), None)
    if question is not None:
        return _take_about_you(questionnaire, question, sent)
    return _check(questionnaire, sent)


def _take_complaint(questionnaire: Questionnaire, sent: SentPage) -> Answered:
    draft, changing = sent.draft, _changing()
    if _skips(sent):
        draft.around.complaint, draft.around.contact = None, ContactDetails()
        return show_check(questionnaire, draft)
    form = choice_form(COMPLAINT_OPTIONS, request.form, _proof(sent))
    valid, chosen = form.validate(), chosen_of(form)
    if not valid:
        chosen = find_option(COMPLAINT_OPTIONS, chosen)
        page = show_complaint(
            questionnaire, draft, changing=changing, problem=_problem(form), chosen=chosen
        )
        return page, 400
    draft.around.complaint = ComplaintWish(chosen[0]) if chosen else None
    if not draft.around.handed_on:
        draft.around.contact = ContactDetails()
    if sent.problem is not None or (changing and _goes("back")):
        return _check(questionnaire, sent)
    if _goes(STAY):
        return show_complaint(questionnaire, draft, changing=changing)
    if _goes("back"):
        return show_question(questionnaire, questionnaire.questions[-1], draft)
    if draft.around.handed_on and not (changing and draft.around.contact.reachable):
        return show_contact(questionnaire, draft, changing=changing)
    return show_check(questionnaire, draft)


def _take_contact(questionnaire: Questionnaire, sent: SentPage) -> Answered:
    draft, changing = sent.draft, _changing()
    if _skips(sent):
        draft.around.contact = ContactDetails()
        return show_check(questionnaire, draft)
    form = ContactForm(request.form, meta={"csrf_context": _proof(sent)})
    valid, details = form.validate(), form.details()
    if not valid:
        problems = form.find_problems()
        page = show_contact(
            questionnaire, draft, changing=changing, problems=problems, typed=details
        )
        return page, 400
    draft.around.contact = details
    if _goes(STAY) and sent.problem is None:
        return show_contact(questionnaire, draft, changing=changing)
    if _goes("back") and not changing and sent.problem is None:
        return show_complaint(questionnaire, draft)
    return _check(questionnaire, sent)


def _take_about_you(
    questionnaire: Questionnaire, question: EqualityQuestion, sent: SentPage
) -> Answered:
    draft = sent.draft
    asked = questions_about_you(questionnaire)
    if _skips(sent):
        draft.around.about_you.pop(question.code, None)
    else:
        form = choice_form(question.options, request.form, _proof(sent), many=question.many)
        valid, chosen = form.validate(), chosen_of(form)
        if not valid:
            chosen = find_option(question.options, chosen)
            first = asked[0] is question
            page = show_about_you(
                questionnaire, question, draft, first=first, problem=_problem(form), chosen=chosen
            )
            return page, 400
        draft.around.about_you[question.code] = chosen
    # An answer may take a later question away, and what was said to that goes with it (section 2.9).
    draft.around.about_you = fitting(asked, draft.around.about_you)
    if sent.problem is not None:
        return _check(questionnaire, sent)
    if _goes(STAY):
        return show_about_you(questionnaire, question, draft, first=asked[0] is question)
    return _page_after(questionnaire, question, draft)


def _page_after(questionnaire: Questionnaire, question: EqualityQuestion, draft: Draft) -> str:
    asked = to_ask(questions_about_you(questionnaire), draft.around.about_you)
    place = asked.index(question) + (-1 if _goes("back") else 1)
    if place < 0:
        return show_check(questionnaire, draft)
    if _goes(REST) or place == len(asked):
        return show_ready(questionnaire, draft)
    return show_about_you(questionnaire, asked[place], draft, first=place == 0)


def _check(questionnaire: Questionnaire, sent: SentPage) -> Answered:
    page = show_check(questionnaire, sent.draft, problem=sent.problem)
    return page if sent.problem is None else (page, 400)


def _proof(sent: SentPage) -> Page:
    # Changed questions are no fault of what was given here: it is kept, and everything is checked again.
    return Page(None if sent.state is PageState.CHANGED else sent.problem)


def _problem(form: PageForm) -> str:
    found = form[PAGE_FIELD].errors or form[ANSWER].errors
    return str(found[0])


def _skips(sent: SentPage) -> bool:
    """Tell whether the step is skipped; believed only from a page that can be gone on with."""
    return _goes("skip") and sent.problem is None


def _goes(where: str) -> bool:
    return request.form.get("go") == where


def _changing() -> bool:
    return "changing" in request.form
