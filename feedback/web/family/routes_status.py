"""What happened to my words? The code travels in the body of a request, never in an address."""

from flask import render_template, request

from feedback.domain.errors import ReceiptUnknown
from feedback.services.receipts import find_status
from feedback.web.family.blueprint import blueprint
from feedback.web.runtime import current_runtime
from forms.status import ReceiptForm


@blueprint.get("/status")
def status() -> str:
    """Ask for the code."""
    return render_template("family/status.html", form=ReceiptForm(formdata=None), error=None)


@blueprint.post("/status")
def find() -> str | tuple[str, int]:
    """Show where the response is, or say kindly that the code is not known."""
    form = ReceiptForm()
    if not form.validate():
        return render_template("family/status.html", form=form, error=form.code.errors[0]), 400
    runtime = current_runtime()
    try:
        with runtime.database.reading() as session:
            found = find_status(session, runtime, request.form["code"])
    except ReceiptUnknown as unknown:
        return render_template("family/status.html", form=form, error=unknown.public_message), 404
    themes = [
        runtime.engine.codebook.by_id[t].label
        for t in found.themes
        if t in runtime.engine.codebook.by_id
    ]
    return render_template("family/found.html", found=found, themes=themes)
