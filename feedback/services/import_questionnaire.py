"""Which questions the people in somebody else's file were asked."""

import hashlib
import json
from dataclasses import replace

from feedback.domain.errors import ImportRefused
from feedback.domain.questionnaires import (
    Construct,
    Question,
    QuestionKind,
    Questionnaire,
    content_of,
)
from feedback.services.import_mappings import Asked, ImportMapping

_TEXTS = frozenset({Construct.WENT_WELL, Construct.COULD_BE_BETTER, Construct.ANYTHING_ELSE})


def questionnaire_as_asked(mapping: ImportMapping, base: Questionnaire) -> Questionnaire:
    """Return the questionnaire that the file answers: `base`, or one of its own beside it.

    A question asked in other words is another version of a question, and its figures are a series of their
    own (R2-16). So a mapping that gives the words makes a questionnaire of just what was asked, under
    the same slug and forum; the same mapping always makes the same one.

    Raises: ImportRefused naming every construct that `base` does not ask about.
    """
    missing = [
        asked.construct.value
        for asked in mapping.asked
        if base.find_construct(asked.construct) is None
        and not (asked.words and asked.construct in _TEXTS)
    ]
    if missing:
        raise ImportRefused(
            f"The questionnaire {base.slug} does not ask about {', '.join(dict.fromkeys(missing))}, "
            f"which the mapping “{mapping.title}” reads."
        )
    if not any(asked.words for asked in mapping.asked):
        return base
    asked_of = {asked.construct: asked for asked in mapping.asked}
    made = replace(
        base,
        id="",
        title=mapping.title,
        language=mapping.language or base.language,
        introduction=(),
        introduction_pictures=(),
        questions=tuple(_question(asked, base) for asked in asked_of.values()),
    )
    content = json.dumps(content_of(made), sort_keys=True, ensure_ascii=False)
    return replace(made, id=hashlib.sha256(content.encode()).hexdigest())


def _question(asked: Asked, base: Questionnaire) -> Question:
    ours = base.find_construct(asked.construct)
    if ours is None:
        construct = asked.construct
        return Question(
            construct.value, construct, QuestionKind.TEXT, asked.words or "", None, (), 0
        )
    return replace(ours, words=asked.words or ours.words, hint=None)
