"""Find comments by their words. What is looked for is sent in a form: it may be a name, so no address holds it."""

from datetime import date
from uuid import UUID

from flask import render_template

from feedback.domain.enums import ResponseState
from feedback.domain.find_words import read_find_words
from feedback.services.find_comments import (
    FindFilter,
    FoundComment,
    FoundPage,
    FoundPlace,
    find_comments,
    list_quarters,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.words import CHANNELS, say_day, say_forum
from forms.staff.find import FindForm


@blueprint.get("/find")
def find() -> str:
    """Ask what is looked for."""
    return _page(_offered(FindForm(formdata=None)))


@blueprint.post("/find")
def find_now() -> str | tuple[str, int]:
    """Show what was found, a page at a time."""
    form = _offered(FindForm())
    if not form.validate():
        return _page(form, problems=form.find_problems()), 400
    asked = FindFilter(
        state=ResponseState(form.state.data) if form.state.data else None,
        forum=form.forum.data or None,
        quarter=form.quarter.data or None,
    )
    after = _read_place(form.after.data or "")
    with current_runtime().database.reading() as session:
        found = find_comments(
            session,
            current_runtime(),
            read_find_words(form.words.data),
            asked,
            staff_id=current_staff().id,
            after=after,
        )
    return _page(form, found, later=after is not None)


def _offered(form: FindForm) -> FindForm:
    with current_runtime().database.reading() as session:
        form.offer_quarters(list_quarters(session))
    return form


def _read_place(written: str) -> FoundPlace | None:
    """Return the place that a page wrote into its form; None for the first page, or for what is none."""
    day, _gap, comment_id = written.partition(" ")
    try:
        return FoundPlace(date.fromisoformat(day), UUID(comment_id))
    except ValueError:
        return None


def _about(item: FoundComment) -> tuple[str, ...]:
    read = "Read" if item.state is ResponseState.READ else "Not read yet"
    return say_day(item.received_on), say_forum(item.forum), CHANNELS[item.channel], read


def _page(
    form: FindForm,
    found: FoundPage | None = None,
    *,
    problems: list[tuple[str, str]] | None = None,
    later: bool = False,
) -> str:
    following = found.following if found else None
    return render_template(
        "staff/find.html",
        form=form,
        problems=problems or [],
        wrong=dict(problems or ()),
        found=[(item, _about(item)) for item in found.items] if found else None,
        following=f"{following.received_on} {following.id}" if following else "",
        later=later,
        is_lead=sees_held(current_staff()),
    )
