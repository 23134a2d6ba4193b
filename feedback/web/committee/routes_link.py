"""A private link opens the committee's pages, or one draft, to somebody without a sign-in."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import NotFound
from feedback.domain.reports import LinkKind
from feedback.services.report_links import NO_LINK, find_link, open_link
from feedback.web.committee.blueprint import blueprint
from feedback.web.committee.guard import LINK, remember_link
from feedback.web.runtime import current_runtime
from feedback.web.staff.guard import check_form
from feedback.web.staff.words import say_day


@blueprint.get("/open/<token>")
def link_page(token: str) -> str:
    """Say what the link opens. Nothing is counted as opened: a mail program may have looked first."""
    runtime = current_runtime()
    with runtime.database.reading() as reading:
        link = find_link(reading, runtime, token)
    if link is None:
        raise NotFound(NO_LINK)
    until = say_day(link.expires_utc.date())
    return render_template("committee/open.html", token=token, found=link, until=until)


@blueprint.post("/open/<token>")
def link_open(token: str) -> Response:
    """Open it: from now on the browser holds the token, and no address does."""
    if not check_form():
        return redirect(url_for("committee.link_page", token=token), 303)
    runtime = current_runtime()
    with runtime.database.transaction() as writing:
        link = open_link(writing, runtime, token)
    remember_link(token)
    page = "committee.draft" if link.kind is LinkKind.DRAFT else "committee.reports"
    return redirect(url_for(page), 303)


@blueprint.post("/leave")
def link_leave() -> Response:
    """Forget the link in this browser."""
    if check_form():
        session.pop(LINK, None)
    return redirect(url_for("staff.sign_in_page"), 303)
