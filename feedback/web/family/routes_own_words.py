"""A family sees what it wrote, adds to it, changes it or takes it out (R4-06)."""

from uuid import UUID

from flask import render_template, request

from feedback.domain.enums import LaterKind
from feedback.domain.errors import Conflict
from feedback.services.later_words import (
    LaterWords,
    add_words,
    analyse_words,
    list_own_words,
    take_out_words,
)
from feedback.web.family.behind_code import Answered, ask_again, with_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.receipt_token import Opened, seal_code
from feedback.web.family.views_around import STAY
from feedback.web.runtime import current_runtime
from forms.receipt import WordsForm
from forms.sealed import Page

TAKE_OUT = "take-out"


@blueprint.post("/status/words")
def own_words() -> Answered:
    """Show what was written."""
    return with_code(lambda opened: show_own_words(opened.code), ask_again)


@blueprint.post("/status/add")
def add() -> Answered:
    """Store something more."""
    return with_code(lambda opened: _store(opened, LaterKind.ADDED, corrects=None), ask_again)


@blueprint.post("/status/change")
def change() -> Answered:
    """Store other words in the place of some, or take some out."""
    corrects = _read_id(request.form.get("comment", ""))
    if request.form.get("go") == TAKE_OUT:
        return with_code(lambda opened: _take_out(opened, corrects), ask_again)
    return with_code(
        lambda opened: _store(opened, LaterKind.CORRECTION, corrects=corrects), ask_again
    )


def show_own_words(
    code: str,
    *,
    said: str | None = None,
    problem: str | None = None,
    typed: str | None = None,
    changing: UUID | None = None,
) -> str:
    """Return the page with everything that the family wrote.

    Args:
        said: what has just been done, in a few words.
        problem: what is wrong with the words `typed`.
        changing: the comment that they were to take the place of; None: they were to be added.
    """
    runtime = current_runtime()
    with runtime.database.reading() as session:
        words = list_own_words(session, runtime, code)
    known = changing in {one.comment_id for one in words}
    return render_template(
        "family/own_words.html",
        own_words=words,
        token=seal_code(runtime, code),
        said=said,
        problem=problem,
        typed=typed,
        changing=changing if known else None,
    )


def _store(opened: Opened, kind: LaterKind, *, corrects: UUID | None) -> Answered:
    runtime = current_runtime()
    if request.form.get("go") == STAY:
        return show_own_words(opened.code, typed=request.form.get("words"), changing=corrects)
    form = WordsForm(request.form, meta={"csrf_context": Page(None)})
    if not form.validate():
        return _refuse(opened, str(form.words.errors[0]), form.words.data, corrects)
    later = LaterWords(
        form.words.data, kind, opened.once_key, corrects, destroy_old=bool(form.destroy.data)
    )
    try:
        analysis = analyse_words(runtime, opened.code, later)
        with runtime.database.transaction() as session:
            add_words(session, runtime, opened.code, later, analysis)
    except Conflict as conflict:
        return _refuse(opened, conflict.public_message, form.words.data, None)
    return show_own_words(opened.code, said="stored")


def _refuse(
    opened: Opened, problem: str, typed: str | None, changing: UUID | None
) -> tuple[str, int]:
    page = show_own_words(opened.code, problem=problem, typed=typed, changing=changing)
    return page, 400


def _take_out(opened: Opened, comment_id: UUID | None) -> str:
    runtime = current_runtime()
    if comment_id is not None:
        with runtime.database.transaction() as session:
            take_out_words(session, runtime, opened.code, comment_id)
    return show_own_words(opened.code, said="taken_out")


def _read_id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
