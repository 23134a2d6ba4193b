"""Quotes for a quarter's report: picked by rule, read by two people, no court matters (R4-41, R1-18)."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict, NotAllowed
from feedback.domain.quarters import Quarter
from feedback.domain.quotes import QuoteState, Refusal
from feedback.services import quotes as services
from feedback.services.freeze_quarter import list_report_tags
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from forms.staff.quotes import APPROVE, REASONS, QuoteForm

POLARITIES = {"negative": "Criticism", "positive": "Praise", "neutral": "Wish or fact"}
STATES = {
    QuoteState.PICKED: "Waits for two people",
    QuoteState.APPROVED: "Approved by two people",
    QuoteState.REFUSED: "Taken out",
}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote in words. `opens` tells whether this person can approve it now."""

    id: UUID
    comment_id: UUID
    theme: str
    polarity: str
    words: str | None
    state: str
    about: str
    opens: bool
    refused: bool
    seen: str


@dataclass(frozen=True, slots=True)
class CourtView:
    """A comment that may speak of a court, cut at the words that say so."""

    comment_id: UUID
    pieces: tuple[tuple[str, bool], ...]


@blueprint.get("/quotes")
def quotes() -> str:
    """Show a quarter's quotes; without one, those of the quarter that is over."""
    return _page(_read_quarter(request.args.get("quarter")))


@blueprint.post("/quotes/<written>/pick")
def quotes_pick(written: str) -> Response:
    """Pick what is missing, by the rule and by lot."""
    quarter, runtime = _read_quarter(written), current_runtime()
    if check_form():
        with runtime.database.transaction() as session:
            tags = list_report_tags(session, runtime, str(quarter))
            services.pick_quotes(session, runtime, str(quarter), tags, staff_id=current_staff().id)
    return redirect(url_for("staff.quotes", quarter=quarter), 303)


@blueprint.post("/quotes/<written>/<uuid:quote_id>")
def quote_answer(written: str, quote_id: UUID) -> tuple[str, int] | Response:
    """Approve a quote or take it out; what is taken out gives its place to the next of the lot."""
    quarter, runtime, form = _read_quarter(written), current_runtime(), QuoteForm()
    form.validate()
    if problems := form.find_problems():
        return _page(quarter, form, quote_id, problems), 400
    staff_id = current_staff().id
    try:
        with runtime.database.transaction() as session:
            if form.go.data == APPROVE:
                services.approve_quote(
                    session, runtime, quote_id, seen=form.seen.data or "", staff_id=staff_id
                )
            else:
                because = Refusal(form.because.data)
                services.refuse_quote(
                    session, runtime, quote_id, because=because, staff_id=staff_id
                )
                tags = list_report_tags(session, runtime, str(quarter))
                services.pick_quotes(session, runtime, str(quarter), tags, staff_id=staff_id)
    except (Conflict, NotAllowed) as refused:
        return _page(quarter, form, quote_id, [("known", refused.public_message)]), 409
    return redirect(url_for("staff.quotes", quarter=quarter, saved=1), 303)


@blueprint.post("/quotes/<written>/court/<uuid:comment_id>")
def court_answer(written: str, comment_id: UUID) -> Response:
    """Store whether a comment speaks of a court or a legal matter."""
    quarter, runtime, answer = _read_quarter(written), current_runtime(), request.form.get("go")
    if check_form() and answer in ("court", "not_court"):
        with runtime.database.transaction() as session:
            services.decide_court(
                session, runtime, comment_id, is_court=answer == "court",
                staff_id=current_staff().id,
            )  # fmt: skip
    return redirect(url_for("staff.quotes", quarter=quarter, saved=1), 303)


def _read_quarter(written: str | None) -> Quarter:
    if not written:
        return Quarter.containing(current_runtime().clock.today()).shifted(-1)
    try:
        return Quarter.parse(written)
    except ValueError:
        abort(404)


def _page(
    quarter: Quarter,
    form: QuoteForm | None = None,
    answered: UUID | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        board = services.load_board(session, runtime, str(quarter), staff_id=current_staff().id)
    views = [_view(item) for item in board.quotes]
    place = next((n for n, view in enumerate(views) if view.id == answered), 0)
    wrong = {f"{field}-{place}": message for field, message in problems or []}
    return render_template(
        "staff/quotes.html",
        quarter=quarter,
        before=quarter.shifted(-1),
        after=quarter.shifted(1),
        quotes=views,
        court=[_court(question) for question in board.court],
        reasons=REASONS,
        form=form or QuoteForm(formdata=None),
        answered=answered,
        problems=list(wrong.items()) if views else [],
        wrong=wrong,
        saved="saved" in request.args,
    )


def _view(item: services.QuoteItem) -> QuoteView:
    about = [f"approved by {name}" for name in item.approved_by]
    if item.refused_because is not None:
        about.append(REASONS[item.refused_because])
    elif not item.usable:
        about.append("it may not be quoted any more, so it is not printed")
    refused = item.state is QuoteState.REFUSED
    return QuoteView(
        id=item.id,
        comment_id=item.comment_id,
        theme=item.theme,
        polarity=POLARITIES[item.polarity],
        words=item.words,
        state=STATES[item.state],
        about=", ".join(about),
        opens=item.state is QuoteState.PICKED and item.usable and not item.yours,
        refused=refused,
        seen=item.seen,
    )


def _court(question: services.CourtQuestion) -> CourtView:
    pieces, last = [], 0
    for start, end in question.spans:
        pieces += [(question.words[last:start], False), (question.words[start:end], True)]
        last = end
    return CourtView(question.comment_id, (*pieces, (question.words[last:], False)))
