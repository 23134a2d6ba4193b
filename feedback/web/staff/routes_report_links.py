"""Give out links to reports, and close them (R5-18). A new link stands on one page, once, and in no address of ours."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.codes import FORUM_BY_CODE, FORUMS
from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.domain.reports import LinkKind, ReportState
from feedback.services.report_links import (
    LinkLine,
    LinkWish,
    list_links,
    make_link,
    revoke_link,
)
from feedback.services.report_states import list_reports
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.words import say_day
from forms.staff.reports import OTHER, PUBLISHED, LinkForm

Problems = list[tuple[str, str]]


@blueprint.get("/report-links")
def report_links() -> str:
    """List the links that were given out, and show the form of a new one."""
    return _page(LinkForm(formdata=None, data={"days": "28"}), [])


@blueprint.post("/report-links")
def report_link_make() -> str | tuple[str, int]:
    """Make a link and show it, this once."""
    form, runtime = LinkForm(), current_runtime()
    _offer(form)
    form.validate()
    if problems := form.find_problems():
        return _page(form, problems), 400
    with runtime.database.transaction() as session:
        token = make_link(session, runtime, _wish(form), staff_id=current_staff().id)
    base = runtime.settings.public_address or request.url_root.rstrip("/")
    fresh = f"{base}{url_for('committee.link_page', token=token)}"
    return _page(LinkForm(formdata=None, data={"days": "28"}), [], fresh=fresh)


@blueprint.post("/report-links/<uuid:link_id>/close")
def report_link_close(link_id: UUID) -> Response:
    """Close a link at once; one that is closed already stays so."""
    runtime = current_runtime()
    if check_form():
        try:
            with runtime.database.transaction() as session:
                revoke_link(session, runtime, link_id, staff_id=current_staff().id)
        except Conflict:
            return redirect(url_for("staff.report_links"), 303)
    return redirect(url_for("staff.report_links", saved=1), 303)


def _wish(form: LinkForm) -> LinkWish:
    is_forum = form.who.data != OTHER
    return LinkWish(
        body=FORUM_BY_CODE[form.who.data].name if is_forum else form.body.data,
        days=int(form.days.data),
        quarter=None if form.opens.data == PUBLISHED else Quarter.parse(form.opens.data),
        forum=form.who.data if is_forum else None,
    )


def _offer(form: LinkForm) -> None:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        lines = list_reports(session, runtime.clock.today())
    drafts = [
        (line.period, f"The draft of {line.label}")
        for line in lines
        if line.state in (ReportState.DRAFT, ReportState.CHECKED)
    ]
    form.offer(drafts, [(forum.code, forum.name) for forum in FORUMS])


def _page(form: LinkForm, problems: Problems, *, fresh: str = "") -> str:
    runtime = current_runtime()
    _offer(form)
    with runtime.database.reading() as session:
        links = list_links(session, runtime)
    return render_template(
        "staff/report_links.html",
        links=[(link, _opens(link), _state(link)) for link in links],
        form=form,
        fresh=fresh,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )


def _opens(link: LinkLine) -> str:
    if link.kind is LinkKind.PUBLISHED or link.quarter is None:
        return "the published reports"
    return f"the draft of {Quarter.parse(link.quarter).label}"


def _state(link: LinkLine) -> str:
    if link.revoked:
        return "closed"
    day = say_day(link.expires_utc.date())
    return f"open until {day}" if link.is_open else f"ended on {day}"
