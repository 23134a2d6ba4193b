"""In and out."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from feedback.services.sign_in import sign_in, sign_out
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import TOKEN, check_form, current_staff
from forms.staff.sign_in import SignInForm

WRONG = "The email address or the password is not right, or there were too many tries. Wait 15 minutes after five."


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """Show the form."""
    return render_template("staff/sign_in.html", form=SignInForm(), problem=None)


@blueprint.post("/sign-in")
def sign_in_now() -> str | tuple[str, int] | Response:
    """Open a session, or say no more than that it was not right."""
    form = SignInForm()
    if not form.validate():
        problem = next(iter(form.errors.values()))[0]
        return render_template("staff/sign_in.html", form=form, problem=problem), 400
    runtime = current_runtime()
    with runtime.database.transaction() as writing:
        token = sign_in(writing, runtime, email=form.email.data, password=form.password.data)
    if token is None:
        return render_template("staff/sign_in.html", form=form, problem=WRONG), 400
    session.clear()
    session[TOKEN] = token
    return redirect(url_for("staff.home"), 303)


@blueprint.post("/sign-out")
def sign_out_now() -> Response:
    """End the session."""
    if check_form():
        runtime = current_runtime()
        with runtime.database.transaction() as writing:
            sign_out(writing, runtime, str(session[TOKEN]), staff_id=current_staff().id)
        session.clear()
    return redirect(url_for("staff.sign_in_page"), 303)
