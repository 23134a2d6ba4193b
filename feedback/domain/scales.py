"""Which answers each version offers, and how far they may be compared.

One construct is asked in every version, each on a scale that its readers can use (section 3.6). Answers on
different scales are never added up; where a scale allows it they can be set side by side as fully, partly
or no, and in no finer way (R3-13). docs/questionnaires.md shows both tables; a test keeps it so.
"""

from collections.abc import Mapping
from enum import StrEnum

from feedback.domain.codes import SERVICES
from feedback.domain.questionnaires import Audience, Construct

Codes = Mapping[Construct, tuple[str, ...]]


class Scale(StrEnum):
    """A family of answer codes. Answers of two scales are two series."""

    CORE = "core"
    SOMETIMES = "sometimes"
    FACES = "faces"
    EASY = "easy"


class Comparable(StrEnum):
    """The only words in which answers of different scales may stand side by side."""

    FULLY = "fully"
    PARTLY = "partly"
    NO = "no"


SCALE_OF: dict[Audience, Scale] = {
    Audience.ADULT: Scale.CORE,
    Audience.YOUNG_PERSON: Scale.CORE,
    Audience.CARE_LEAVER: Scale.CORE,
    Audience.CHILD: Scale.SOMETIMES,
    Audience.YOUNG_CHILD: Scale.FACES,
    Audience.EASY_READ: Scale.EASY,
    Audience.FORUM: Scale.CORE,
}

NOT_SCALED: dict[Construct, tuple[str, ...]] = {
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
    Construct.HELPER: (
        "nobody",
        "parent",
        "carer",
        "other_family",
        "friend",
        "teacher",
        "social_worker",
        "other_staff",
        "advocate",
        "someone_else",
    ),
    # In groups, so that no number of workers can point to a family (A10).
    Construct.WORKER_COUNT: ("none", "one", "two", "three", "four_or_more", "not_sure"),
}
"""Names and not degrees: the same codes in every version, so these may be added up."""

_SOMETIMES = ("yes", "sometimes", "no", "dont_know")
_FACES = ("good", "ok", "not_good", "dont_know")
_EASY = ("yes", "a_bit", "no", "dont_know")

SCALES: dict[Scale, Codes] = {
    Scale.CORE: {
        Construct.OVERALL: ("very_good", "good", "neither", "poor", "very_poor", "dont_know"),
        Construct.ACKNOWLEDGED: ("yes_quickly", "yes_slowly", "no", "not_applicable"),
        Construct.LISTENED: ("fully", "partly", "no", "not_sure"),
        Construct.EXPLAINED: ("fully", "partly", "no", "no_decision"),
        Construct.AGREED: ("yes", "partly", "no", "no_decision"),
        Construct.TIMELINESS: (
            "about_right",
            "bit_slow",
            "much_too_slow",
            "still_waiting",
            "not_sure",
        ),
        Construct.CONFIDENCE: ("very", "a_bit", "not", "dont_know"),
        Construct.HOME: ("yes", "partly", "no", "not_sure"),
        Construct.MONEY: ("yes", "partly", "no", "not_sure"),
        Construct.WORKER: ("yes", "partly", "no", "no_worker", "not_sure"),
        Construct.INDEPENDENCE: ("yes", "partly", "no", "not_sure"),
    },
    Scale.SOMETIMES: dict.fromkeys(
        (
            Construct.OVERALL,
            Construct.LISTENED,
            Construct.EXPLAINED,
            Construct.KIND,
            Construct.TIMELINESS,
            Construct.CONFIDENCE,
        ),
        _SOMETIMES,
    ),
    Scale.FACES: dict.fromkeys(
        (Construct.OVERALL, Construct.LISTENED, Construct.EXPLAINED, Construct.KIND), _FACES
    ),
    Scale.EASY: dict.fromkeys(
        (
            Construct.OVERALL,
            Construct.ACKNOWLEDGED,
            Construct.LISTENED,
            Construct.EXPLAINED,
            Construct.AGREED,
            Construct.KIND,
            Construct.TIMELINESS,
            Construct.CONFIDENCE,
        ),
        _EASY,
    ),
}
"""Source: sections 2.8 (core) and 3.6 (by age) of the requirements."""

_COMPARED = (Construct.LISTENED, Construct.EXPLAINED)
_AS: dict[Scale, Mapping[str, Comparable]] = {
    Scale.CORE: {"fully": Comparable.FULLY, "partly": Comparable.PARTLY, "no": Comparable.NO},
    Scale.SOMETIMES: {
        "yes": Comparable.FULLY,
        "sometimes": Comparable.PARTLY,
        "no": Comparable.NO,
    },
    Scale.FACES: {"good": Comparable.FULLY, "ok": Comparable.PARTLY, "not_good": Comparable.NO},
    Scale.EASY: {"yes": Comparable.FULLY, "a_bit": Comparable.PARTLY, "no": Comparable.NO},
}

STAFF_HELPERS = frozenset({"teacher", "social_worker", "other_staff"})
"""Helpers who are paid to be there; an advocate is independent. With one of them beside you it is harder to
say what is wrong, so these answers are marked and shown apart (R3-14)."""


def codes_of(audience: Audience, construct: Construct) -> tuple[str, ...]:
    """Return the codes that a version for this audience may offer; empty where it does not ask this."""
    return NOT_SCALED.get(construct) or SCALES[SCALE_OF[audience]].get(construct, ())


def comparable(scale: Scale, construct: Construct, code: str) -> Comparable | None:
    """Return an answer as fully, partly or no; None where it cannot be compared.

    Only listening and explaining are compared: every version asks them. "Don't know" is no degree, and a
    feeling overall on five points is not one on three (R2-18, R3-13).
    """
    return _AS[scale].get(code) if construct in _COMPARED else None
