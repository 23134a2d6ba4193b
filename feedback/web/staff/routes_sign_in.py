"""In and out."""

from flask import g, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from feedback.services.sign_in import check_password, sign_in, sign_out
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import (
    TOKEN,
    check_form,
    current_staff,
    find_signed_in,
    renew_browser_session,
)
from feedback.web.staff.kept_form import read_kept
from feedback.web.staff.routes_review import show_kept
from forms.staff.sign_in import SignInForm

WRONG = (
    "The email address or the password is not right, or there were too many tries. "
    "After five wrong ones, wait 15 minutes"
)


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """Show the form."""
    return _page(SignInForm(), [])


@blueprint.post("/sign-in")
def sign_in_now() -> str | tuple[str, int] | Response:
    """Open a session, or say no more than that it was not right; show again what was kept."""
    form, runtime = SignInForm(), current_runtime()
    if not form.validate():
        return _page(form, form.find_problems()), 400
    checked = check_password(runtime, email=form.email.data, password=form.password.data)
    with runtime.database.transaction() as writing:
        token = sign_in(writing, runtime, checked)
    if token is None:
        return _page(form, [("email", WRONG)]), 400
    renew_browser_session(token)
    g.staff = find_signed_in()
    kept = read_kept(runtime, form.kept.data) if form.kept.data else None
    if kept is not None and may_open(Access.OFFICER, current_staff().roles):
        return show_kept(kept)
    return redirect(url_for("staff.home"), 303)


@blueprint.post("/sign-out")
def sign_out_now() -> Response:
    """End the session, here and on the server."""
    if check_form():
        runtime = current_runtime()
        with runtime.database.transaction() as writing:
            sign_out(writing, runtime, str(session[TOKEN]), staff_id=current_staff().id)
        session.clear()
        return redirect(url_for("staff.sign_in_page"), 303)
    return redirect(url_for("staff.home"), 303)


def _page(form: SignInForm, problems: list[tuple[str, str]]) -> str:
    return render_template(
        "staff/sign_in.html", form=form, problems=problems, kept=bool(form.kept.data)
    )
