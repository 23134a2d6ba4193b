"""The codebook: what its themes are, how they change, and the log of it."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.codes import AREAS, SERVICE_BY_CODE
from feedback.domain.errors import Conflict, IllegalTransition
from feedback.services.change_codebook import (
    KEPT,
    LABEL_TAKEN,
    STILL_FOLLOWING,
    Change,
    add_theme,
    change_theme,
    count_following,
    move_theme,
    preview_retiring,
    retire_theme,
    undo_newest,
)
from feedback.services.codebook import (
    StoredCodebook,
    StoredTheme,
    ThemeWords,
    is_suggested,
    list_changes,
    load_codebook,
)
from feedback.services.emerging import TOO_LONG
from feedback.services.own_themes import Learning, show_learning
from feedback.services.separation import find_barred
from feedback.services.split_theme import list_progress
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.words import count_of, say_day
from forms.staff.codebook import CONTROLLERS, NOTHING, PhraseForm, RetireForm, ThemeForm
from forms.staff.messages import MESSAGES

DONE: dict[str, str] = {
    "shipped": "As it came",
    "added": "Added",
    "changed": "Changed",
    "taken_in": "Taken in from a file",
    "moved": "Moved",
    "retired": "Retired",
    "merged": "Merged into another theme",
    "split": "Split off",
}
Answer = str | tuple[str, int] | Response
Problems = list[tuple[str, str]]


@blueprint.get("/codebook")
def codebook() -> str:
    """Show the themes in their order, those that are retired, and the log."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        stored, changes = load_codebook(session), list_changes(session)
        following = count_following(session)
        learning = show_learning(session, runtime)
        splitting = list_progress(session)
    labels = {theme.id: theme.words.label for theme in stored.themes}
    newest = changes[0]
    return render_template(
        "staff/codebook.html",
        stored=stored,
        themes=[
            (
                theme,
                [CONTROLLERS[theme.words.controller], *_services(theme)],
                _say_learning(learning.get(theme.id)),
            )
            for theme in stored.active
        ],
        retired=[(t, labels.get(t.into or "", "")) for t in stored.themes if t.retired],
        changes=[
            (
                DONE[change.change],
                labels.get(change.theme or "", ""),
                change,
                say_day(change.made_utc.date()) if change.made_utc else "",
                count_of(change.decisions, "decision", "decisions"),
            )
            for change in changes
        ],
        may_undo=newest.change not in KEPT and not newest.decisions,
        splitting=[(labels[into], there, of) for into, there, of in splitting],
        active={theme.id for theme in stored.active},
        areas={area.numeral: area.name for area in AREAS},
        labels=labels,
        following=count_of(following, "comment has", "comments have") if following else "",
    )


@blueprint.post("/codebook/undo")
def codebook_undo() -> Response:
    """Take the newest version away, when nobody has used it."""
    _check_ours()
    with current_runtime().database.transaction() as session:
        undo_newest(session, base=request.form.get("base", 0, type=int))
    return _to_codebook()


@blueprint.route("/codebook/themes/new", methods=["GET", "POST"])
def codebook_new() -> Answer:
    """Ask for a new theme, and store it."""
    return _theme(None)


@blueprint.route("/codebook/themes/<theme_id>", methods=["GET", "POST"])
def codebook_theme(theme_id: str) -> Answer:
    """Show a theme's words, and store other ones."""
    return _theme(theme_id)


@blueprint.post("/codebook/themes/<theme_id>/move")
def codebook_move(theme_id: str) -> Response:
    """Move a theme one place."""
    _check_ours()
    up = request.form.get("go") == "up"
    change = Change(request.form.get("base", 0, type=int), "", current_staff().id)
    with current_runtime().database.transaction() as session:
        move_theme(session, current_runtime(), theme_id, change, up=up)
    return _to_codebook()


@blueprint.route("/codebook/themes/<theme_id>/retire", methods=["GET", "POST"])
def codebook_retire(theme_id: str) -> Answer:
    """Show what retiring or merging a theme would touch, and do it."""
    stored = stored_codebook()
    theme = stored.get(theme_id)
    form = RetireForm(formdata=request.form if request.method == "POST" else None)
    form.offer_themes((t.id, t.words.label) for t in stored.active if t.id != theme_id)
    if request.method == "GET":
        form.base.data, form.into.data = stored.number, request.args.get("into", "")
        return _retire_page(theme, form, [])
    if not form.validate():
        return _retire_page(theme, form, form.find_problems()), 400
    into = None if form.into.data == NOTHING else form.into.data
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    try:
        with current_runtime().database.transaction() as session:
            retire_theme(session, current_runtime(), theme_id, change, into=into)
    except (Conflict, IllegalTransition) as refused:
        return _retire_page(theme, form, say_meanwhile(refused, form, at="into")), 409
    return _to_codebook()


def _services(theme: StoredTheme) -> list[str]:
    return [SERVICE_BY_CODE[code].label for code in theme.words.services if code in SERVICE_BY_CODE]


def _say_learning(learning: Learning | None) -> str:
    """Say how far the machine is from suggesting a theme; nothing where it does."""
    if learning is None:
        return ""
    if learning.learned:
        return "Learned: suggestions begin when the service is next restarted"
    if learning.more:
        said = count_of(learning.more, "more comment", "more comments")
        return f"No suggestions yet: {said} with it must be decided before the machine can learn it"
    return "No suggestions yet: there are enough decisions, and it is learned with the next weekly learning"


def _check_ours() -> None:
    if not check_form():
        abort(400)


def _theme(theme_id: str | None) -> Answer:
    stored = stored_codebook()
    theme = stored.get(theme_id) if theme_id else None
    if request.method == "GET":
        form = ThemeForm(formdata=None, data=_filled(theme) | {"base": stored.number})
        return _theme_page(theme, form, [])
    form = ThemeForm()
    if not form.validate():
        return _theme_page(theme, form, form.find_problems()), 400
    words = read_words(form)
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            if theme_id is None:
                add_theme(session, runtime, words, change)
            else:
                change_theme(session, runtime, theme_id, words, change)
    except Conflict as refused:
        return _theme_page(theme, form, say_meanwhile(refused, form, at="label")), 409
    return _to_codebook()


def read_words(form: ThemeForm) -> ThemeWords:
    """Return what was written of a theme in a validated form."""
    return ThemeWords(
        form.label.data.strip(), form.plain.data.strip(), form.include.data.strip(),
        (form.exclude.data or "").strip(), form.area.data, form.read_examples(),
        form.controller.data, form.read_services(),
    )  # fmt: skip


def say_meanwhile(
    refused: Conflict | IllegalTransition, form: ThemeForm | RetireForm | PhraseForm, *, at: str
) -> Problems:
    """Return what to say beside a field; after somebody else's change the form goes on from theirs."""
    message = refused.public_message
    if message == LABEL_TAKEN:
        return [(at, MESSAGES["theme_taken"])]
    if message == STILL_FOLLOWING:
        return [(at, MESSAGES["codebook_following"])]
    if isinstance(refused, IllegalTransition):
        return [(at, MESSAGES["into"])]
    if message == TOO_LONG:
        return [(at, MESSAGES["phrase_long"])]
    form.base.data = stored_codebook().number
    return [(at, MESSAGES["codebook_meanwhile"])]


def _filled(theme: StoredTheme | None) -> dict[str, str | tuple[str, ...]]:
    if theme is None:
        return {}
    words = theme.words
    return {
        "label": words.label, "plain": words.plain, "include": words.include,
        "exclude": words.exclude, "examples": "\n".join(words.examples), "area": words.area,
        "controller": words.controller, "services": words.services,
    }  # fmt: skip


def stored_codebook() -> StoredCodebook:
    """Return the newest version."""
    with current_runtime().database.reading() as session:
        return load_codebook(session)


def _to_codebook() -> Response:
    return redirect(url_for("staff.codebook"), 303)


def _theme_page(theme: StoredTheme | None, form: ThemeForm, problems: Problems) -> str:
    return render_template(
        "staff/codebook_theme.html",
        theme=theme,
        suggested=theme is not None and is_suggested(current_runtime(), theme.id),
        form=form,
        problems=problems,
        wrong=dict(problems),
    )


def _retire_page(theme: StoredTheme, form: RetireForm, problems: Problems) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        preview = preview_retiring(session, theme.id)
        listed = {response_id for response_id, _words in preview.samples}
        barred = find_barred(session, runtime, listed, staff_id=current_staff().id)
    return render_template(
        "staff/codebook_retire.html",
        theme=theme,
        form=form,
        decided=count_of(preview.decided, "comment", "comments"),
        suggested=count_of(preview.suggested, "more", "more"),
        samples=[words for response_id, words in preview.samples if response_id not in barred],
        problems=problems,
        wrong=dict(problems),
    )
