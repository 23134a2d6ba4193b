"""Typing in what somebody said or wrote: from paper or a letter, together with them, after a meeting (R3-17, R3-18).

Nothing that others sent can be seen from here, and nothing leads to it.
"""

from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request

from feedback.domain.enums import Channel
from feedback.domain.errors import SealBroken, StorageUnavailable
from feedback.domain.questionnaires import Audience, Question, Questionnaire
from feedback.domain.submissions import Submission
from feedback.domain.ways_in import CHANNELS_OF, Typed, WayIn
from feedback.services.enter_response import enter_response
from feedback.services.submit_response import analyse_submission
from feedback.services.waiting import find_as_asked
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.entry_page import EntryPage, new_page, open_page, seal_page
from feedback.web.staff.guard import current_staff
from feedback.web.staff.words import LANGUAGES, in_order
from forms.staff.entry import EntryForm, answers_of, entry_form, field_name, may_quote
from forms.staff.messages import MESSAGES

WAYS: dict[WayIn, str] = {
    WayIn.PAPER: "From paper",
    WayIn.LETTER: "From a letter or an e-mail",
    WayIn.TOGETHER: "Together with them",
    WayIn.MEETING: "After a meeting",
}
FORM_LANGUAGES = {code: name for code, name in LANGUAGES.items() if code != "und"}


ASKED = "asked"
"""Carries the version that is being typed in: another one may be published meanwhile (R2-16)."""


@dataclass(frozen=True, slots=True)
class AskedView:
    """One question as the page shows it: what stands in its field, and what is wrong with it."""

    number: int
    question: Question
    name: str
    text: str
    chosen: tuple[str, ...]
    problem: str | None


@blueprint.get("/enter")
def enter_choose() -> str:
    """Ask what is in front of the person who types."""
    asked = in_order(current_runtime().questionnaires.values())
    return render_template(
        "staff/enter_choose.html",
        offers=[(q, [(way, WAYS[way]) for way in _ways(q)]) for q in asked],
    )


@blueprint.get("/enter/<slug>/<way>")
def enter(slug: str, way: str) -> str:
    """Show every question on one page, in the order of the paper."""
    asked, known = _asked(slug, way)
    page = seal_page(current_runtime(), new_page())
    return _page(asked, known, _form(asked, known, page=page))


@blueprint.post("/enter/<slug>/<way>")
def enter_store(slug: str, way: str) -> str | tuple[str, int]:
    """Store it and show the code that is theirs; a repeat of the same page stores nothing."""
    asked, known = _asked(slug, way)
    form = _form(asked, known)
    valid = form.validate()
    try:
        page = open_page(current_runtime(), form.page.data or "")
    except SealBroken:
        page, valid = new_page(), False
        form.page.data = seal_page(current_runtime(), page)
        return _page(asked, known, form, [("entry", MESSAGES["entry_renewed"])]), 400
    if not valid:
        return _page(asked, known, form, form.find_problems()), 400
    submission = _submission(asked, form, page)
    if all(answer.skipped for answer in submission.answers):
        return _page(asked, known, form, [("entry", MESSAGES["nothing"])]), 400
    try:
        _store(submission, Typed(known, read_back=bool(form.read_back.data)))
    except StorageUnavailable as error:
        return _page(asked, known, form, [("entry", error.public_message)]), 503
    code = page.receipt_code if known is WayIn.TOGETHER else None
    return render_template("staff/entered.html", code=code, asked=asked, way=known)


def _asked(slug: str, way: str) -> tuple[Questionnaire, WayIn]:
    """Return the version that is in front of the person who types: today's, unless the page or its address says so."""
    runtime = current_runtime()
    found, wanted = runtime.questionnaires.get(slug), request.values.get(ASKED, "")
    if found is not None and wanted not in ("", found.id):
        with runtime.database.reading() as session:
            earlier = find_as_asked(session, wanted)
        found = earlier if earlier is not None and earlier.slug == slug else None
    if found is None or way not in _ways(found):
        abort(404)
    return found, WayIn(way)


def _ways(asked: Questionnaire) -> tuple[WayIn, ...]:
    """Return how a questionnaire can be typed in: a group's own is always from its meeting."""
    if asked.audience is Audience.FORUM:
        return (WayIn.PAPER, WayIn.MEETING)
    return (WayIn.PAPER, WayIn.LETTER, WayIn.TOGETHER, WayIn.MEETING)


def _form(asked: Questionnaire, way: WayIn, *, page: str = "") -> EntryForm:
    return entry_form(
        asked,
        way,
        today=current_runtime().clock.today(),
        languages=FORM_LANGUAGES,
        sent=request.form if request.method == "POST" else None,
        page=page,
    )


def _submission(asked: Questionnaire, form: EntryForm, page: EntryPage) -> Submission:
    channel = Channel(form["channel"].data)
    return Submission(
        questionnaire=asked,
        channel=channel,
        language=form["language"].data,
        answers=answers_of(asked, form),
        may_quote=may_quote(form),
        received_on=date.fromisoformat(form.received_on.data or ""),
        once_key=page.once_key,
        receipt_code=page.receipt_code
        if channel not in (Channel.PAPER, Channel.FORUM_MEETING)
        else None,
    )


def _store(submission: Submission, typed: Typed) -> None:
    runtime = current_runtime()
    analyses = analyse_submission(runtime, submission)
    with runtime.database.transaction() as session:
        enter_response(
            session, runtime, submission, typed, staff_id=current_staff().id, analyses=analyses
        )


def _page(
    asked: Questionnaire, way: WayIn, form: EntryForm, problems: list[tuple[str, str]] | None = None
) -> str:
    wrong = dict(problems or ())
    return render_template(
        "staff/enter.html",
        asked=asked,
        way=way,
        heading=f"{WAYS[way]}: {asked.title}",
        form=form,
        others=[
            v for v in current_runtime().questionnaires.versions(asked.slug) if v.id != asked.id
        ],
        questions=[_view(n, q, form, wrong) for n, q in enumerate(asked.questions, start=1)],
        problems=[(_target(asked, way, name), words) for name, words in wrong.items()],
        wrong=wrong,
    )


def _view(number: int, question: Question, form: EntryForm, wrong: dict[str, str]) -> AskedView:
    name = field_name(question)
    held = form[name].data
    chosen = () if question.is_typed else (held,) if isinstance(held, str) else tuple(held or ())
    text = (held or "") if question.is_typed else ""
    return AskedView(number, question, name, text, chosen, wrong.get(name))


def _target(asked: Questionnaire, way: WayIn, name: str) -> str:
    """Return the id of the control that a problem is about: of a choice, its first answer."""
    if name == "channel":
        return f"channel-{CHANNELS_OF[way][0]}"
    question = next((q for q in asked.questions if field_name(q) == name), None)
    if question is None or question.is_typed:
        return name
    return f"{name}-{question.options[0].code}"
