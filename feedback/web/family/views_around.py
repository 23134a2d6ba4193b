"""The pages around the questions of one journey: is it a complaint, how to reply, about you, ready to send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import render_template

from feedback.domain.around import ComplaintWish, ContactDetails
from feedback.domain.questionnaires import Option, Questionnaire
from feedback.web.family.kept_pages import GAP, kept_pages
from feedback.web.family.page_token import Draft, seal
from feedback.web.family.spam import WORK_BITS, work_for
from feedback.web.family.views_versions import is_read_aloud, words_for
from feedback.web.runtime import current_runtime
from feedback.web.way import current_way, say_in_words
from forms.around import COMPLAINT_OPTIONS, EqualityQuestion, asks_about_complaint

STEP = "after:"
"""Begins the name of every step that is not a question of the questionnaire; no question id holds a colon."""
COMPLAINT, CONTACT = f"{STEP}complaint", f"{STEP}reply"
STAY = "stay"
"""The button of another language: the same page once more, with what stands on it."""
COMPLAINT_WORDS = "Is this a complaint you want an answer to?"
CONTACT_WORDS = "How can we reply to you?"


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the check page names it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step and what was given, for the check page; no answers means skipped."""

    question: StepWords
    answers: tuple[str, ...]


def rows_around(questionnaire: Questionnaire, draft: Draft) -> tuple[StepRow, ...]:
    """Return the check page's rows for what was asked around the questions."""
    if not asks_about_complaint(questionnaire.audience):
        return ()
    labels = {option.code: say_in_words(option.label) for option in COMPLAINT_OPTIONS}
    wish = draft.around.complaint
    asked = StepWords(COMPLAINT, say_in_words(COMPLAINT_WORDS))
    rows = [StepRow(asked, (labels[wish],) if wish else ())]
    if draft.around.handed_on:
        reply = StepWords(CONTACT, say_in_words(CONTACT_WORDS))
        rows.append(StepRow(reply, _written(draft.around.contact)))
    return tuple(rows)


def show_complaint(
    questionnaire: Questionnaire,
    draft: Draft,
    *,
    changing: bool = False,
    problem: str | None = None,
    chosen: tuple[str, ...] | None = None,
) -> str:
    """Return the page that asks whether it is a complaint (R2-11)."""
    now = (draft.around.complaint,) if draft.around.complaint else ()
    shown = now if chosen is None else chosen
    token = seal(current_runtime(), draft)

    def draw(token: str) -> str:
        return render_template(
            "family/complaint.html",
            questionnaire=questionnaire,
            read_aloud=is_read_aloud(questionnaire),
            step=COMPLAINT,
            words=say_in_words(COMPLAINT_WORDS),
            options=_said(COMPLAINT_OPTIONS),
            chosen=shown,
            token=token,
            changing=changing,
            problem=problem,
        )

    if problem is not None:
        return draw(token)
    key = "complaint", questionnaire.id, shown, changing
    return kept_pages().filled(key, lambda: draw(GAP), token)


def show_contact(
    questionnaire: Questionnaire,
    draft: Draft,
    *,
    changing: bool = False,
    problems: Mapping[str, str] | None = None,
    typed: ContactDetails | None = None,
) -> str:
    """Return the page that says how a complaint goes and offers to leave details for a reply."""
    return render_template(
        "family/reply.html",
        questionnaire=questionnaire,
        read_aloud=is_read_aloud(questionnaire),
        say_in=words_for(questionnaire),
        step=CONTACT,
        words=say_in_words(CONTACT_WORDS),
        unsure=draft.around.complaint is ComplaintWish.NOT_SURE,
        details=typed or draft.around.contact,
        token=seal(current_runtime(), draft),
        changing=changing,
        contact_days=current_runtime().settings.contact_days,
        problems=problems or {},
    )


def show_about_you(
    questionnaire: Questionnaire,
    question: EqualityQuestion,
    draft: Draft,
    *,
    first: bool,
    problem: str | None = None,
    chosen: tuple[str, ...] | None = None,
) -> str:
    """Return the page of one question about oneself.

    Args:
        first: whether to say why we ask.
    """
    now = draft.around.about_you.get(question.code, ())
    return render_template(
        "family/about_you.html",
        questionnaire=questionnaire,
        read_aloud=is_read_aloud(questionnaire),
        step=STEP + question.code,
        question=question,
        options=_said(question.options),
        first=first,
        chosen=now if chosen is None else chosen,
        token=seal(current_runtime(), draft),
        problem=problem,
    )


def show_ready(questionnaire: Questionnaire, draft: Draft) -> str:
    """Return the last page before sending, for who answered questions about themselves."""
    return render_template(
        "family/ready.html",
        questionnaire=questionnaire,
        read_aloud=is_read_aloud(questionnaire),
        say_in=words_for(questionnaire),
        may_quote=draft.may_quote,
        can_wait=may_wait(questionnaire, draft),
        token=seal(current_runtime(), draft),
        work=work_for(current_runtime(), draft),
        work_bits=WORK_BITS,
    )


def may_wait(questionnaire: Questionnaire, draft: Draft) -> bool:
    """Tell whether the phone may keep these answers until there is signal: never a shared tablet, nothing empty."""
    return draft.answered(questionnaire) and not current_way().kiosk


def find_option(options: tuple[Option, ...], chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the codes that can be chosen."""
    codes = {option.code for option in options}
    return tuple(code for code in chosen if code in codes)


def _said(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return the options with their words in the language of the page."""
    return tuple(replace(option, label=say_in_words(option.label)) for option in options)


def _written(details: ContactDetails) -> tuple[str, ...]:
    parts = (details.name, details.email, details.phone, details.safe_way)
    return tuple(part for part in parts if part)
