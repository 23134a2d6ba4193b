"""The answer codes that the core questions share, whatever their wording, and words that forms never use."""

from feedback.domain.codes import SERVICES
from feedback.domain.questionnaires import Construct

ANSWER_CODES: dict[Construct, tuple[str, ...]] = {
    Construct.OVERALL: ("very_good", "good", "neither", "poor", "very_poor", "dont_know"),
    Construct.ACKNOWLEDGED: ("yes_quickly", "yes_slowly", "no", "not_applicable"),
    Construct.LISTENED: ("fully", "partly", "no", "not_sure"),
    Construct.EXPLAINED: ("fully", "partly", "no", "no_decision"),
    Construct.AGREED: ("yes", "partly", "no", "no_decision"),
    Construct.TIMELINESS: ("about_right", "bit_slow", "much_too_slow", "still_waiting", "not_sure"),
    Construct.CONFIDENCE: ("very", "a_bit", "not", "dont_know"),
    Construct.SERVICES: tuple(service.code for service in SERVICES),
    Construct.WHO: (
        "parent",
        "carer",
        "kinship_carer",
        "foster_carer",
        "child_young_person",
        "care_leaver",
        "other_family",
        "helper",
    ),
}
"""Source: section 2.8 of the requirements. Figures compare answers by these codes."""

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
