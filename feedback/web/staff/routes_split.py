"""Split a theme: choose by words or one by one, see what would change, then let the tags follow."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.services.change_codebook import Change
from feedback.services.codebook import StoredTheme
from feedback.services.split_theme import (
    ALL_GO,
    NONE_GOES,
    TOO_MANY,
    Choice,
    SplitPreview,
    preview_split,
    split_theme,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_codebook import Problems, read_words, say_meanwhile, stored_codebook
from feedback.web.staff.views_review import read_response_id
from feedback.web.staff.words import count_of
from forms.staff.codebook import SplitForm
from forms.staff.messages import MESSAGES

SAYS: dict[str, str] = {NONE_GOES: "split_none", ALL_GO: "split_all", TOO_MANY: "split_many"}
SEE = "see"


@dataclass(frozen=True, slots=True)
class OneComment:
    """A comment to tick."""

    id: UUID
    words: str
    language: str
    decided: bool
    goes: bool


@blueprint.route("/codebook/themes/<theme_id>/split", methods=["GET", "POST"])
def codebook_split(theme_id: str) -> str | tuple[str, int] | Response:
    """Show which comments would go to a new theme, and split it."""
    stored = stored_codebook()
    theme = stored.get(theme_id)
    if request.method == "GET":
        words = theme.words
        given = {
            "base": stored.number, "area": words.area, "controller": words.controller,
            "services": words.services,
        }  # fmt: skip
        return _page(theme, SplitForm(formdata=None, data=given), [])
    form = SplitForm()
    valid = form.validate()
    wrong = form.find_problems()
    if request.form.get("go") == SEE:
        wrong = [one for one in wrong if one[0] == "phrases"]
        return (_page(theme, form, wrong), 400) if wrong else _page(theme, form, [])
    if not valid:
        return _page(theme, form, wrong), 400
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            split_theme(
                session, runtime, theme_id, _choice(form), words=read_words(form), change=change
            )
    except Conflict as refused:
        return _page(theme, form, _say(refused, form)), 409
    return redirect(url_for("staff.codebook"), 303)


def _say(refused: Conflict, form: SplitForm) -> Problems:
    told = SAYS.get(refused.public_message)
    return [("phrases", MESSAGES[told])] if told else say_meanwhile(refused, form, at="label")


def _choice(form: SplitForm) -> Choice:
    """Return what is chosen; where other words are looked for than on the page of before, ticks stay."""
    phrases = () if form.errors.get("phrases") else form.read_phrases()
    ticked = _ids("one")
    if request.form.get("go") == SEE and form.phrases.data != request.form.get("seen"):
        return Choice(phrases, ticked, ticked, more=True)
    return Choice(phrases, _ids("shown"), ticked)


def _ids(name: str) -> frozenset[UUID]:
    found = (read_response_id(written) for written in request.form.getlist(name))
    return frozenset(one for one in found if one is not None)


def _page(theme: StoredTheme, form: SplitForm, problems: Problems) -> str:
    runtime, reader = current_runtime(), current_staff().id
    with runtime.database.reading() as session:
        try:
            preview = preview_split(session, runtime, theme.id, _choice(form), staff_id=reader)
        except Conflict:
            preview = SplitPreview(0, 0, 0, (), 0)
            problems = [("phrases", MESSAGES["split_many"])]
    return render_template(
        "staff/codebook_split.html",
        theme=theme,
        form=form,
        problems=problems,
        wrong=dict(problems),
        going=preview.decided + preview.suggested,
        decided=count_of(preview.decided, "comment", "comments"),
        suggested=count_of(preview.suggested, "comment", "comments"),
        staying=count_of(preview.staying, "comment", "comments"),
        unseen=count_of(preview.unseen, "more goes", "more go") if preview.unseen else "",
        comments=[
            OneComment(row.id, row.masked, row.language, row.decided, goes)
            for row, goes in preview.shown
        ],
    )
