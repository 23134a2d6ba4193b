"""What was heard and what was done: the public board, and whether it helped, behind a receipt."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, request

from feedback.domain.actions import HelpAnswer, OutcomeKind, PromiseState
from feedback.domain.errors import NotFound
from feedback.services.publish_report import list_periods
from feedback.services.what_changed import WhatChanged, answer_whether_it_helped, list_board
from feedback.web.family.behind_code import Answered, ask_again, with_code
from feedback.web.family.blueprint import blueprint
from feedback.web.family.kept_pages import kept_pages
from feedback.web.family.receipt_token import Opened
from feedback.web.family.routes_status import show_found
from feedback.web.periods import label_of
from feedback.web.runtime import current_runtime

MOST_PERIODS = 5
"""A year and its quarters: so many of the published reports are linked."""


@dataclass(frozen=True, slots=True)
class Promises:
    """How many promises on the board are kept, late, broken and still to come."""

    kept: int
    late: int
    broken: int
    to_come: int


@blueprint.get("/what-we-heard")
def heard() -> Response:
    """Show what was done about what enough people said; honest while nothing has been published."""
    return _board(for_child=False)


@blueprint.get("/what-we-heard/for-children")
def heard_child() -> Response:
    """Show the same in a child's words, where somebody has written them."""
    return _board(for_child=True)


@blueprint.post("/status/helped")
def helped() -> Answered:
    """Count whether an outcome helped, and show the receipt's page again."""
    return with_code(_count, ask_again)


def _board(*, for_child: bool) -> Response:
    """Return the board as it stands now; drawn and compressed again only when something on it has changed."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = list_board(session, runtime)
        periods = list_periods(session)[:MOST_PERIODS]
    return kept_pages().whole(
        ("heard", for_child),
        lambda: render_template(
            "family/heard.html",
            items=[seen for seen in found if seen.child_words or not for_child],
            promises=_promises(found),
            for_child=for_child,
            has_child=any(seen.child_words for seen in found),
            least=runtime.settings.suppression_threshold,
            kinds=OutcomeKind,
            periods=[(period, label_of(period)) for period in periods],
        ),
        made_from=(*found, *periods),
    )


def _promises(found: list[WhatChanged]) -> Promises | None:
    states = [seen.promise for seen in found if seen.promise is not None]
    if not states:
        return None
    return Promises(
        kept=states.count(PromiseState.KEPT),
        late=states.count(PromiseState.LATE),
        broken=states.count(PromiseState.BROKEN),
        to_come=states.count(PromiseState.TO_COME),
    )


def _count(opened: Opened) -> Answered:
    runtime = current_runtime()
    try:
        outcome_id = UUID(request.form.get("outcome", ""))
        answer = HelpAnswer(request.form.get("helped", ""))
    except ValueError:
        return show_found(opened, problem="helped"), 400
    try:
        with runtime.database.transaction() as session:
            answer_whether_it_helped(session, runtime, opened.code, outcome_id, answer)
    except NotFound:
        # Taken down while the page was open: the page as it is now says what is left.
        return show_found(opened)
    return show_found(opened)
