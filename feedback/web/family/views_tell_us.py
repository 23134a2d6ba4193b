"""What the pages of the journey show. Drawn with what the page before sent, never with stored words."""

from dataclasses import dataclass, replace
from enum import StrEnum

from flask import Response, render_template
from markupsafe import Markup

from feedback.contact_points import FORMATS
from feedback.domain.questionnaires import Question, Questionnaire
from feedback.domain.submissions import Answer
from feedback.web.family.around_draft import AroundDraft
from feedback.web.family.kept_pages import GAP, gap, kept_pages
from feedback.web.family.page_token import Draft, seal
from feedback.web.family.receipt_token import seal_code
from feedback.web.family.spam import WORK_BITS, work_for
from feedback.web.family.views_around import StepRow, may_wait, rows_around
from feedback.web.family.views_versions import is_read_aloud, other_versions, words_for
from feedback.web.runtime import current_runtime
from feedback.web.way import in_words
from forms.around import asks_about_you


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question and the answer to it, as words for the check page; no answers means skipped."""

    question: Question
    answers: tuple[str, ...]


def show_start(questionnaire: Questionnaire) -> Response:
    """Return the start page, which is the same for everybody."""
    return kept_pages().whole(
        ("start", questionnaire.slug),
        lambda: _draw_start(questionnaire, token=None),
        made_from=(questionnaire.id, current_runtime().questionnaires.number),
        arrives=True,
    )


def show_start_again(questionnaire: Questionnaire, draft: Draft) -> str:
    """Return the start page for somebody who pressed Back: it carries the answers on."""
    token = seal(current_runtime(), draft)
    return kept_pages().filled(
        ("start again", questionnaire.id, current_runtime().questionnaires.number),
        lambda: _draw_start(questionnaire, token=GAP),
        token,
    )


def show_question(
    questionnaire: Questionnaire,
    question: Question,
    draft: Draft,
    *,
    changing: bool = False,
    problem: str | None = None,
    typed: Answer | None = None,
) -> str:
    """Return the page of one question.

    Args:
        changing: whether the check page comes next.
        problem: what is wrong with what was sent, in plain words.
        typed: what was sent, where it is not (yet) an answer of the draft.
    """
    answer = typed or draft.get(question)
    token = seal(current_runtime(), draft)

    def draw(token: str) -> str:
        return render_template(
            "family/question.html",
            questionnaire=questionnaire,
            question=question,
            number=questionnaire.questions.index(question) + 1,
            say_in=words_for(questionnaire),
            read_aloud=is_read_aloud(questionnaire),
            answer=answer,
            token=token,
            changing=changing,
            problem=problem,
        )

    if problem is not None or not answer.skipped:
        return draw(token)
    return kept_pages().filled(
        ("question", questionnaire.id, question.id, changing), lambda: draw(GAP), token
    )


def show_check(questionnaire: Questionnaire, draft: Draft, *, problem: str | None = None) -> str:
    """Return the page on which every answer is checked before sending."""
    reply, rows = reply_of(draft.around), _draw_rows(questionnaire, draft)
    token, work = seal(current_runtime(), draft), work_for(current_runtime(), draft)
    can_wait = may_wait(questionnaire, draft)

    def draw(token: str, rows: str, work: str | None) -> str:
        return render_template(
            "family/check.html",
            questionnaire=questionnaire,
            read_aloud=is_read_aloud(questionnaire),
            say_in=words_for(questionnaire),
            rows=rows,
            reply=reply,
            asks_about_you=asks_about_you(questionnaire.audience),
            left_over=draft.left_over,
            token=token,
            work=work,
            work_bits=WORK_BITS,
            may_quote=draft.may_quote,
            can_wait=can_wait,
            problem=problem,
        )

    if problem is not None or draft.left_over:
        return draw(token, rows, work)
    key = "check", questionnaire.id, reply, draft.may_quote, can_wait
    return kept_pages().filled(
        key, lambda: draw(GAP, gap(1), work and gap(2)), token, rows, work or ""
    )


def _draw_rows(questionnaire: Questionnaire, draft: Draft) -> Markup:
    rows: list[CheckRow | StepRow] = [
        *(_check_row(question, draft) for question in questionnaire.questions),
        *rows_around(questionnaire, draft),
    ]
    return Markup("").join(_draw_row(questionnaire, row) for row in rows)


def _draw_row(questionnaire: Questionnaire, row: CheckRow | StepRow) -> Markup:
    """Return one answer with the button that changes it. Kept for each number of answers, never with them."""

    def draw() -> str:
        gaps = tuple(gap(number) for number in range(len(row.answers)))
        return render_template(
            "family/_check_row.html", questionnaire=questionnaire, row=replace(row, answers=gaps)
        )

    key = "check row", questionnaire.id, row.question.id, len(row.answers)
    return Markup(kept_pages().filled(key, draw, *row.answers))  # noqa: S704 (filled escapes)


def show_paper(questionnaire: Questionnaire) -> Response:
    """Return the questions on paper, the same for everybody."""
    settings = current_runtime().settings
    return kept_pages().whole(
        ("paper", questionnaire.id),
        lambda: render_template(
            "family/paper.html",
            questionnaire=questionnaire,
            say_in=words_for(questionnaire),
            return_address=settings.return_address,
            public_phone=settings.phone_of(FORMATS),
        ),
    )


def show_lost(questionnaire: Questionnaire) -> str:
    """Return the page for a token that cannot be opened, where nothing typed came with it."""
    return render_template("family/lost.html", questionnaire=questionnaire)


class Reply(StrEnum):
    """What a family may expect of a complaint (R2-13)."""

    NOT_ASKED = "not_asked"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"


def reply_of(around: AroundDraft) -> Reply:
    """Return whether a reply was asked for, and can be sent."""
    if not around.handed_on:
        return Reply.NOT_ASKED
    return Reply.POSSIBLE if around.contact.reachable else Reply.IMPOSSIBLE


def show_receipt(
    questionnaire: Questionnaire, code: str, *, repeated: bool, reply: Reply = Reply.NOT_ASKED
) -> str:
    """Return the page that shows the code, with none of the answers.

    Args:
        repeated: whether the same answers had come before (a second press, a refresh).
        reply: what to say of an answer to a complaint.
    """
    runtime = current_runtime()
    sealed = seal_code(runtime, code) if runtime.settings.languages else ""
    return kept_pages().filled(
        ("receipt", questionnaire.id, repeated, reply),
        lambda: render_template(
            "family/receipt.html",
            questionnaire=questionnaire,
            read_aloud=is_read_aloud(questionnaire),
            say_in=words_for(questionnaire),
            code=GAP,
            sealed=gap(1),
            repeated=repeated,
            reply=reply,
        ),
        code,
        sealed,
    )


def _draw_start(questionnaire: Questionnaire, *, token: str | None) -> str:
    return render_template(
        "family/start.html",
        questionnaire=questionnaire,
        say_in=words_for(questionnaire),
        read_aloud=is_read_aloud(questionnaire),
        others=other_versions(
            questionnaire, map(in_words, current_runtime().questionnaires.values())
        ),
        token=token,
    )


def _check_row(question: Question, draft: Draft) -> CheckRow:
    answer = draft.get(question)
    if answer.text:
        return CheckRow(question, (answer.text,))
    chosen = (option.label for option in question.options if option.code in answer.choices)
    return CheckRow(question, tuple(chosen))
