"""Where a changed questionnaire is, from the first word to what families read."""

from enum import StrEnum

from feedback.domain.errors import IllegalTransition


class DraftState(StrEnum):
    """Where a draft is: a second person lets families read it, or gives it back."""

    WRITING = "writing"
    TO_CHECK = "to_check"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    DROPPED = "dropped"


OPEN_DRAFTS = (DraftState.WRITING, DraftState.TO_CHECK, DraftState.SENT_BACK)
"""A draft in one of these is still worked on; of each questionnaire there is one at most."""

DRAFT_MAY_FOLLOW: dict[DraftState, frozenset[DraftState]] = {
    DraftState.WRITING: frozenset({DraftState.WRITING, DraftState.TO_CHECK, DraftState.DROPPED}),
    DraftState.TO_CHECK: frozenset(
        {DraftState.WRITING, DraftState.SENT_BACK, DraftState.PUBLISHED, DraftState.DROPPED}
    ),
    DraftState.SENT_BACK: frozenset({DraftState.WRITING, DraftState.TO_CHECK, DraftState.DROPPED}),
    DraftState.PUBLISHED: frozenset(),
    DraftState.DROPPED: frozenset(),
}
"""A change of any word takes a draft back to its writing: what is checked is what families will read."""


class VersionChange(StrEnum):
    """What happened to a version on the families' side."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def next_draft_state(now: DraftState, wanted: DraftState) -> DraftState:
    """Return the state that follows.

    Raises: IllegalTransition when it cannot follow the state that the draft is in.
    """
    if wanted not in DRAFT_MAY_FOLLOW[now]:
        raise IllegalTransition("This draft has been decided about already. Open it again.")
    return wanted
