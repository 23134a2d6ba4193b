"""The versions side by side: who is led to which, in whose words, and what is read aloud."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback.domain.questionnaires import Audience, Questionnaire


@dataclass(frozen=True, slots=True)
class DoorGroup:
    """Some versions on the first page; a group without a heading stands first and shows each at length."""

    heading: str
    words: str
    questionnaires: tuple[Questionnaire, ...]


GROUPS: tuple[tuple[str, str, tuple[Audience, ...]], ...] = (
    ("", "", (Audience.ADULT,)),
    (
        "Children and young people",
        "You are welcome here. Pick what fits you. Nobody checks your age.",
        (Audience.YOUNG_CHILD, Audience.CHILD, Audience.YOUNG_PERSON, Audience.CARE_LEAVER),
    ),
    ("Short words and pictures", "", (Audience.EASY_READ,)),
    ("Groups and meetings", "", (Audience.FORUM,)),
)

_WORDS: dict[Audience, str] = {
    Audience.ADULT: "adult",
    Audience.YOUNG_PERSON: "young",
    Audience.CARE_LEAVER: "young",
    Audience.CHILD: "child",
    Audience.YOUNG_CHILD: "child",
    Audience.EASY_READ: "easy",
    Audience.FORUM: "group",
}

_READ_ALOUD = frozenset({Audience.CHILD, Audience.YOUNG_CHILD, Audience.EASY_READ})


def door_groups(questionnaires: Iterable[Questionnaire]) -> tuple[DoorGroup, ...]:
    """Return what the first page offers; groups without a version are left out."""
    asked = tuple(questionnaires)
    groups = (
        DoorGroup(heading, words, tuple(q for a in audiences for q in asked if q.audience == a))
        for heading, words, audiences in GROUPS
    )
    return tuple(group for group in groups if group.questionnaires)


def other_versions(
    questionnaire: Questionnaire, questionnaires: Iterable[Questionnaire]
) -> tuple[Questionnaire, ...]:
    """Return every other version, in the order of the first page (R3-15)."""
    groups = door_groups(questionnaires)
    return tuple(q for g in groups for q in g.questionnaires if q.slug != questionnaire.slug)


def words_for(questionnaire: Questionnaire) -> str:
    """Return the template of the words around the questions, for this version's readers (R3-16)."""
    return f"family/words/{_WORDS[questionnaire.audience]}.html"


def is_read_aloud(questionnaire: Questionnaire) -> bool:
    """Tell whether its pages offer to be read aloud."""
    return questionnaire.audience in _READ_ALOUD
