"""The way to every page behind a receipt: the code is typed, or sealed in the page that was sent."""

from collections.abc import Callable

from flask import render_template, request, url_for

from feedback.domain.enums import AttemptKind
from feedback.domain.errors import ReceiptUnknown
from feedback.domain.receipt_codes import RECEIPT_CHARACTERS
from feedback.web.family.attempts import may_try, note_try
from feedback.web.family.receipt_token import Opened, unseal_code
from feedback.web.runtime import current_runtime
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD
from forms.status import LONGEST_TYPED, code_problem

Answered = str | tuple[str, int]
CODE, ONCE, WORDS, GO = "code", "once", "words", "go"
AGAIN = "again"
"""The button of another language on the page that asks for the code: the same page once more."""
_NOT_CARRIED = frozenset({PAGE_FIELD, CODE, ONCE, WORDS})


def with_code(go_on: Callable[[Opened], Answered], ask: Callable[[str | None], str]) -> Answered:
    """Return what `go_on` makes of the request's code, or the page that asks for the code.

    Args:
        ask: draws that page, with what is wrong (None: the code has not been asked for yet).

    An unknown code and one that was taken back get the same answer, after the same work.
    """
    if AGAIN in request.form.getlist(GO):
        return ask(None)
    typed = CODE in request.form
    if not typed:
        opened = unseal_code(current_runtime(), request.form.get(PAGE_FIELD, ""))
        if opened is None:
            return ask(MESSAGES["code_again"]), 400
    else:
        written = request.form[CODE][:LONGEST_TYPED]
        if problem := code_problem(written, RECEIPT_CHARACTERS):
            return ask(problem), 400
        if not may_try(AttemptKind.WRONG_CODE):
            return ask(MESSAGES["too_often"]), 429
        opened = Opened(written, request.form[ONCE]) if ONCE in request.form else Opened(written)
    try:
        return go_on(opened)
    except ReceiptUnknown as unknown:
        if typed:
            note_try(AttemptKind.WRONG_CODE)
        return ask(unknown.public_message if typed else MESSAGES["code_gone"]), 404


def ask_again(problem: str | None) -> str:
    """Return a page that asks for the code and holds everything else that was sent, so that nothing is lost."""
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NOT_CARRIED and (name, value) != (GO, AGAIN)
    ]
    return render_template(
        "family/code_again.html",
        action=url_for(request.endpoint or "family.status"),
        carried=carried,
        once=request.form.get(ONCE) or Opened("").once_key,
        words=request.form.get(WORDS),
        typed=request.form.get(CODE),
        problem=problem,
    )
