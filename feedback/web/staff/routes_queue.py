"""The queue, and where each member of staff begins."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.services.review_queue import QueueItem, QueueView, list_queue
from feedback.services.separation import NOT_YOURS, find_barred
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import AUDIENCES, CHANNELS, URGENCIES, count_of, say_day, say_forum

LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class ItemView:
    """One row of the queue in words. `link` says what is opened, without a flagged family's own words."""

    response_id: UUID
    urgency: str | None
    urgency_label: str
    link: str
    reasons: str
    about: tuple[str, ...]
    opens: bool = True


@blueprint.get("/")
def home() -> Response:
    """Take everybody to where their work is."""
    roles = current_staff().roles
    places = {
        Access.SAFEGUARDING: "staff.triage",
        Access.OFFICER: "staff.queue",
        Access.COMPLAINTS: "staff.hand_offs",
    }
    opens = (place for access, place in places.items() if may_open(access, roles))
    return redirect(url_for(next(opens, "committee.reports")), 303)


@blueprint.get("/queue")
def queue() -> str:
    """Show unread responses, flagged first, then oldest; or those that were read."""
    view = QueueView.READ if request.args.get("show") == QueueView.READ else QueueView.UNREAD
    page = min(max(0, request.args.get("page", 1, type=int) - 1), LAST_PAGE)
    runtime, staff = current_runtime(), current_staff()
    with runtime.database.reading() as session:
        found = list_queue(session, page=page, view=view, sees_held=sees_held(staff))
        listed = {item.response_id for item in found.items}
        barred = find_barred(session, runtime, listed, staff_id=staff.id)
    return render_template(
        "staff/queue.html",
        queue=found,
        flagged=_say_flagged(found.flagged),
        items=[_view(item, hidden=item.response_id in barred) for item in found.items],
        saved=read_response_id(request.args.get("saved", "")),
        waits="waits" in request.args,
        passed="passed" in request.args,
    )


def _say_flagged(number: int) -> str:
    if number == 0:
        return "None is flagged."
    return (
        "1 is flagged and stands first."
        if number == 1
        else f"{number} are flagged and stand first."
    )


def _view(item: QueueItem, *, hidden: bool) -> ItemView:
    if hidden:
        # About the reader, or about somebody they manage: not a word, and nothing to open (R1-20).
        return ItemView(
            item.response_id, None, "", NOT_YOURS, "", (say_day(item.received_on),), False
        )
    reasons = "; ".join(item.reasons)
    about = (
        say_day(item.received_on),
        say_forum(item.forum),
        item.who or AUDIENCES.get(item.audience, "Did not say who they are"),
        CHANNELS[item.channel],
        count_of(item.suggestions, "theme suggested", "themes suggested"),
    )
    words = item.first_words or "Nothing was written, only ticked"
    return ItemView(
        response_id=item.response_id,
        urgency=item.urgency,
        urgency_label=URGENCIES.get(item.urgency or "", ""),
        # Summary first: who reads the queue is spared the words until they open it (R4-28).
        link=f"Flagged: {reasons}" if item.urgency else words,
        reasons=reasons,
        about=about,
    )
