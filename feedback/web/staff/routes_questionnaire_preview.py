"""A version as families will see it: page by page on a phone, in each language, on paper. Nothing is stored."""

from uuid import UUID

from flask import abort, render_template, request, url_for

from feedback.contact_points import FORMATS
from feedback.domain.errors import NotFound
from feedback.domain.questionnaires import Questionnaire
from feedback.languages import ENGLISH, Language, known_languages
from feedback.services.waiting import find_as_asked
from feedback.web.family.views_versions import words_for
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.routes_questionnaire_drafts import open_draft
from feedback.web.way import LANGUAGE, current_way, in_words


@blueprint.get("/questionnaires/preview/<version>/<int:page>")
def questionnaire_preview(version: str, page: int) -> str:
    """Show one page of a version, or of a draft, as a phone does: 0 is the first page, then a question each."""
    asks = in_words(_find(version))
    if page > len(asks.questions):
        abort(404)
    code, settings = request.args.get(LANGUAGE), current_runtime().settings

    def at(number: int) -> str:
        return url_for("staff.questionnaire_preview", version=version, page=number, lang=code)

    return render_template(
        "staff/questionnaire_preview.html",
        asks=asks,
        say_in=words_for(asks),
        exit_url=settings.exit_url,
        help_lines=settings.help_lines,
        question=asks.questions[page - 1] if page else None,
        page=page,
        pages=[at(number) for number in range(len(asks.questions) + 1)],
        paper=url_for("staff.questionnaire_paper", version=version, lang=code),
        tongues=[
            (
                language,
                url_for(
                    "staff.questionnaire_preview",
                    version=version,
                    page=page,
                    lang=None if language is ENGLISH else language.code,
                ),
            )
            for language in _tongues()
        ],
        tongue=current_way().language,
        back=_back(version, asks),
    )


@blueprint.get("/questionnaires/preview/<version>/paper")
def questionnaire_paper(version: str) -> str:
    """Show a version, or a draft, as it is printed."""
    settings, asks = current_runtime().settings, _find(version)
    return render_template(
        "family/paper.html",
        questionnaire=in_words(asks),
        say_in=words_for(asks),
        preview=url_for("staff.questionnaire_preview", version=version, page=0),
        help_lines=settings.help_lines,
        return_address=settings.return_address,
        public_phone=settings.phone_of(FORMATS),
    )


def _tongues() -> list[Language]:
    """Return the languages that families may choose; empty where there is only one."""
    known, codes = known_languages(), current_runtime().settings.languages
    return [ENGLISH, *(known[code] for code in codes)] if codes else []


def _find(version: str) -> Questionnaire:
    """Return a draft by its id, or a version by its hash.

    Raises: NotFound.
    """
    if draft_id := _read_uuid(version):
        return open_draft(draft_id).asks
    with current_runtime().database.reading() as session:
        found = find_as_asked(session, version)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _read_uuid(version: str) -> UUID | None:
    try:
        return UUID(version)
    except ValueError:
        return None


def _back(version: str, asks: Questionnaire) -> str:
    if "-" in version:
        return url_for("staff.draft", draft_id=version)
    return url_for("staff.questionnaire", slug=asks.slug)
