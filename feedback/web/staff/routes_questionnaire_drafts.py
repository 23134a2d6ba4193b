"""Change a draft: its opening and its questions, their order; send it to a second person, and decide about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Response as Download
from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict, IllegalTransition, NotAllowed
from feedback.domain.questionnaire_changes import differences
from feedback.domain.questionnaire_drafts import OPEN_DRAFTS, DraftState
from feedback.domain.questionnaires import Construct, Question, Questionnaire
from feedback.services.asked import refresh_asked
from feedback.services.edit_questionnaire import (
    ASKED_MEANWHILE,
    NOTHING_NEW,
    Draft,
    Seen,
    Written,
    drop_draft,
    get_draft,
    list_earlier,
    publish_draft,
    save_draft,
    send_back_draft,
    submit_draft,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.routes_questionnaires import to_draft, write
from feedback.web.staff.views_questionnaires import (
    STATES,
    facts_of,
    reads,
    rows_of,
    say_differences,
    untranslated,
)
from forms.audiences import RULES, Problem
from forms.questionnaire import parse_definition, with_identity
from forms.rules import problems_in, problems_since
from forms.staff.actions import StaffForm
from forms.staff.messages import MESSAGES
from forms.staff.questionnaires import (
    CONSTRUCTS,
    ReasonForm,
    constructs_for,
    field_of,
    new_question,
    opening_data,
    opening_editor,
    question_data,
    question_editor,
    read_opening,
    read_question,
    say_problem,
)

_REFUSED = {NOTHING_NEW: "draft_same", ASKED_MEANWHILE: "draft_asked_meanwhile"}
Problems = list[tuple[str, str]]
Answered = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft, what it asks, and every version of it that was asked before."""

    draft: Draft
    asks: Questionnaire
    earlier: Sequence[Questionnaire]

    def problems(self, asks: Questionnaire | None = None) -> list[Problem]:
        """Return everything that is wrong with it, or with what it would become."""
        asks = asks or self.asks
        return [*problems_in(asks), *problems_since(asks, self.earlier)]


@blueprint.get("/drafts/<uuid:draft_id>")
def draft(draft_id: UUID) -> str:
    """Show everything that a draft asks, what it changes, and what can be done with it."""
    return _page(open_draft(draft_id), ReasonForm(formdata=None), [])


@blueprint.post("/drafts/<uuid:draft_id>")
def draft_decide(draft_id: UUID) -> Answered:
    """Send a draft to a second person, let families read it, send it back, or drop it."""
    form, opened, go = ReasonForm(request.form), open_draft(draft_id), request.form.get("go")
    problems = _decide_problems(form, opened, go)
    if problems:
        return _page(opened, form, problems), 400
    try:
        _decide(form, opened, go)
    except NotAllowed:
        return _page(opened, form, [("form", MESSAGES["draft_two_people"])]), 403
    except (Conflict, IllegalTransition) as refused:
        said = MESSAGES[_REFUSED.get(refused.public_message, "draft_read_again")]
        return _page(open_draft(draft_id), form, [("form", said)]), 409
    refresh_asked(current_runtime())
    return to_draft(draft_id, saved=1)


@blueprint.route("/drafts/<uuid:draft_id>/opening", methods=["GET", "POST"])
def draft_opening(draft_id: UUID) -> Answered:
    """Show the words before the questions, and store other ones."""
    opened = open_draft(draft_id)
    editor = opening_editor(opened.asks)
    if request.method == "GET":
        return _opening_page(opened, editor(formdata=None, data=opening_data(opened.asks)), [])
    form = editor(request.form)
    if not form.validate():
        return _opening_page(opened, form, form.find_problems()), 400
    asks = read_opening(form, opened.asks)
    found = [p for p in opened.problems(asks) if p.question_id is None]
    if found or request.form.get("go") == "age":
        return _opening_page(opened, form, _beside(form, found)), 400 if found else 200
    refused = _store(opened, asks, form)
    if refused is not None:
        return _opening_page(refused, form, [("form", MESSAGES["draft_changed"])]), 409
    return to_draft(draft_id, saved=1)


@blueprint.route("/drafts/<uuid:draft_id>/questions/<question_id>", methods=["GET", "POST"])
def draft_question(draft_id: UUID, question_id: str) -> Answered:
    """Show a question's words and answers, and store other ones."""
    opened = open_draft(draft_id)
    question = opened.asks.question(question_id)
    if question is None:
        abort(404)
    return _question(opened, question)


@blueprint.get("/drafts/<uuid:draft_id>/add")
def draft_add(draft_id: UUID) -> str:
    """Offer what the questionnaire could ask besides."""
    opened = open_draft(draft_id)
    offered = [(construct, CONSTRUCTS[construct]) for construct in constructs_for(opened.asks)]
    return render_template("staff/draft_add.html", draft=opened.draft, offered=offered)


@blueprint.route("/drafts/<uuid:draft_id>/add/<construct>", methods=["GET", "POST"])
def draft_add_question(draft_id: UUID, construct: str) -> Answered:
    """Show a question to begin with, and put it at the end."""
    opened = open_draft(draft_id)
    measured = next((c for c in CONSTRUCTS if c == construct), None)
    if measured is None:
        abort(404)
    if measured not in constructs_for(opened.asks):
        problem = [(f"q-{construct.replace('_', '-')}", MESSAGES["question_asked"])]
        return _page(opened, ReasonForm(formdata=None), problem), 409
    pattern = _pattern(opened.asks, measured)
    return _question(opened, new_question(measured, opened.asks.audience, pattern))


@blueprint.post("/drafts/<uuid:draft_id>/order")
def draft_order(draft_id: UUID) -> Answered:
    """Move a question one place, or take it out."""
    form, opened = StaffForm(request.form), open_draft(draft_id)
    go, _, question_id = request.form.get("go", "").partition(":")
    question = opened.asks.question(question_id)
    if question is None or go not in ("up", "down", "remove"):
        abort(404)
    if not form.validate():
        return _page(opened, ReasonForm(formdata=None), form.find_problems()), 400
    asks = _moved(opened.asks, question, go)
    if refused := _order_problem(opened, asks, question, go):
        return _page(opened, ReasonForm(formdata=None), [(f"q-{question_id}", refused)]), 400
    newer = _store(opened, asks, form)
    if newer is not None:
        problems = [("form", MESSAGES["draft_read_again"])]
        return _page(newer, ReasonForm(formdata=None), problems), 409
    return to_draft(draft_id, _anchor="questions")


@blueprint.get("/drafts/<uuid:draft_id>/file")
def draft_file(draft_id: UUID) -> Download:
    """Give the definition as a file, as `forms/definitions` holds them."""
    found = open_draft(draft_id).draft
    answer = Download(found.toml, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.toml"'
    return answer


def open_draft(draft_id: UUID) -> Opened:
    """Return a draft as it stands.

    Raises: NotFound.
    """
    with current_runtime().database.reading() as session:
        found = get_draft(session, draft_id)
        earlier = list_earlier(session, found.slug)
    return Opened(found, parse_definition(found.slug, found.toml), earlier)


def _question(opened: Opened, question: Question) -> Answered:
    asks, is_new = opened.asks, opened.asks.question(question.id) is None
    editor = question_editor(question, asks.audience)
    if request.method == "GET":
        form = editor(formdata=None, data=question_data(question))
        return _question_page(opened, question, form, [])
    form = editor(request.form)
    if not form.validate():
        return _question_page(opened, question, form, form.find_problems()), 400
    changed = read_question(form, question, asks.audience)
    others = (*asks.questions, question) if is_new else asks.questions
    made = replace(asks, questions=tuple(changed if q.id == question.id else q for q in others))
    # A rule about all of it may be broken by these words: it is said here, at the top.
    found = [p for p in opened.problems(made) if p.question_id in (question.id, None)]
    if found or request.form.get("go") == "age":
        problems = _beside(form, found)
        return _question_page(opened, question, form, problems), 400 if found else 200
    newer = _store(opened, made, form)
    if newer is not None:
        problems = [("form", MESSAGES["draft_changed"])]
        return _question_page(newer, question, form, problems), 409
    return to_draft(opened.draft.id, saved=1)


def _store(opened: Opened, asks: Questionnaire, form: StaffForm) -> Opened | None:
    """Store what the draft asks now; return it as somebody else has left it, where nothing could be stored."""
    runtime = current_runtime()
    seen = Seen(opened.draft.id, form.seen_version, current_staff().id)
    try:
        with runtime.database.transaction() as session:
            save_draft(session, runtime, seen, write(with_identity(asks)))
    except (Conflict, IllegalTransition):
        newer = open_draft(opened.draft.id)
        form.version.data = str(newer.draft.version)
        return newer
    return None


def _decide(form: ReasonForm, opened: Opened, go: str | None) -> None:
    runtime, found = current_runtime(), opened.draft
    seen = Seen(found.id, form.seen_version, current_staff().id)
    asks = with_identity(opened.asks)
    refresh_asked(runtime)
    with runtime.database.transaction() as session:
        if go == "submit":
            submit_draft(session, runtime, seen, asks, form.why.data)
        elif go == "publish":
            publish_draft(session, runtime, seen, Written(asks, found.toml))
        elif go == "back":
            send_back_draft(session, runtime, seen, form.why.data)
        else:
            drop_draft(session, runtime, seen)


def _decide_problems(form: ReasonForm, opened: Opened, go: str | None) -> Problems:
    if not check_form():
        return [("form", MESSAGES["renewed"])]
    if go not in ("submit", "publish", "back", "drop"):
        return [("form", MESSAGES["choice"])]
    if go in ("submit", "back") and not form.validate():
        return form.find_problems()
    if go in ("submit", "publish") and opened.problems():
        return [("form", MESSAGES["draft_wrong"])]
    return []


def _order_problem(opened: Opened, asks: Questionnaire, question: Question, go: str) -> str | None:
    if go == "remove" and question.construct in RULES[asks.audience].must_ask:
        return MESSAGES["question_stays"]
    if not asks.questions:
        return MESSAGES["question_last"]
    found = next(iter(opened.problems(asks)), None)
    return say_problem(found) if found and not opened.problems() else None


def _moved(asks: Questionnaire, question: Question, go: str) -> Questionnaire:
    questions = [q for q in asks.questions if q.id != question.id]
    if go != "remove":
        place = asks.questions.index(question) + (-1 if go == "up" else 1)
        questions.insert(max(place, 0), question)
    return replace(asks, questions=tuple(questions))


def _pattern(asks: Questionnaire, construct: Construct) -> Question | None:
    """Return how another questionnaire for the same readers asks it, or None."""
    for other in current_runtime().questionnaires.values():
        found = other.find_construct(construct) if other.audience is asks.audience else None
        if found is not None:
            return found
    return None


def _beside(form: StaffForm, found: Sequence[Problem]) -> Problems:
    """Return each problem beside its field, one a field, in the order of the page."""
    said: dict[str, str] = {}
    for problem in found:
        said.setdefault(field_of(form, problem), say_problem(problem))
    return form.in_page_order(said.items())


def _question_page(opened: Opened, question: Question, form: StaffForm, problems: Problems) -> str:
    stored = opened.asks.question(question.id)
    form.version.data = form.version.data or str(opened.draft.version)
    return render_template(
        "staff/draft_question.html",
        draft=opened.draft,
        question=question,
        is_new=stored is None,
        theirs=stored.words if stored and _is_stale(problems) else "",
        measures=CONSTRUCTS[question.construct],
        form=form,
        ages={field.name: reads(field.data or "") for field in form},
        problems=problems,
        wrong=dict(problems),
    )


def _opening_page(opened: Opened, form: StaffForm, problems: Problems) -> str:
    form.version.data = form.version.data or str(opened.draft.version)
    return render_template(
        "staff/draft_opening.html",
        draft=opened.draft,
        theirs=opened.asks.title if _is_stale(problems) else "",
        form=form,
        ages={field.name: reads(field.data or "") for field in form},
        problems=problems,
        wrong=dict(problems),
    )


def _is_stale(problems: Problems) -> bool:
    return ("form", MESSAGES["draft_changed"]) in problems


def _page(opened: Opened, form: ReasonForm, problems: Problems) -> str:
    runtime, found = current_runtime(), opened.draft
    form.version.data = str(found.version)
    beside: dict[str | None, list[str]] = defaultdict(list)
    for problem in opened.problems():
        beside[problem.question_id].append(say_problem(problem))
    for name, message in problems:
        if name.startswith("q-"):
            beside[name.removeprefix("q-")].append(message)
    is_open, now = found.state in OPEN_DRAFTS, runtime.questionnaires.at(found.slug)
    before = next((v for v in opened.earlier if v.id == found.base_id), None)
    if is_open or found.copied_from:
        before = now or runtime.questionnaires.at(found.copied_from or "")
    return render_template(
        "staff/draft.html",
        draft=found,
        state=STATES[found.state],
        is_open=is_open,
        to_check=found.state is DraftState.TO_CHECK,
        mine=str(current_staff().id) in found.writers,
        asks=opened.asks,
        facts=facts_of(opened.asks),
        rows=rows_of(opened.asks, beside),
        around=beside[None],
        changes=say_differences(differences(before, opened.asks)),
        languages=untranslated(opened.asks, runtime.settings.languages),
        form=form,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
        asked_at=url_for("staff.questionnaire", slug=found.slug) if now else None,
    )
