"""Stop here, and go on another day or on another phone: only for who asks for it (R3-10)."""

import json
from datetime import date

from flask import Response, abort, render_template, request
from markupsafe import Markup

from feedback.domain.enums import AttemptKind
from feedback.domain.errors import ReceiptUnknown, SealBroken, StorageUnavailable
from feedback.domain.questionnaires import Questionnaire
from feedback.domain.receipt_codes import DRAFT_CHARACTERS
from feedback.services.saved_drafts import (
    forget_draft,
    new_draft_code,
    open_draft,
    save_draft,
)
from feedback.web.family.attempts import may_try, note_try
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.family.page_token import Draft, read_draft, seal, unseal, write_draft
from feedback.web.family.sent_page import find_begun
from feedback.web.family.views_around import STAY
from feedback.web.family.views_tell_us import show_check, show_question
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD
from forms.status import LONGEST_TYPED, code_problem

Answered = str | tuple[str, int]
SAVE = "save"
"""The button that asks us to keep the answers."""


def keep_for_later(questionnaire: Questionnaire, draft: Draft, question_id: str) -> Answered:
    """Keep the answers so far and show the code; a second press keeps them under the same code."""
    runtime = current_runtime()
    if not may_try(AttemptKind.SAVING):
        return show_check(questionnaire, draft, problem=MESSAGES["too_often"]), 429
    draft.saved_under = draft.saved_under or new_draft_code()
    content = {"slug": questionnaire.slug, "at": question_id}
    content["draft"] = write_draft(draft).decode()
    try:
        with runtime.database.transaction() as session:
            last_day = save_draft(session, runtime, draft.saved_under, json.dumps(content).encode())
        note_try(AttemptKind.SAVING)
    except StorageUnavailable as error:
        draft.saved_under = None
        return show_check(questionnaire, draft, problem=error.public_message), 503
    return _kept_page(questionnaire, draft, last_day, question_id)


@blueprint.get("/saved")
def saved() -> Response:
    """Ask for the code of saved answers."""
    return kept_pages().whole("saved", lambda: _ask(typed=None, problem=None))


@blueprint.post("/saved")
def open_saved() -> Answered:
    """Go on where the answers were saved. They stay saved until they are sent."""
    typed = request.form.get("code", "")[:LONGEST_TYPED]
    if request.form.get("go") == STAY:
        return _ask(typed=typed, problem=None)
    if problem := code_problem(typed, DRAFT_CHARACTERS):
        problem = problem if typed.strip() else MESSAGES["draft_empty"]
        return _ask(typed=typed, problem=problem), 400
    if not may_try(AttemptKind.WRONG_DRAFT_CODE):
        return _ask(typed=typed, problem=MESSAGES["too_often"]), 429
    runtime = current_runtime()
    try:
        with runtime.database.reading() as session:
            code, content = open_draft(session, runtime, typed)
    except ReceiptUnknown as unknown:
        note_try(AttemptKind.WRONG_DRAFT_CODE)
        return _ask(typed=typed, problem=unknown.public_message), 404
    return _go_on(code, json.loads(content))


@blueprint.post("/saved/forget")
def forget_saved() -> Answered:
    """Delete saved answers for somebody whose page holds their code."""
    runtime = current_runtime()
    questionnaire = _asked(request.form.get("slug", ""))
    try:
        draft = unseal(runtime, request.form.get(PAGE_FIELD, ""), questionnaire)
    except SealBroken:
        return _ask(typed=None, problem=MESSAGES["code_again"]), 400
    if draft.saved_under:
        with runtime.database.transaction() as session:
            forget_draft(session, runtime, draft.saved_under)
        draft.saved_under = None
    return show_check(questionnaire, draft)


def _go_on(code: str, content: dict[str, str]) -> Answered:
    questionnaire, written = _asked(content["slug"]), json.loads(content["draft"])
    if written["q"] != questionnaire.id:
        questionnaire = find_begun(current_runtime(), questionnaire, written["q"]) or questionnaire
    draft = read_draft(written, questionnaire)
    draft.saved_under = code
    if draft.questionnaire_id != questionnaire.id:
        draft.questionnaire_id = questionnaire.id
        return show_check(questionnaire, draft, problem=MESSAGES["page_changed"])
    question = questionnaire.question(content["at"])
    if question is None:
        return show_check(questionnaire, draft)
    return show_question(questionnaire, question, draft)


def _asked(slug: str) -> Questionnaire:
    found = current_runtime().questionnaires.at(slug)
    if found is None:
        abort(404)
    return in_words(found)


def _ask(*, typed: str | None, problem: str | None) -> str:
    return render_template("family/saved.html", typed=typed, error=problem)


def _kept_page(questionnaire: Questionnaire, draft: Draft, last_day: date, at: str) -> str:
    return render_template(
        "family/kept.html",
        slug=questionnaire.slug,
        code=Markup.escape(draft.saved_under or ""),
        last_day=last_day,
        at=at,
        may_quote=draft.may_quote,
        token=seal(current_runtime(), draft),
    )
