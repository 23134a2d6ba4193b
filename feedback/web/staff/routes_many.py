"""Decide about several responses at once: tick, see exactly what would change, confirm, undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.services.decide_many import (
    MOST_AT_ONCE,
    Preview,
    Wish,
    decide_many,
    preview_many,
)
from feedback.services.undo import undo
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.queue_list import current_codebook, read_list
from feedback.web.staff.routes_queue import THEME_CHOICES, show_queue
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import count_of, say_day
from forms.staff.desk import ManyForm
from forms.staff.messages import MESSAGES
from forms.staff.review import FEELING_LABELS, THEME_LABELS

WISHES = {
    "agree": "Agree with what is sure, and mark as read",
    "theme": "Settle one theme where it is suggested and open",
    "claim": "Claim them for me",
}


@dataclass(frozen=True, slots=True)
class PreviewView:
    """One response of the preview, in words."""

    response_id: UUID
    stamp: str
    received: str
    words: tuple[tuple[str, str], ...]
    says: tuple[str, ...]
    included: bool


@blueprint.post("/queue/several")
def many() -> tuple[str, int] | str:
    """Show what would change, or what is still missing; nothing is stored."""
    runtime, form = current_runtime(), ManyForm()
    chosen: dict[str, Any] = dict(read_list(runtime, request.form.get("list", "")).chosen)
    ids = [found for one in request.form.getlist("one") if (found := read_response_id(one))]
    wish = _wish(form)
    problem = _problem(form, ids, wish)
    if problem is not None or wish is None:
        ticked = request.form.getlist("one")
        return show_queue(chosen, problems=[problem] if problem else [], ticked=ticked), 400
    with runtime.database.reading() as session:
        previews = preview_many(session, runtime, wish, ids, staff_id=current_staff().id)
    views = [_view(one, wish) for one in previews]
    return render_template(
        "staff/several.html",
        title=WISHES[wish.kind],
        wish=wish,
        included=[view for view in views if view.included],
        left=[view for view in views if not view.included],
        written=request.form.get("list", ""),
        chosen=chosen,
        count=count_of(sum(v.included for v in views), "response", "responses"),
    )


@blueprint.post("/queue/several/confirm")
def many_confirm() -> tuple[str, int] | Response:
    """Do what was shown; a response that changed meanwhile is left and counted."""
    runtime, form = current_runtime(), ManyForm()
    chosen: dict[str, Any] = dict(read_list(runtime, request.form.get("list", "")).chosen)
    stamps = _stamps(request.form)
    wish = _wish(form)
    if not form.validate() or wish is None or not stamps:
        problem = ("several", MESSAGES["entry_renewed"])
        return show_queue(chosen, problems=[problem], ticked=[str(one) for one in stamps]), 400
    with runtime.database.transaction() as session:
        outcome = decide_many(session, runtime, wish, stamps, staff_id=current_staff().id)
    deed = None if wish.kind == "claim" else outcome.deed_id
    done, left = outcome.done, len(outcome.left)
    return redirect(url_for("staff.queue", **chosen, deed=deed, done=done, left=left), 303)


@blueprint.post("/deeds/<uuid:deed_id>/undo")
def undo_deed(deed_id: UUID) -> Response:
    """Put everything back as it was before; what somebody decided since is left and counted."""
    runtime = current_runtime()
    chosen = read_list(runtime, request.form.get("list", "")).chosen
    if not check_form():
        return redirect(url_for("staff.queue", **chosen, deed=deed_id), 303)
    try:
        with runtime.database.transaction() as session:
            outcome = undo(session, runtime, deed_id, staff_id=current_staff().id)
    except Conflict:
        return redirect(url_for("staff.queue", **chosen, undone=0), 303)
    undone, left = len(outcome.restored), len(outcome.left)
    if undone == 1 and not left:
        (only,) = outcome.restored
        return redirect(url_for("staff.response", response_id=only, **chosen, undone=1), 303)
    return redirect(url_for("staff.queue", **chosen, undone=undone, left=left), 303)


def _wish(form: ManyForm) -> Wish | None:
    kind = form.wish.data or ""
    if kind not in WISHES:
        return None
    if kind != "theme":
        return Wish(kind)
    known = current_codebook(current_runtime()).by_id
    theme, choice = form.theme.data or "", form.choice.data or ""
    return Wish(kind, theme, choice) if theme in known and choice in THEME_CHOICES else None


def _problem(form: ManyForm, ids: list[UUID], wish: Wish | None) -> tuple[str, str] | None:
    if not form.validate():
        return "several", MESSAGES["entry_renewed"]
    if not 0 < len(ids) <= MOST_AT_ONCE:
        return "several", MESSAGES["none_chosen"].format(most=MOST_AT_ONCE)
    if wish is None:
        return "theme", MESSAGES["theme_chosen"]
    return None


def _stamps(sent: Mapping[str, str]) -> dict[UUID, str]:
    found = {read_response_id(name.removeprefix("stamp-")): value for name, value in sent.items()
             if name.startswith("stamp-")}  # fmt: skip
    return {one: stamp for one, stamp in found.items() if one is not None}


def _view(preview: Preview, wish: Wish) -> PreviewView:
    labels = current_codebook(current_runtime()).by_id
    says = [
        f"{labels[c.theme].label if c.theme in labels else c.theme}: {THEME_LABELS[c.choice]}"
        if c.theme is not None
        else f"Feeling: {FEELING_LABELS[c.choice]}"
        for c in preview.changes
    ]
    if preview.unsure:
        names = [labels[t].label if t in labels else t for t in preview.unsure]
        says.append(f"Left without a decision, because the machine is not sure: {'; '.join(names)}")
    if wish.kind == "agree":
        says.append("Marked as read")
    if wish.kind == "claim":
        says.append("Goes on your desk")
    return PreviewView(
        response_id=preview.response_id,
        stamp=preview.stamp,
        received=say_day(preview.received_on),
        words=preview.words,
        says=tuple(says) if preview.does_something else (_why_left(preview),),
        included=preview.does_something,
    )


def _why_left(preview: Preview) -> str:
    if preview.flagged:
        return "It is flagged: open it, and say what was done."
    if preview.held_by:
        return f"{preview.held_by} has claimed it."
    return "Nothing would change."
