"""The queue, one response, and what was decided of it."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.review import (
    PAGE,
    ReviewResponse,
    count_unread,
    find_next,
    list_queue,
    load_response,
    open_response,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_review import marked_pieces

AGAIN = "Your session was renewed. What you chose is still here. Save once more."


@blueprint.get("/")
def home() -> Response:
    """Take an officer to the queue."""
    return redirect(url_for("staff.queue"), 303)


@blueprint.get("/queue")
def queue() -> str:
    """Show unread responses: flagged first, then oldest."""
    page = max(0, request.args.get("page", 0, type=int))
    with current_runtime().database.reading() as session:
        return render_template(
            "staff/queue.html",
            items=list_queue(session, page=page),
            unread=count_unread(session),
            page=page,
            size=PAGE,
        )


@blueprint.get("/responses/<uuid:response_id>")
def response(response_id: UUID) -> str:
    """Open one response; who opened it is written down."""
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = open_response(session, runtime, response_id, staff_id=current_staff().id)
    return _page(found)


@blueprint.post("/responses/<uuid:response_id>")
def decide(response_id: UUID) -> str | tuple[str, int] | Response:
    """Store the decisions; a stale page is shown again with what stands now, and nothing is overwritten."""
    runtime = current_runtime()
    if not check_form():
        return _shown_again(response_id, AGAIN), 400
    try:
        with runtime.database.transaction() as session:
            decide_response(session, runtime, _decision(response_id), staff_id=current_staff().id)
            following = find_next(session) if request.form.get("go") == "next" else None
    except Conflict as conflict:
        return _shown_again(response_id, conflict.public_message), 409
    if following is not None:
        return redirect(url_for("staff.response", response_id=following), 303)
    return redirect(url_for("staff.queue"), 303)


def _decision(response_id: UUID) -> ResponseDecision:
    """Return what the form says.

    Fields: `theme:<comment>:<theme>`, `add:<comment>`, `add-how:<comment>`, `feeling:<comment>`.
    """
    comments = []
    for written in request.form.getlist("comment"):
        prefix = f"theme:{written}:"
        themes = {
            k.removeprefix(prefix): v for k, v in request.form.items() if k.startswith(prefix)
        }
        added = request.form.get(f"add:{written}")
        if added:
            themes[added] = request.form.get(f"add-how:{written}", "neutral")
        comments.append(
            CommentDecision(UUID(written), themes, request.form.get(f"feeling:{written}") or None)
        )
    return ResponseDecision(response_id, request.form.get("stamp", ""), tuple(comments))


def _shown_again(response_id: UUID, problem: str) -> str:
    with current_runtime().database.reading() as session:
        return _page(load_response(session, response_id), problem=problem)


def _page(found: ReviewResponse, *, problem: str | None = None) -> str:
    codebook = current_runtime().engine.codebook
    labels = {theme.id: theme.label for theme in codebook.themes}
    return render_template(
        "staff/response.html",
        response=found,
        pieces={comment.id: marked_pieces(comment, labels) for comment in found.comments},
        labels=labels,
        problem=problem,
        sent=request.form,
    )
