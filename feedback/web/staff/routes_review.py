"""One response, and what is decided of it."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from analysis.themes.codebook import Codebook
from feedback.domain.enums import FlagState, ResponseState
from feedback.domain.errors import Conflict
from feedback.services.decide import ResponseDecision, decide_response
from feedback.services.desk import claim, leave_unsure, load_desk
from feedback.services.desk import release as give_back
from feedback.services.mailbox import load_thread, see_replies
from feedback.services.review_queue import QueuePlace, count_flagged, find_next, find_place
from feedback.services.review_response import ReviewResponse, load_response, open_response
from feedback.services.separation import check_may_read, find_barred
from feedback.services.undo import count_undoable
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.kept_form import KeptForm
from feedback.web.staff.queue_list import (
    ReadingList,
    current_codebook,
    filter_of,
    read_list,
    say_filter,
)
from feedback.web.staff.views_desk import view_of_desk
from feedback.web.staff.views_review import (
    Meanwhile,
    decisions_of,
    fields_of,
    find_differences,
    find_lost,
    may_agree,
    merge_sent,
    read_response_id,
    views_of,
)
from feedback.web.staff.words import CHANNELS, URGENCIES, say_beside, say_day, say_entry, say_forum
from forms.staff.desk import NoteForm
from forms.staff.mailbox import MessageForm, new_once
from forms.staff.messages import MESSAGES
from forms.staff.review import ReviewForm, choices_of, review_form
from forms.staff.triage import RaiseForm

NOTHING_SINCE = Meanwhile()
STAY, AGREE, CLAIM, RELEASE, UNSURE, SKIP = "stay", "agree", "claim", "release", "unsure", "skip"


@blueprint.get("/responses/<uuid:response_id>")
def response(response_id: UUID) -> str:
    """Open one response; who opened it is written down."""
    found, waiting = _open(response_id)
    fields = fields_of(found, _codebook())
    return _page(found, review_form(fields, stamp=found.stamp), waiting=waiting)


@blueprint.post("/responses/<uuid:response_id>")
def decide(response_id: UUID) -> tuple[str, int] | Response | str:
    """Store the decisions; where somebody was faster both answers are shown, and nothing is overwritten."""
    runtime, go = current_runtime(), request.form.get("go")
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        found = load_response(session, response_id)
    fields = fields_of(found, _codebook())
    form = review_form(fields, stamp=found.stamp, sent=request.form)
    proved = form.validate() or "csrf_token" not in form.errors
    if proved and go == SKIP:
        return _skip(response_id)
    if proved and form.stamp.data != found.stamp:
        return _conflict(response_id)
    if proved and go in (CLAIM, RELEASE):
        return _claim(found, release=go == RELEASE)
    if form.errors:
        since = Meanwhile(find_lost(found, request.form, _codebook()))
        return _page(found, form, problems=form.find_problems(), since=since), 400
    decision = ResponseDecision(
        response_id,
        form.stamp.data or "",
        decisions_of(found, choices_of(form, fields)),
        agree=go == AGREE,
        read=go != UNSURE,
    )
    try:
        return _store(decision, go=go or "")
    except Conflict:
        return _conflict(response_id)


def _store(decision: ResponseDecision, *, go: str) -> Response:
    runtime, reader, listed = current_runtime(), current_staff().id, _listed()
    response_id = decision.response_id
    with runtime.database.transaction() as session:
        place = listed.place_of(response_id) or find_place(session, response_id)
        state = decide_response(session, runtime, decision, staff_id=reader)
        if go == UNSURE:
            leave_unsure(session, runtime, response_id, staff_id=reader)
        following = place if go == STAY else _following(session, response_id, place)
    told: dict[str, Any] = {"saved": response_id, "deed": decision.deed_id}
    if go == UNSURE:
        told |= {"unsure": 1}
    elif state is ResponseState.RECEIVED:
        told |= {"waits": 1}
    if go == STAY:
        at = listed.address(place)
        return redirect(url_for("staff.response", response_id=response_id, **at, **told), 303)
    return _onwards(following, told)


def _skip(response_id: UUID) -> Response:
    """Go on without storing anything."""
    listed = _listed()
    with current_runtime().database.reading() as session:
        place = listed.place_of(response_id) or find_place(session, response_id)
        following = _following(session, response_id, place)
    return _onwards(following, {})


def _claim(found: ReviewResponse, *, release: bool) -> tuple[str, int] | str:
    """Claim or give back, and show the page again with everything that was chosen."""
    runtime, reader = current_runtime(), current_staff().id
    try:
        with runtime.database.transaction() as session:
            if release:
                give_back(session, runtime, found.id, staff_id=reader)
            else:
                claim(session, runtime, found.id, staff_id=reader, seen=found.claim.claimed_by)
            now = load_response(session, found.id)
    except Conflict:
        return _conflict(found.id)
    sent = MultiDict(request.form)
    sent["stamp"] = now.stamp
    return _page(now, review_form(fields_of(now, _codebook()), stamp=now.stamp, sent=sent))


def _listed() -> ReadingList:
    """Return the list that the page was opened from."""
    written = request.form.get("list") or request.query_string.decode("ascii", "ignore")
    return read_list(current_runtime(), written)


def show_with_message(
    response_id: UUID, form: MessageForm, *, problem: str | None = None, at: str = "message"
) -> str:
    """Show the response with a message that is being written, and what is wrong with it."""
    found, waiting = _open(response_id)
    decisions = review_form(fields_of(found, _codebook()), stamp=found.stamp)
    problems = [(at, problem)] if problem else []
    return _page(found, decisions, problems=problems, waiting=waiting, writing=form)


def show_with_raise(response_id: UUID, form: RaiseForm, problems: list[tuple[str, str]]) -> str:
    """Show the response with what is wrong in passing it to safeguarding."""
    found, waiting = _open(response_id)
    decisions = review_form(fields_of(found, _codebook()), stamp=found.stamp)
    return _page(found, decisions, problems=problems, waiting=waiting, writing=form)


def load_comment_ids(response_id: UUID) -> list[str]:
    """Return the ids of the comments of a response that this person may read."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        check_may_read(session, runtime, response_id, staff_id=current_staff().id)
        return [str(comment.id) for comment in load_response(session, response_id).comments]


def show_with_note(response_id: UUID, form: NoteForm, *, problem: str | None = None) -> str:
    """Show the response with a note that is being written, and what is wrong with it."""
    found, waiting = _open(response_id)
    decisions = review_form(fields_of(found, _codebook()), stamp=found.stamp)
    problems = [("note", problem)] if problem else []
    return _page(found, decisions, problems=problems, waiting=waiting, writing=form)


def show_kept(kept: KeptForm) -> str:
    """Show what was chosen or written before the session ended; nothing of it is stored yet."""
    if "message" in kept.sent:
        writing = MessageForm(formdata=None, data=dict(kept.sent))
        return show_with_message(kept.response_id, writing, problem=MESSAGES["resumed"])
    if "note" in kept.sent:
        noting = NoteForm(formdata=None, data=dict(kept.sent))
        return show_with_note(kept.response_id, noting, problem=MESSAGES["resumed"])
    (found, waiting), codebook = _open(kept.response_id), _codebook()
    form = review_form(fields_of(found, codebook), stamp=found.stamp, sent=kept.sent)
    since = Meanwhile(find_lost(found, kept.sent, codebook))
    problems = [("decisions", MESSAGES["resumed"])]
    return _page(found, form, waiting=waiting, problems=problems, since=since)


def _codebook() -> Codebook:
    return current_codebook(current_runtime())


def _open(response_id: UUID) -> tuple[ReviewResponse, int]:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        found = open_response(session, runtime, response_id, staff_id=current_staff().id)
        see_replies(session, response_id)
        return found, count_flagged(
            session, besides=response_id, sees_held=sees_held(current_staff())
        )


def _following(session: Any, response_id: UUID, place: QueuePlace | None) -> QueuePlace | None:
    """Return the next response that is this person's to read; None when nothing is left for them."""
    runtime, staff = current_runtime(), current_staff()
    chosen = filter_of(runtime, _listed().chosen, reader=staff)
    passed = {response_id}
    while True:
        following = find_next(session, response_id, place, chosen)
        if following is None or following.id in passed:
            return None
        if not find_barred(session, runtime, [following.id], staff_id=staff.id):
            return following
        passed.add(following.id)
        place = following


def _onwards(following: QueuePlace | None, told: dict[str, Any]) -> Response:
    listed = _listed()
    if following is None:
        return redirect(url_for("staff.queue", **listed.chosen, **told), 303)
    at = listed.address(following)
    return redirect(url_for("staff.response", response_id=following.id, **at, **told), 303)


def _conflict(response_id: UUID) -> tuple[str, int]:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = load_response(session, response_id)
    codebook, sent = _codebook(), MultiDict(request.form)
    merged = merge_sent(found, sent, codebook)
    form = review_form(fields_of(found, codebook), stamp=found.stamp, sent=merged)
    since = Meanwhile(find_lost(found, sent, codebook), find_differences(found, merged, codebook))
    return _page(found, form, problems=[("decisions", MESSAGES["conflict"])], since=since), 409


def _page(
    found: ReviewResponse,
    form: ReviewForm,
    *,
    problems: list[tuple[str, str]] | None = None,
    since: Meanwhile = NOTHING_SINCE,
    waiting: int = 0,
    writing: MessageForm | NoteForm | RaiseForm | None = None,
) -> str:
    runtime, reader = current_runtime(), current_staff().id
    codebook, listed = _codebook(), _listed()
    deed = read_response_id(request.args.get("deed", ""))
    with runtime.database.reading() as session:
        thread = load_thread(session, runtime, found.id)
        desk = load_desk(session, runtime, found.id)
        undoable = count_undoable(session, deed) if deed else 0
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
        differences=since.differences,
        lost=since.lost,
        agree=may_agree(found),
        waiting=waiting,
        saved=read_response_id(request.args.get("saved", "")),
        waits="waits" in request.args,
        thread=thread,
        raising=writing if isinstance(writing, RaiseForm) else RaiseForm(formdata=None),
        held=any(c.flag is not None and c.flag.state is FlagState.OPEN for c in found.comments),
        desk=view_of_desk(desk),
        chosen=dict(listed.chosen),
        written=listed.written,
        said=say_filter(runtime, listed.chosen),
        mine=found.claim.claimed_by == reader,
        undo=deed if undoable else None,
        undone="undone" in request.args,
        left_unsure="unsure" in request.args,
        noting=writing
        if isinstance(writing, NoteForm)
        else NoteForm(formdata=None, data={"once": new_once()}),
        writing=writing
        if isinstance(writing, MessageForm)
        else MessageForm(formdata=None, data={"once": new_once()}),
    )
