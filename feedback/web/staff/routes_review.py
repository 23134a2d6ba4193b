"""One response, and what is decided of it."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from analysis.themes.codebook import Codebook
from feedback.domain.enums import FlagState, ResponseState
from feedback.domain.errors import Conflict
from feedback.services.codebook import codebook_in_use
from feedback.services.decide import ResponseDecision, decide_response
from feedback.services.mailbox import load_thread, see_replies
from feedback.services.review_queue import count_flagged, find_next, find_place
from feedback.services.review_response import ReviewResponse, load_response, open_response
from feedback.services.separation import check_may_read, find_barred
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.kept_form import KeptForm
from feedback.web.staff.views_review import (
    Difference,
    decisions_of,
    fields_of,
    find_differences,
    may_agree,
    merge_sent,
    read_response_id,
    views_of,
)
from feedback.web.staff.words import CHANNELS, URGENCIES, say_beside, say_day, say_entry, say_forum
from forms.staff.mailbox import MessageForm, new_once
from forms.staff.messages import MESSAGES
from forms.staff.review import ReviewForm, choices_of, review_form
from forms.staff.triage import RaiseForm

STAY, AGREE = "stay", "agree"


@blueprint.get("/responses/<uuid:response_id>")
def response(response_id: UUID) -> str:
    """Open one response; who opened it is written down."""
    found, waiting = _open(response_id)
    fields = fields_of(found, _codebook())
    return _page(found, review_form(fields, stamp=found.stamp), waiting=waiting)


@blueprint.post("/responses/<uuid:response_id>")
def decide(response_id: UUID) -> tuple[str, int] | Response:
    """Store the decisions; where somebody was faster both answers are shown, and nothing is overwritten."""
    runtime, go = current_runtime(), request.form.get("go")
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        found = load_response(session, response_id)
    fields = fields_of(found, _codebook())
    form = review_form(fields, stamp=found.stamp, sent=request.form)
    proved = form.validate() or "csrf_token" not in form.errors
    if proved and form.stamp.data != found.stamp:
        return _conflict(response_id)
    if form.errors:
        return _page(found, form, problems=form.find_problems()), 400
    decision = ResponseDecision(
        response_id,
        form.stamp.data or "",
        decisions_of(found, choices_of(form, fields)),
        agree=go == AGREE,
    )
    try:
        with runtime.database.transaction() as session:
            place = find_place(session, response_id)
            state = decide_response(session, runtime, decision, staff_id=current_staff().id)
            following = response_id if go == STAY else _following(session, response_id, place)
    except Conflict:
        return _conflict(response_id)
    return _onwards(response_id, following, waits=state is ResponseState.RECEIVED)


def show_with_message(
    response_id: UUID, form: MessageForm, *, problem: str | None = None, at: str = "message"
) -> str:
    """Show the response with a message that is being written, and what is wrong with it."""
    found, waiting = _open(response_id)
    decisions = review_form(fields_of(found, _codebook()), stamp=found.stamp)
    problems = [(at, problem)] if problem else []
    return _page(found, decisions, problems=problems, waiting=waiting, typed=form)


def show_with_raise(response_id: UUID, form: RaiseForm, problems: list[tuple[str, str]]) -> str:
    """Show the response with what is wrong in passing it to safeguarding."""
    found, waiting = _open(response_id)
    decisions = review_form(fields_of(found, _codebook()), stamp=found.stamp)
    return _page(found, decisions, problems=problems, waiting=waiting, typed=form)


def load_comment_ids(response_id: UUID) -> list[str]:
    """Return the ids of the comments of a response that this person may read."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        return [str(comment.id) for comment in load_response(session, response_id).comments]


def show_kept(kept: KeptForm) -> str:
    """Show what was chosen or written before the session ended; nothing of it is stored yet."""
    if "message" in kept.sent:
        writing = MessageForm(formdata=None, data=dict(kept.sent))
        return show_with_message(kept.response_id, writing, problem=MESSAGES["resumed"])
    found, waiting = _open(kept.response_id)
    form = review_form(fields_of(found, _codebook()), stamp=found.stamp, sent=kept.sent)
    return _page(found, form, waiting=waiting, problems=[("decisions", MESSAGES["resumed"])])


def _codebook() -> Codebook:
    with current_runtime().database.reading() as session:
        return codebook_in_use(session, current_runtime())


def _open(response_id: UUID) -> tuple[ReviewResponse, int]:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = open_response(session, runtime, response_id, staff_id=current_staff().id)
        see_replies(session, response_id)
        return found, count_flagged(
            session, besides=response_id, sees_held=sees_held(current_staff())
        )


def _following(session: Any, response_id: UUID, place: Any) -> UUID | None:
    """Return the next response that is this person's to read; None when nothing is left for them."""
    runtime, staff = current_runtime(), current_staff()
    found, passed = response_id, {response_id}
    while True:
        following = find_next(session, found, place, sees_held=sees_held(staff))
        if following is None or following in passed:
            return None
        if not find_barred(session, runtime, [following], staff_id=staff.id):
            return following
        passed.add(following)
        found, place = following, find_place(session, following)


def _onwards(saved: UUID, following: UUID | None, *, waits: bool) -> Response:
    left = 1 if waits else None
    if following is None:
        return redirect(url_for("staff.queue", saved=saved, waits=left), 303)
    return redirect(url_for("staff.response", response_id=following, saved=saved, waits=left), 303)


def _conflict(response_id: UUID) -> tuple[str, int]:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = load_response(session, response_id)
    codebook, sent = _codebook(), MultiDict(request.form)
    merged = merge_sent(found, sent, codebook)
    form = review_form(fields_of(found, codebook), stamp=found.stamp, sent=merged)
    differences = find_differences(found, merged, codebook)
    problems = [("decisions", MESSAGES["conflict"])]
    return _page(found, form, problems=problems, differences=differences), 409


def _page(
    found: ReviewResponse,
    form: ReviewForm,
    *,
    problems: list[tuple[str, str]] | None = None,
    differences: list[Difference] | None = None,
    waiting: int = 0,
    typed: MessageForm | RaiseForm | None = None,
) -> str:
    runtime = current_runtime()
    codebook = _codebook()
    with runtime.database.reading() as session:
        thread = load_thread(session, runtime, found.id)
    return render_template(
        "staff/response.html",
        response=found,
        received=say_day(found.received_on),
        forum=say_forum(found.forum),
        channel=CHANNELS[found.channel],
        entry=say_entry(found.entry),
        beside=say_beside(
            found.audience, represents=found.represents, staff_present=found.staff_present
        ),
        urgencies=URGENCIES,
        comments=views_of(found, codebook),
        form=form,
        problems=problems or [],
        wrong=dict(problems or []),
        differences=differences,
        agree=may_agree(found),
        waiting=waiting,
        saved=read_response_id(request.args.get("saved", "")),
        waits="waits" in request.args,
        thread=thread,
        raising=typed if isinstance(typed, RaiseForm) else RaiseForm(formdata=None),
        held=any(c.flag is not None and c.flag.state is FlagState.OPEN for c in found.comments),
        writing=typed
        if isinstance(typed, MessageForm)
        else MessageForm(formdata=None, data={"once": new_once()}),
    )
