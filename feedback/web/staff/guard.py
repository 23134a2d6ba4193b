"""Who is asking, and may they? Every staff and committee page passes here first."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from feedback.services.sign_in import Staff, find_staff, touch_session
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.kept_form import keep_form
from forms.staff.sign_in import SignInForm

csrf = CSRFProtect()
TOKEN = "token"  # noqa: S105 (the name of a cookie's field)
KEPT_PAGES = ("staff.decide", "staff.write", "staff.note")
"""The pages whose forms outlive a session: what was chosen or written is shown again after signing in."""


def guard(blueprint: Blueprint, table: Callable[[], dict[str, Access]]) -> None:
    """Let nobody open a page of the blueprint who may not; a page that nobody listed stays closed."""

    @blueprint.before_request
    def _check() -> Response | str | None:
        access = table().get(request.endpoint or "")
        if access is Access.SIGN_IN:
            return None
        g.staff = find_signed_in()
        if g.staff is None:
            return _ask_to_sign_in()
        if not may_open(access, g.staff.roles):
            abort(403)
        return None


def staff_context() -> dict[str, Any]:
    """Return what every staff page needs: who is signed in, and which sections are theirs."""
    staff: Staff | None = g.get("staff")
    roles = staff.roles if staff else frozenset()
    return {
        "staff": staff,
        "council_name": current_runtime().settings.council_name,
        "sees_queue": may_open(Access.OFFICER, roles),
        "sees_triage": may_open(Access.SAFEGUARDING, roles),
        "sees_complaints": may_open(Access.COMPLAINTS, roles),
        "sees_entry": may_open(Access.ENTRY, roles),
        "sees_reports": may_open(Access.COMMITTEE, roles),
        "prepares_reports": may_open(Access.REPORT, roles),
    }


def check_form() -> bool:
    """Tell whether the form that was sent came from our own page in this session."""
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def current_staff() -> Staff:
    """Return the member of staff behind this request; the guard has made sure there is one."""
    staff: Staff = g.staff
    return staff


def sees_held(staff: Staff) -> bool:
    """Tell whether somebody may know of what safeguarding holds back (R4-25)."""
    return may_open(Access.SAFEGUARDING, staff.roles)


def find_signed_in() -> Staff | None:
    """Return who holds the browser's token, and remember that it was used."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    runtime = current_runtime()
    with runtime.database.reading() as reading:
        found = find_staff(reading, runtime, token)
    if found is None:
        return None
    if found.due:
        with runtime.database.transaction() as writing:
            touch_session(writing, runtime, token)
    return found.staff


def renew_browser_session(token: str) -> None:
    """Put a fresh token into a fresh browser session: nothing from before signing in lives on."""
    session.clear()
    g.pop("csrf_token", None)  # made for the session that has just gone
    session[TOKEN] = token


def _ask_to_sign_in() -> Response | str:
    # Another site must not be able to put choices of its own before an officer who signs in.
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if ours and request.method == "POST" and request.endpoint in KEPT_PAGES and request.view_args:
        kept = keep_form(current_runtime(), request.view_args["response_id"], request.form)
        form = SignInForm(formdata=None, data={"kept": kept})
        return render_template("staff/sign_in.html", form=form, problems=[], kept=True)
    return redirect(url_for("staff.sign_in_page"), 303)
