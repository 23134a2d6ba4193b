"""What happened to my words? The code travels in the body of a request, never in an address."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.services.receipts import find_status
from feedback.services.take_back import take_back
from feedback.services.what_changed import list_told
from feedback.web.family.behind_code import Answered, ask_again, with_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.family.receipt_token import Opened, seal_code
from feedback.web.family.views_around import STAY
from feedback.web.runtime import current_runtime


@blueprint.get("/status")
def status() -> Response:
    """Ask for the code."""
    return kept_pages().whole("status", lambda: _ask(typed=None, problem=None))


@blueprint.get("/status/<anything>")
def to_status(anything: str) -> AnyResponse:
    """Take somebody who opened an address behind the code to where the code is asked for."""
    return redirect(url_for("family.status"), 303)


@blueprint.post("/status")
def find() -> Answered:
    """Show where the response is, or say kindly that the code is not known."""
    if request.form.get("go") == STAY:
        return _ask(typed=request.form.get("code"), problem=None)
    return with_code(
        show_found, lambda problem: _ask(typed=request.form.get("code"), problem=problem)
    )


@blueprint.post("/status/back")
def back() -> Answered:
    """Show where the response is once more."""
    return with_code(show_found, ask_again)


@blueprint.post("/status/take-back")
def take_it_back() -> Answered:
    """Say what taking back does and does not do; then, when the family is sure, do it (R4-06)."""
    return with_code(_take_back if request.form.get("go") == "yes" else _ask_if_sure, ask_again)


def _ask(*, typed: str | None, problem: str | None) -> str:
    return render_template("family/status.html", typed=typed, error=problem)


def show_found(opened: Opened, *, problem: str | None = None) -> str:
    """Return the page of what became of the words behind a code.

    Args:
        problem: `helped` where somebody pressed the button without an answer.
    """
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = find_status(session, runtime, opened.code)
        told = list_told(session, runtime, opened.code)
    token = seal_code(runtime, opened.code)
    return render_template(
        "family/found.html", found=found, token=token, told=told, problem=problem
    )


def _ask_if_sure(opened: Opened) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        find_status(session, runtime, opened.code)
    return render_template("family/take_back.html", token=seal_code(runtime, opened.code))


def _take_back(opened: Opened) -> str:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        take_back(session, runtime, opened.code)
    return render_template("family/taken_back.html")
