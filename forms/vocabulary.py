"""Which constructs are asked as what, and words that forms never use. The answer codes are in `scales`."""

from feedback.domain.questionnaires import Construct, QuestionKind
from feedback.domain.scales import NOT_SCALED, SCALES, Scale

ANSWER_CODES: dict[Construct, tuple[str, ...]] = {**SCALES[Scale.CORE], **NOT_SCALED}
"""The codes of the core questions. Source: section 2.8 of the requirements."""

TEXT_CONSTRUCTS = frozenset(
    {Construct.WENT_WELL, Construct.COULD_BE_BETTER, Construct.ANYTHING_ELSE}
)

FORBIDDEN_WORDS = (
    "customer",
    "client",
    "service user",
    "lac",
    "placement",
    "contact",
    "consultation",
)
"""Source: R1-23 (families are "you" and "your family"; family time, not contact) and R2-04."""


def kinds_of(construct: Construct) -> frozenset[QuestionKind]:
    """Return how a construct can be asked."""
    if construct in TEXT_CONSTRUCTS:
        return frozenset({QuestionKind.TEXT})
    if construct is Construct.REPRESENTS:
        return frozenset({QuestionKind.NUMBER})
    if construct is Construct.WORKER_COUNT:
        return frozenset({QuestionKind.CHOICE})
    return frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
