"""The queue, and where each member of staff begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.services.decide_many import MOST_AT_ONCE
from feedback.services.desk import delete_filter, list_saved_filters, save_filter
from feedback.services.review_queue import LONG_PAGE, MOST_COUNTED, QueueItem, list_queue
from feedback.services.separation import NOT_YOURS, find_barred
from feedback.services.undo import count_undoable
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.queue_list import (
    AFTER,
    ALL,
    PER,
    READ,
    ReadingList,
    current_codebook,
    fields_of_filter,
    figures_of,
    filter_of,
    read_after,
    read_choices,
    read_list,
    say_filter,
    write_after,
)
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import AUDIENCES, CHANNELS, URGENCIES, count_of, say_day, say_forum
from forms.staff.desk import FilterNameForm
from forms.staff.review import OPEN, THEME_LABELS

UNREAD = "unread"
HEADINGS = {UNREAD: "Queue", READ: "What was read", ALL: "Read or not"}
THEME_CHOICES = {code: label for code, label in THEME_LABELS.items() if code != OPEN}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One row of the queue in words. `link` says what is opened, without a flagged family's own words."""

    response_id: UUID
    address: str
    urgency: str | None
    unsure: bool
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
    """Show unread responses, flagged first, then oldest; or those that were read; through filters."""
    given = [(name, value) for name, value in request.args.items(multi=True)]
    chosen = read_choices(current_runtime(), given)
    return show_queue(chosen)


@blueprint.post("/queue/filters")
def filter_save() -> tuple[str, int] | Response:
    """Keep the filters under a name."""
    runtime, form = current_runtime(), FilterNameForm()
    chosen: dict[str, Any] = dict(read_list(runtime, request.form.get("list", "")).chosen)
    if not form.validate():
        return show_queue(chosen, problems=form.find_problems(), name=form.name.data or ""), 400
    with runtime.database.transaction() as session:
        save_filter(session, current_staff().id, form.name.data, chosen)
    return redirect(url_for("staff.queue", **chosen), 303)


@blueprint.post("/queue/filters/<uuid:saved_id>/forget")
def filter_forget(saved_id: UUID) -> Response:
    """Forget one of one's own filters."""
    if check_form():
        with current_runtime().database.transaction() as session:
            delete_filter(session, current_staff().id, saved_id)
    return redirect(url_for("staff.queue"), 303)


def show_queue(
    chosen: dict[str, Any],
    *,
    problems: Sequence[tuple[str, str]] = (),
    name: str = "",
    ticked: Sequence[str] = (),
) -> str:
    """Return the page of the queue, with what is wrong and what was typed and ticked."""
    runtime, reader = current_runtime(), current_staff()
    after = read_after(request.args.get(AFTER, ""))
    deed = read_response_id(request.args.get("deed", ""))
    wanted = filter_of(runtime, chosen, reader=reader)
    with runtime.database.reading() as session:
        found = list_queue(
            session,
            wanted,
            after=after,
            size=LONG_PAGE if PER in chosen else None,
        )
        kept = list_saved_filters(session, reader.id)
        listed_ids = {item.response_id for item in found.items}
        barred = find_barred(session, runtime, listed_ids, staff_id=reader.id)
        undoable = count_undoable(session, deed) if deed else 0
    shown, listed = chosen.get("show", UNREAD), ReadingList(chosen)
    return render_template(
        "staff/queue.html",
        shown=shown,
        heading=HEADINGS[shown],
        counts={
            UNREAD: _say_count(found.unread),
            READ: _say_count(found.read),
            ALL: _say_both(found.unread, found.read),
        },
        comments=count_of(found.comments or 0, "comment", "comments"),
        of_theme=found.comments is not None,
        flagged=_say_flagged(found.flagged),
        items=[_view(i, listed, hidden=i.response_id in barred) for i in found.items],
        held=found.held,
        passed="passed" in request.args,
        further=after is not None,
        following=write_after(found.following) if found.following else None,
        chosen=chosen,
        others={key: value for key, value in chosen.items() if key != "show"},
        written=listed.written,
        filters=fields_of_filter(runtime, chosen),
        said=say_filter(runtime, chosen),
        figures=figures_of(chosen),
        kept=[(i, label, read_choices(runtime, given.items())) for i, label, given in kept],
        saved=read_response_id(request.args.get("saved", "")),
        waits="waits" in request.args,
        left_unsure="unsure" in request.args,
        undo=deed if undoable else None,
        told=_say_done(),
        problems=list(problems),
        wrong=dict(problems),
        name=name,
        ticked=set(ticked),
        themes=current_codebook(runtime).themes,
        how=THEME_CHOICES,
        most=MOST_AT_ONCE,
    )


def _say_count(number: int) -> str:
    return f"more than {MOST_COUNTED:,}" if number == MOST_COUNTED + 1 else f"{number:,}"


def _say_both(unread: int, read: int) -> str:
    return _say_count(MOST_COUNTED + 1 if MOST_COUNTED + 1 in (unread, read) else unread + read)


def _say_done() -> str:
    """Return what deciding about many, or undoing, did; counts from the address, and nothing else of it."""
    done, left, undone = (request.args.get(n, -1, type=int) for n in ("done", "left", "undone"))
    said = []
    if done >= 0:
        said.append(f"Done for {count_of(done, 'response', 'responses')}.")
    if undone >= 0:
        said.append(f"Undone for {count_of(undone, 'response', 'responses')}.")
    if left > 0:
        said.append(
            f"{count_of(left, 'response was', 'responses were')} left: a person changed it meanwhile."
        )
    return " ".join(said)


def _say_flagged(number: int) -> str:
    """Return how many are flagged, and the beginning of a sentence about the others."""
    if number == 0:
        return "None is flagged. First come"
    if number == 1:
        return "1 is flagged and stands first. Then come"
    return f"{number} are flagged and stand first. Then come"


def _view(item: QueueItem, listed: ReadingList, *, hidden: bool) -> ItemView:
    if hidden:
        # About the reader, or about somebody they manage: not a word, and nothing to open (R1-20).
        day = (say_day(item.received_on),)
        return ItemView(item.response_id, "", None, False, "", NOT_YOURS, "", day, opens=False)
    reasons = "; ".join(item.reasons)
    about = (
        say_day(item.received_on),
        say_forum(item.forum),
        item.who or AUDIENCES.get(item.audience, "Did not say who they are"),
        CHANNELS[item.channel],
        count_of(item.suggestions, "theme suggested", "themes suggested"),
        *((f"Claimed by {item.claimed_by}",) if item.claimed_by else ()),
        *((f"{item.unsure_by} was not sure",) if item.unsure_by else ()),
    )
    words = item.first_words or "Nothing was written, only ticked"
    return ItemView(
        response_id=item.response_id,
        address=url_for(
            "staff.response", response_id=item.response_id, **listed.address(item.place)
        ),
        urgency=item.urgency,
        unsure=item.unsure,
        urgency_label=URGENCIES.get(item.urgency or "", ""),
        # Summary first: who reads the queue is spared the words until they open it (R4-28).
        link=f"Flagged: {reasons}" if item.urgency else words,
        reasons=reasons,
        about=about,
    )
