"""The family's side of the mailbox: read what we asked or answered, and reply, still without a name."""

from flask import render_template, request

from feedback.domain.enums import LaterKind
from feedback.services.later_words import LaterWords, analyse_words
from feedback.services.mailbox import open_mailbox, reply
from feedback.web.family.behind_code import Answered, ask_again, with_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.receipt_token import Opened, seal_code
from feedback.web.family.views_around import STAY
from feedback.web.runtime import current_runtime
from forms.receipt import WordsForm
from forms.sealed import Page


@blueprint.post("/status/messages")
def messages() -> Answered:
    """Show the messages."""
    return with_code(lambda opened: _show(opened.code), ask_again)


@blueprint.post("/status/reply")
def send_reply() -> Answered:
    """Store a reply."""
    return with_code(_store, ask_again)


def _show(
    code: str, *, sent: bool = False, problem: str | None = None, typed: str | None = None
) -> str:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = open_mailbox(session, runtime, code)
    return render_template(
        "family/messages.html",
        messages=found,
        token=seal_code(runtime, code),
        sent=sent,
        problem=problem,
        typed=typed,
    )


def _store(opened: Opened) -> Answered:
    runtime = current_runtime()
    if request.form.get("go") == STAY:
        return _show(opened.code, typed=request.form.get("words"))
    form = WordsForm(request.form, meta={"csrf_context": Page(None)})
    if not form.validate():
        problem = str(form.words.errors[0])
        return _show(opened.code, problem=problem, typed=form.words.data), 400
    later = LaterWords(form.words.data, LaterKind.REPLY, opened.once_key)
    analysis = analyse_words(runtime, opened.code, later)
    with runtime.database.transaction() as session:
        reply(session, runtime, opened.code, later, analysis)
    return _show(opened.code, sent=True)
