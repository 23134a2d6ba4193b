"""A draft becomes what is stored: from the page that was sent, or from an envelope that waited on a phone."""

from dataclasses import replace

from flask import request

from feedback.domain.enums import AttemptKind, Channel
from feedback.domain.questionnaires import Audience, Questionnaire
from feedback.domain.submissions import Submission
from feedback.services.attempts import take_attempt
from feedback.services.campaigns import is_campaign
from feedback.services.saved_drafts import forget_draft
from feedback.services.submit_response import analyse_submission, submit_response
from feedback.web.family.page_token import Draft
from feedback.web.family.steps_around import questions_about_you
from feedback.web.runtime import current_runtime


def store_draft(questionnaire: Questionnaire, draft: Draft) -> bool:
    """Store the answers and forget a copy that was kept for later; return whether they had been stored before.

    Raises: StorageUnavailable when nothing could be stored; TooOften when too much came from one place today;
        Conflict when the family took these answers back.
    """
    runtime = current_runtime()
    submission = _submission(questionnaire, draft)
    analyses = analyse_submission(runtime, submission)
    with runtime.database.transaction() as session:
        take_attempt(session, runtime, AttemptKind.SENDING, request.remote_addr)
        if not is_campaign(session, submission.campaign):
            submission = replace(submission, campaign=None)
        repeated = submit_response(session, runtime, submission, analyses=analyses).repeated
        if draft.saved_under is not None:
            forget_draft(session, runtime, draft.saved_under)
    return repeated


def _channel(questionnaire: Questionnaire) -> Channel:
    return Channel.FORUM_MEETING if questionnaire.audience is Audience.FORUM else Channel.WEB


def _submission(questionnaire: Questionnaire, draft: Draft) -> Submission:
    return Submission(
        questionnaire=questionnaire,
        channel=_channel(questionnaire),
        language=questionnaire.language,
        answers=tuple(draft.get(question) for question in questionnaire.questions),
        may_quote=draft.may_quote,
        received_on=current_runtime().clock.today(),
        once_key=draft.once_key,
        receipt_code=draft.receipt_code,
        campaign=draft.campaign,
        around=draft.around.to_send(questions_about_you(questionnaire)),
    )
