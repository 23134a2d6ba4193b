"""A draft that was sent out: who holds its link reads it, and a forum says there what it thinks of it (R5-18)."""

from flask import g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.rendering.html import report_parts
from feedback.services.answer_draft import answer_draft, get_open_draft
from feedback.services.forum_notice import find_comment
from feedback.services.report_links import OpenLink
from feedback.web.committee.blueprint import blueprint
from feedback.web.runtime import current_runtime
from forms.staff.reports import CommentForm

Problems = list[tuple[str, str]]


@blueprint.get("/draft")
def draft() -> str:
    """Show the draft that the link opens."""
    return _page(None, [])


@blueprint.post("/draft")
def draft_comment() -> tuple[str, int] | Response:
    """Take in what the forum says; it is printed as it is written."""
    form, runtime, link = CommentForm(), current_runtime(), _link()
    form.validate()
    if problems := form.find_problems():
        return _page(form, problems), 400
    if link.forum is None:
        return _page(form, [("form", "This link is for reading only. Nothing was stored.")]), 403
    try:
        with runtime.database.transaction() as session:
            answer_draft(
                session, runtime, _quarter(link), link.forum, words=form.words.data, link_id=link.id
            )
    except Conflict as refused:
        return _page(form, [("words", refused.public_message)]), 409
    return redirect(url_for("committee.draft", saved=1), 303)


def _link() -> OpenLink:
    link: OpenLink = g.link
    return link


def _quarter(link: OpenLink) -> str:
    return link.quarter or ""


def _page(form: CommentForm | None, problems: Problems) -> str:
    link = _link()
    with current_runtime().database.reading() as session:
        found = get_open_draft(session, _quarter(link))
        said = find_comment(session, _quarter(link), link.forum) if link.forum else None
    given = {"words": said.comment if said else ""}
    return render_template(
        "committee/draft.html",
        draft=found,
        parts=Markup(report_parts(found.snapshot)),  # noqa: S704 (it escapes every word itself)
        takes_words=link.forum is not None,
        form=form or CommentForm(formdata=None, data=given),
        response=said.response if said else None,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )
