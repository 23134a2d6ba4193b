"""Answers that waited on a phone without signal: the page that shows them, and the way in for their envelope."""

from enum import StrEnum

from flask import Response, render_template, request

from feedback.domain.errors import (
    Conflict,
    FeedbackError,
    PageTooOld,
    SealBroken,
    SealKeyGone,
    StorageUnavailable,
    TooOften,
)
from feedback.domain.questionnaires import Questionnaire
from feedback.services.waiting import (
    WAITING_DAYS,
    Waiting,
    find_as_asked,
    open_waiting,
    seal_receipt,
)
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.family.page_token import Draft, unseal
from feedback.web.family.sending import store_draft
from feedback.web.family.spam import is_too_fast, is_worked
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words


class Refused(StrEnum):
    """Why an envelope was not taken: what the phone's script shows its own words for."""

    LATER = "later"
    OFTEN = "often"
    BROKEN = "broken"
    KEY = "key"
    OLD = "old"
    GONE = "gone"
    EMPTY = "empty"


_STATUS: dict[str, int] = {
    Refused.LATER: 503,
    Refused.OFTEN: 429,
    Refused.BROKEN: 400,
    Refused.KEY: 409,
    Refused.OLD: 410,
    Refused.GONE: 409,
    Refused.EMPTY: 422,
}
_WHY: tuple[tuple[type[FeedbackError], Refused], ...] = (
    (SealKeyGone, Refused.KEY),
    (PageTooOld, Refused.OLD),
    (SealBroken, Refused.BROKEN),
    (Conflict, Refused.GONE),
    (StorageUnavailable, Refused.LATER),
    (TooOften, Refused.OFTEN),
)
_HOURS = 24 * (WAITING_DAYS + 1)
"""A day more than the phone keeps them, for a page that was open for hours before it waited."""


@blueprint.get("/waiting")
def waiting() -> Response:
    """Show what waits on this phone; the phone's own script fills it in, we know of nothing."""
    return kept_pages().whole("waiting", lambda: render_template("family/waiting.html"))


@blueprint.post("/waiting")
def take_waiting() -> Response:
    """Store what waited on a phone and answer with its receipt, sealed for its writer.

    The same envelope, or the page that it was made from, is stored once and always gets the same receipt.
    """
    runtime = current_runtime()
    try:
        sealed = open_waiting(runtime, request.get_data(as_text=True))
        answer = _take(sealed)
    except (SealBroken, Conflict, StorageUnavailable, TooOften) as error:
        answer = next(why for kind, why in _WHY if isinstance(error, kind))
    return Response(answer, _STATUS.get(answer, 200), mimetype="text/plain")


def _take(sealed: Waiting) -> str:
    """Return the sealed receipt, or why the answers were not taken."""
    opened = _open(sealed)
    if opened is None:
        return Refused.BROKEN
    questionnaire, draft = opened
    draft.may_quote = sealed.may_quote
    if not draft.answered(questionnaire):
        return Refused.EMPTY
    runtime = current_runtime()
    # Nobody is there to be asked to look again, or to wait for a sum: the phone tries again by itself.
    if is_too_fast(runtime, draft) or not is_worked(runtime, draft, sealed.work):
        return Refused.LATER
    store_draft(questionnaire, draft)
    return seal_receipt(sealed, draft.receipt_code)


def _open(sealed: Waiting) -> tuple[Questionnaire, Draft] | None:
    """Return the version that was answered, and the answers; None where there never was such a version.

    Nobody is there to check them again, so they are stored under the questions that were asked, not today's.
    """
    runtime = current_runtime()
    today = runtime.questionnaires.at(sealed.slug)
    if today is None:
        return None
    draft = unseal(runtime, sealed.page, today, hours_limit=_HOURS)
    if draft.questionnaire_id == today.id:
        return in_words(today), draft
    with runtime.database.reading() as session:
        earlier = find_as_asked(session, draft.questionnaire_id)
    if earlier is None:
        return None
    return in_words(earlier), unseal(runtime, sealed.page, earlier, hours_limit=_HOURS)
