"""Complain about how the council uses what you sent, and see with a code of its own what came of it (R4-11)."""

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.domain.around import ContactDetails
from feedback.domain.enums import AttemptKind
from feedback.domain.errors import ReceiptUnknown, StorageUnavailable, TooOften
from feedback.domain.receipt_codes import RECEIPT_CHARACTERS, new_receipt_code
from feedback.services.attempts import take_attempt
from feedback.services.data_complaints import (
    DataComplaint,
    find_data_complaint,
    looks_dangerous,
    submit_data_complaint,
)
from feedback.web.family.attempts import may_try, note_try
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import GAP, gap, kept_pages
from feedback.web.family.receipt_token import Opened, seal_code, unseal_code
from feedback.web.family.views_around import STAY
from feedback.web.runtime import current_runtime
from forms.data_complaint import WORDS, DataComplaintForm
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD, Page
from forms.status import LONGEST_TYPED, code_problem

Answered = str | tuple[str, int]


@blueprint.get("/data-protection")
def data_complaint() -> str:
    """Show what such a complaint is, what happens with it, and the form."""
    token = seal_code(current_runtime(), new_receipt_code())
    return kept_pages().filled("data complaint", lambda: _form(GAP), token)


@blueprint.post("/data-protection")
def send_data_complaint() -> Answered:
    """Store it and show its code; a repeat shows the same code and stores nothing."""
    runtime = current_runtime()
    opened = unseal_code(runtime, request.form.get(PAGE_FIELD, ""))
    page = Page(None if opened else MESSAGES["page_late"])
    form = DataComplaintForm(request.form, meta={"csrf_context": page})
    if request.form.get("go") == STAY:
        return _again(form, {})
    if not form.validate() or opened is None:
        return _again(form, form.find_problems()), 400
    try:
        _store(form, opened)
    except TooOften:
        return _again(form, {WORDS: MESSAGES["sent_often"]}), 429
    except StorageUnavailable as error:
        return _again(form, {WORDS: error.public_message}), 503
    return _kept(opened.code, reachable=form.details().reachable)


@blueprint.post("/data-protection/kept")
def data_kept() -> str | AnyResponse:
    """Show the code once more, in another language; a page that is too old leads to where codes are typed."""
    opened = unseal_code(current_runtime(), request.form.get(PAGE_FIELD, ""))
    if opened is None:
        return redirect(url_for("family.data_answer"), 303)
    return _kept(opened.code, reachable="reachable" in request.form)


@blueprint.get("/data-protection/answer")
def data_answer() -> Response:
    """Ask for the code of a complaint."""
    return kept_pages().whole("data answer", lambda: _ask(typed=None, problem=None))


@blueprint.get("/data-protection/<anything>")
def to_data_complaint(anything: str) -> AnyResponse:
    """Take somebody who opened an address behind the form to the form."""
    return redirect(url_for("family.data_complaint"), 303)


@blueprint.post("/data-protection/answer")
def find_data_answer() -> Answered:
    """Show where the complaint is, and our answer."""
    runtime = current_runtime()
    typed = request.form.get("code", "")[:LONGEST_TYPED]
    if opened := unseal_code(runtime, request.form.get(PAGE_FIELD, "")):
        typed = opened.code
    elif request.form.get("go") == STAY:
        return _ask(typed=typed, problem=None)
    if problem := code_problem(typed, RECEIPT_CHARACTERS):
        return _ask(typed=typed, problem=problem), 400
    if not may_try(AttemptKind.WRONG_CODE):
        return _ask(typed=typed, problem=MESSAGES["too_often"]), 429
    try:
        with runtime.database.reading() as session:
            item, answer = find_data_complaint(session, runtime, typed)
    except ReceiptUnknown as unknown:
        note_try(AttemptKind.WRONG_CODE)
        return _ask(typed=typed, problem=unknown.public_message), 404
    token = seal_code(runtime, typed)
    return render_template(
        "family/data_complaint_found.html", item=item, answer=answer, sealed=token
    )


def _store(form: DataComplaintForm, opened: Opened) -> None:
    runtime = current_runtime()
    sent = DataComplaint(form.words.data, form.details(), opened.once_key, opened.code)
    flagged = looks_dangerous(runtime, sent.words)
    with runtime.database.transaction() as session:
        take_attempt(session, runtime, AttemptKind.SENDING, request.remote_addr)
        submit_data_complaint(session, runtime, sent, flagged=flagged)


def _kept(code: str, *, reachable: bool) -> str:
    return kept_pages().filled(
        ("data complaint kept", reachable),
        lambda: render_template(
            "family/data_complaint_kept.html", code=GAP, sealed=gap(1), reachable=reachable
        ),
        code,
        seal_code(current_runtime(), code),
    )


def _again(form: DataComplaintForm, problems: Mapping[str, str]) -> str:
    """Return the form with everything that was typed, under a fresh seal."""
    token = seal_code(current_runtime(), new_receipt_code())
    return _form(token, words=form.words.data, details=form.details(), problems=problems)


def _form(
    token: str,
    *,
    words: str | None = None,
    details: ContactDetails | None = None,
    problems: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "family/data_complaint.html",
        page_token=token,
        again=problems is not None,
        words=words,
        details=details or ContactDetails(),
        problems=problems or {},
    )


def _ask(*, typed: str | None, problem: str | None) -> str:
    return render_template("family/data_complaint_ask.html", typed=typed, error=problem)
