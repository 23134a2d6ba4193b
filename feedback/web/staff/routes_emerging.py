"""What families begin to speak of that no theme covers: a quarter's phrases, and what becomes of each."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.enums import EmergingChoice
from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.services.change_codebook import Change
from feedback.services.codebook import StoredCodebook
from feedback.services.emerging import (
    Phrase,
    accept_as_part,
    accept_as_theme,
    get_phrase,
    set_aside,
    show_emerging,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_codebook import (
    Answer,
    Problems,
    read_words,
    say_meanwhile,
    stored_codebook,
)
from feedback.web.staff.words import count_of
from forms.staff.codebook import NOTHING, PhraseForm, ThemeForm


@blueprint.get("/emerging")
def emerging() -> str:
    """Show the phrases of a quarter; without one, of the quarter that is over."""
    quarter, runtime = read_quarter(request.args.get("quarter")), current_runtime()
    with runtime.database.reading() as session:
        board = show_emerging(session, runtime, quarter, staff_id=current_staff().id)
    stored = stored_codebook()
    return render_template(
        "staff/emerging.html",
        quarter=quarter,
        before=quarter.shifted(-1),
        after=quarter.shifted(1),
        of_comments=count_of(board.of_comments, "comment", "comments"),
        phrases=[(phrase, say_growth(phrase)) for phrase in board.phrases],
        settled=[
            (key, choice, say_choice(choice.choice, choice.theme, stored))
            for key, choice in board.settled
        ],
    )


@blueprint.route("/emerging/<written>/<key>", methods=["GET", "POST"])
def emerging_phrase(written: str, key: str) -> Answer:
    """Show one phrase with its comments, make it part of a theme or set it aside."""
    quarter, runtime, stored = read_quarter(written), current_runtime(), stored_codebook()
    phrase = _phrase(quarter, key)
    form = PhraseForm(formdata=request.form if request.method == "POST" else None)
    form.offer_themes((theme.id, theme.words.label) for theme in stored.active)
    if request.method == "GET":
        form.base.data = stored.number
        return _phrase_page(quarter, phrase, stored, form, [])
    if not form.validate():
        return _phrase_page(quarter, phrase, stored, form, form.find_problems()), 400
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    try:
        with runtime.database.transaction() as session:
            if form.into.data == NOTHING:
                set_aside(session, runtime, quarter, phrase, change)
            else:
                accept_as_part(
                    session, runtime, quarter, phrase, theme_id=form.into.data, change=change
                )
    except Conflict as refused:
        problems = say_meanwhile(refused, form, at="into")
        return _phrase_page(quarter, phrase, stored, form, problems), 409
    return _to_phrase(quarter, key)


@blueprint.route("/emerging/<written>/<key>/theme", methods=["GET", "POST"])
def emerging_theme(written: str, key: str) -> Answer:
    """Ask for the words of a theme for the phrase, and store it."""
    quarter, runtime = read_quarter(written), current_runtime()
    phrase = _phrase(quarter, key)
    if request.method == "GET":
        filled = _filled(phrase) | {"base": str(stored_codebook().number)}
        return _theme_page(quarter, phrase, ThemeForm(formdata=None, data=filled), [])
    form = ThemeForm()
    if not form.validate():
        return _theme_page(quarter, phrase, form, form.find_problems()), 400
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    try:
        with runtime.database.transaction() as session:
            accept_as_theme(
                session, runtime, quarter, phrase, words=read_words(form), change=change
            )
    except Conflict as refused:
        return _theme_page(quarter, phrase, form, say_meanwhile(refused, form, at="label")), 409
    return _to_phrase(quarter, key)


def read_quarter(written: str | None) -> Quarter:
    """Return the quarter of an address; the one that is over where none is written."""
    if not written:
        return Quarter.containing(current_runtime().clock.today()).shifted(-1)
    try:
        return Quarter.parse(written)
    except ValueError:
        abort(404)


def say_growth(phrase: Phrase) -> str:
    """Return how often it stands there and whether it grew."""
    counted = phrase.counted
    said = f"{counted.comments} of {phrase.of_comments:,} comments"
    if not phrase.of_before:
        return f"{said}; nothing to compare with in the quarter before"
    said += f", {counted.before} of {phrase.of_before:,} in the quarter before"
    if counted.grew:
        return f"{said}: grew by more than chance"
    if counted.share > counted.share_before:
        return f"{said}: more, but that could be chance"
    return f"{said}: no growth"


def say_choice(choice: EmergingChoice, theme: str | None, stored: StoredCodebook) -> str:
    """Return what was made of a phrase."""
    if choice is EmergingChoice.SET_ASIDE:
        return "Set aside"
    label = next((t.words.label for t in stored.themes if t.id == theme), theme or "")
    return f"Became {label}" if choice is EmergingChoice.NEW_THEME else f"Part of {label}"


def _phrase(quarter: Quarter, key: str) -> Phrase:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        return get_phrase(session, runtime, quarter, key, staff_id=current_staff().id)


def _to_phrase(quarter: Quarter, key: str) -> Response:
    return redirect(url_for("staff.emerging_phrase", written=quarter, key=key, saved=1), 303)


def _filled(phrase: Phrase) -> dict[str, str]:
    """Return words to begin with. Nothing of a comment: it is forgotten one day, and the codebook is not."""
    words = phrase.counted.phrase
    return {
        "label": words.capitalize(),
        "plain": words.capitalize(),
        "include": f"Families speak of {words}",
        "examples": f"… {words} …",
        "why": f"It came up in {phrase.counted.comments} comments that no theme covers",
    }


def _phrase_page(
    quarter: Quarter, phrase: Phrase, stored: StoredCodebook, form: PhraseForm, problems: Problems
) -> str:
    choice = phrase.choice
    open_ = sum(not example.decided for example in phrase.examples)
    return render_template(
        "staff/emerging_phrase.html",
        quarter=quarter,
        phrase=phrase,
        growth=say_growth(phrase),
        settled=say_choice(choice.choice, choice.theme, stored) if choice else "",
        tagged=phrase.covered,
        waiting=count_of(open_, "of them has", "of them have"),
        form=form,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )


def _theme_page(quarter: Quarter, phrase: Phrase, form: ThemeForm, problems: Problems) -> str:
    return render_template(
        "staff/codebook_theme.html",
        theme=None,
        suggested=False,
        action=url_for("staff.emerging_theme", written=quarter, key=phrase.key),
        examples=phrase.examples[:3],
        form=form,
        problems=problems,
        wrong=dict(problems),
    )
