"""What came back from a family's phone: the sealed page, opened, and what there is to say about it."""

from dataclasses import dataclass
from enum import StrEnum

from flask import request

from feedback.domain.errors import SealBroken, StorageUnavailable
from feedback.domain.questionnaires import Questionnaire
from feedback.services.asked import refresh_asked
from feedback.services.runtime import Runtime
from feedback.web.family.page_token import Draft, is_fresh, unseal
from feedback.web.way import in_words
from forms.messages import MESSAGES
from forms.sealed import PAGE_FIELD


class PageState(StrEnum):
    """Whether a page that was sent can be gone on with."""

    FRESH = "fresh"
    LATE = "late"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class SentPage:
    """The answers so far, and the state of the page that carried them.

    Args:
        draft: empty when the page is lost; carried over to today's version when the questions changed.
        questionnaire: the version that is answered: the one it was begun with, as long as that may be answered.
    """

    draft: Draft
    state: PageState
    questionnaire: Questionnaire

    @property
    def problem(self) -> str | None:
        """Return what to tell the family before going on, or None when there is nothing to tell."""
        return None if self.state is PageState.FRESH else MESSAGES[f"page_{self.state}"]


def read_page(runtime: Runtime, questionnaire: Questionnaire, *, may_begin: bool) -> SentPage:
    """Return the page in the request.

    Args:
        may_begin: whether a request without a page begins a new draft (the start page's button).
    """
    token = request.form.get(PAGE_FIELD, "")
    if may_begin and not token:
        return SentPage(Draft(questionnaire.id), PageState.FRESH, questionnaire)
    try:
        draft = unseal(runtime, token, questionnaire)
    except SealBroken:
        return SentPage(Draft(questionnaire.id), PageState.LOST, questionnaire)
    if draft.questionnaire_id != questionnaire.id:
        begun = find_begun(runtime, questionnaire, draft.questionnaire_id)
        if begun is not None:
            questionnaire, draft = begun, unseal(runtime, token, begun)
    if draft.questionnaire_id != questionnaire.id:
        # From here on it is today's version; the family is told and checks every answer again.
        draft.questionnaire_id = questionnaire.id
        return SentPage(draft, PageState.CHANGED, questionnaire)
    state = PageState.FRESH if is_fresh(runtime, draft) else PageState.LATE
    return SentPage(draft, state, questionnaire)


def find_begun(
    runtime: Runtime, questionnaire: Questionnaire, questionnaire_id: str
) -> Questionnaire | None:
    """Return the version that somebody began with, in the page's language; None where it was withdrawn or is gone.

    A version published in another process may not be known in this one yet, so it is looked for once more.
    """
    asked, slug = runtime.questionnaires, questionnaire.slug
    found = asked.version(slug, questionnaire_id)
    if found is None:
        try:
            found = asked.version(slug, questionnaire_id) if refresh_asked(runtime) else None
        except StorageUnavailable:
            return None
    return None if found is None else in_words(found)
