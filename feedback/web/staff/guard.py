"""Who is asking, and may they? Every staff and committee page passes here first."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from feedback.services.sign_in import Staff, find_staff, touch_session
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime

csrf = CSRFProtect()
TOKEN = "token"  # noqa: S105 (the name of a cookie's field)


def guard(blueprint: Blueprint, table: Callable[[], dict[str, Access]]) -> None:
    """Let nobody open a page of the blueprint who may not; a page that nobody listed stays closed."""

    @blueprint.before_request
    def _check() -> Response | None:
        access = table().get(request.endpoint or "")
        if access is Access.SIGN_IN:
            return None
        g.staff = _who()
        if g.staff is None:
            return redirect(url_for("staff.sign_in_page"), 303)
        if not may_open(access, g.staff.roles):
            abort(403)
        return None

    @blueprint.context_processor
    def _everywhere() -> dict[str, Any]:
        return {"staff": g.get("staff"), "council_name": current_runtime().settings.council_name}


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


def _who() -> Staff | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    runtime = current_runtime()
    with runtime.database.reading() as reading:
        found = find_staff(reading, runtime, token)
    if found is not None and request.method == "POST":
        with runtime.database.transaction() as writing:
            touch_session(writing, runtime, token)
    return found
