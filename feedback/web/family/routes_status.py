"""What happened to my words? The code travels in the body of a request, never in an address."""

from flask import Response, render_template, request

from feedback.domain.errors import ReceiptUnknown
from feedback.services.receipts import find_status
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.runtime import current_runtime
from forms.status import ReceiptForm


@blueprint.get("/status")
def status() -> Response:
    """Ask for the code."""
    return kept_pages().whole("status", lambda: _ask_again(typed=None, error=None))


@blueprint.post("/status")
def find() -> str | tuple[str, int]:
    """Show where the response is, or say kindly that the code is not known."""
    form = ReceiptForm(request.form)
    if not form.validate():
        return _ask_again(typed=form.code.data, error=form.code.errors[0]), 400
    runtime = current_runtime()
    try:
        with runtime.database.reading() as session:
            found = find_status(session, runtime, form.code.data)
    except ReceiptUnknown as unknown:
        return _ask_again(typed=form.code.data, error=unknown.public_message), 404
    return render_template("family/found.html", found=found)


def _ask_again(*, typed: str | None, error: str | None) -> str:
    return render_template("family/status.html", typed=typed, error=error)
