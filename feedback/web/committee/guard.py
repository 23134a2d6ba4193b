"""Who may read the committee's pages: somebody with the role, or whoever holds a link that is open."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from feedback.domain.reports import LinkKind
from feedback.services.report_links import OpenLink, find_link
from feedback.web.access import Access, may_open
from feedback.web.committee.access import ACCESS
from feedback.web.runtime import current_runtime
from feedback.web.staff.guard import find_signed_in

LINK = "link"
KIND_FOR: dict[Access | None, LinkKind] = {
    Access.COMMITTEE: LinkKind.PUBLISHED,
    Access.SENT_DRAFT: LinkKind.DRAFT,
}
"""What a link must open for each kind of page; no other page is opened by one."""


def guard_committee(blueprint: Blueprint) -> None:
    """Let nobody open a page of the committee who may not; a page that nobody listed stays closed."""

    @blueprint.before_request
    def _check() -> Response | None:
        access = ACCESS.get(request.endpoint or "")
        if access is Access.SIGN_IN:
            return None
        link = find_open_link()
        if link is not None and KIND_FOR.get(access) is link.kind:
            g.link = link
            return None
        g.staff = find_signed_in()
        if g.staff is None:
            return redirect(url_for("staff.sign_in_page"), 303)
        if not may_open(access, g.staff.roles):
            abort(403)
        return None


def find_open_link() -> OpenLink | None:
    """Return the link that this browser came with, while it is open."""
    token = session.get(LINK)
    if not isinstance(token, str):
        return None
    runtime = current_runtime()
    with runtime.database.reading() as reading:
        return find_link(reading, runtime, token)


def remember_link(token: str) -> None:
    """Put the token into a fresh browser session; it is in no address from now on."""
    session.clear()
    session[LINK] = token


def link_context() -> dict[str, Any]:
    """Return what pages need to know of the link, where one is used."""
    return {"link": g.get("link")}
