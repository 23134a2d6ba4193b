"""What each audience's version must hold to. Each rule names its reason and where it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from analysis.text.reading_age import grade, sentences
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.scales import NOT_SCALED
from forms.vocabulary import TEXT_CONSTRUCTS

WHOLE = "whole"
"""The part that a problem has which no single words are to blame for."""


class Problem(NamedTuple):
    """What is wrong.

    Args:
        question_id: the question, or None for what stands around the questions.
        part: the words that are wrong, as `every_part` names them, or WHOLE.
    """

    question_id: str | None
    reason: str
    part: str = WHOLE


HARD_WORDS = ("decision", "council", "social care", "report", "forum", "assessment", "review")
"""Words that Easy Read explains in the next sentence. Source: section 3.5 of the requirements."""

_SENTENCE = re.compile(r"[.!?](?:\s+|$)")
_SHORT_FORM = re.compile(r"\b[A-Z]{2,}\b")
_SHORT_FORMS_KNOWN = {"OK"}
_SECOND_IDEA = re.compile(r"[;:()]|, (?:and|but|so|because) |,.*,")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one audience. Source: sections 2.8, 3.5 and 3.6 of the requirements.

    Args:
        longest_sentence: words in a sentence. most_items: questions with a scale. most_texts: boxes.
        must_ask: constructs without which this version misses what it is for.
        highest_grade: the school grade (age minus five) at which it all must be easy to read (R3-11).
        pictured: every question, answer and paragraph has a picture.
        easy: each sentence has one idea and no short form, and a hard word is explained in the next one.
    """

    longest_sentence: int = 25
    most_items: int = 12
    most_texts: int = 3
    must_ask: frozenset[Construct] = frozenset()
    never_asks: frozenset[Construct] = frozenset()
    highest_grade: int = 5
    pictured: bool = False
    easy: bool = False


_CORE = frozenset({Construct.OVERALL, Construct.LISTENED, Construct.EXPLAINED})
_GROUPS_ONLY = frozenset({Construct.REPRESENTS})
# Children are asked what is, not what they recall of a year (section 3.6).
_NOT_OF_CHILDREN = frozenset({Construct.WHO, Construct.SERVICES, Construct.WORKER_COUNT})

RULES: dict[Audience, Rules] = {
    Audience.ADULT: Rules(must_ask=_CORE | {Construct.AGREED}, never_asks=_GROUPS_ONLY),
    Audience.YOUNG_PERSON: Rules(
        longest_sentence=20,
        most_items=9,
        most_texts=2,
        must_ask=_CORE | {Construct.AGREED},
        never_asks=_GROUPS_ONLY,
    ),
    Audience.CHILD: Rules(
        longest_sentence=15,
        highest_grade=2,
        most_items=6,
        most_texts=2,
        must_ask=_CORE,
        never_asks=_GROUPS_ONLY | _NOT_OF_CHILDREN,
    ),
    Audience.YOUNG_CHILD: Rules(
        longest_sentence=12,
        highest_grade=2,
        most_items=4,
        most_texts=1,
        must_ask=_CORE | {Construct.HELPER},
        never_asks=_GROUPS_ONLY | _NOT_OF_CHILDREN,
        pictured=True,
    ),
    Audience.CARE_LEAVER: Rules(
        must_ask=_CORE
        | {Construct.AGREED, Construct.HOME, Construct.MONEY, Construct.WORKER}
        | {Construct.INDEPENDENCE},
        never_asks=_GROUPS_ONLY,
    ),
    Audience.EASY_READ: Rules(
        longest_sentence=15, must_ask=_CORE, never_asks=_GROUPS_ONLY, pictured=True, easy=True
    ),
    # A group has no single feeling and no one family's workers: it says how many it speaks for, and its words (R2-10).
    Audience.FORUM: Rules(
        most_items=0,
        must_ask=frozenset({Construct.REPRESENTS}),
        never_asks=frozenset({Construct.WORKER_COUNT}),
    ),
}


def problems_of(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield everything in which a questionnaire breaks its audience's rules."""
    rules = RULES[questionnaire.audience]
    yield from _asked(questionnaire, rules)
    if rules.pictured:
        yield from _pictures(questionnaire)
    for question_id, part, words in every_part(questionnaire):
        for sentence in sentences_of(words):
            if len(sentence.split()) > rules.longest_sentence:
                reason = f"a sentence has more than {rules.longest_sentence} words (R3-11, R3-12)"
                yield Problem(question_id, reason, part)
    if rules.easy:
        yield from _easy(questionnaire)
    words = read_words(questionnaire)
    if sentences(words) and grade(words) > rules.highest_grade:
        age = rules.highest_grade + 5
        yield Problem(
            None, f"all of it together must be easy to read at age {age}: use shorter words (R3-11)"
        )


def read_words(questionnaire: Questionnaire) -> str:
    """Return the sentences that a family reads: paragraphs, questions and hints, a line each."""
    asked = [line for q in questionnaire.questions for line in (q.words, q.hint or "")]
    return "\n".join([*questionnaire.introduction, *asked])


def every_part(questionnaire: Questionnaire) -> Iterator[tuple[str | None, str, str]]:
    """Yield (question id or None, part, words) of everything that a family reads, link included."""
    yield None, "title", questionnaire.title
    yield None, "door", questionnaire.door
    for place, paragraph in enumerate(questionnaire.introduction):
        yield None, f"paragraph-{place}", paragraph
    for question in questionnaire.questions:
        yield question.id, "words", question.words
        if question.hint:
            yield question.id, "hint", question.hint
        for option in question.options:
            yield question.id, f"label-{option.code}", option.label


def every_word(questionnaire: Questionnaire) -> Iterator[tuple[str | None, str]]:
    """Yield (question id or None, words) of everything that a family reads, link included."""
    for question_id, _part, words in every_part(questionnaire):
        yield question_id, words


def sentences_of(words: str) -> list[str]:
    """Return the sentences of a text, without their ends."""
    return [part for part in _SENTENCE.split(words) if part.strip()]


def _asked(questionnaire: Questionnaire, rules: Rules) -> Iterator[Problem]:
    asked = {question.construct for question in questionnaire.questions}
    for construct in sorted(rules.must_ask - asked):
        yield Problem(None, f"a version for {questionnaire.audience} must ask {construct}")
    for construct in sorted(rules.never_asks & asked):
        yield Problem(None, f"a version for {questionnaire.audience} does not ask {construct}")
    items = [q for q in questionnaire.questions if _has_scale(q)]
    if len(items) > rules.most_items:
        yield Problem(
            items[rules.most_items].id,
            f"more than {rules.most_items} questions with a scale are too many for {questionnaire.audience}",
        )
    texts = [q for q in questionnaire.questions if q.construct in TEXT_CONSTRUCTS]
    if len(texts) > rules.most_texts:
        yield Problem(
            texts[rules.most_texts].id,
            f"more than {rules.most_texts} boxes are too many for {questionnaire.audience}",
        )


def _has_scale(question: Question) -> bool:
    return question.kind is QuestionKind.CHOICE and question.construct not in NOT_SCALED


def _pictures(questionnaire: Questionnaire) -> Iterator[Problem]:
    if len(questionnaire.introduction_pictures) != len(questionnaire.introduction):
        yield Problem(
            None, "each paragraph of the introduction needs a picture (R3-12)", "paragraph-0"
        )
    for question in questionnaire.questions:
        if not question.picture:
            yield Problem(question.id, "the question needs a picture (R3-12)", "picture")
        for option in question.options:
            if not option.picture:
                reason = f"the answer {option.code} needs a picture (R3-12)"
                yield Problem(question.id, reason, f"picture-{option.code}")


def _easy(questionnaire: Questionnaire) -> Iterator[Problem]:
    pages: dict[str | None, list[tuple[str, str]]] = {}
    for question_id, part, words in every_part(questionnaire):
        pages.setdefault(question_id, []).extend((part, s) for s in sentences_of(words))
    for question_id, found in pages.items():
        for part, sentence in found:
            short = set(_SHORT_FORM.findall(sentence)) - _SHORT_FORMS_KNOWN
            if short:
                reason = f"{min(short)} is a short form; Easy Read has none (R3-12)"
                yield Problem(question_id, reason, part)
            if _SECOND_IDEA.search(sentence):
                yield Problem(question_id, "a sentence has more than one idea (R3-12)", part)
        yield from _unexplained(question_id, found)


def _unexplained(question_id: str | None, found: list[tuple[str, str]]) -> Iterator[Problem]:
    """Yield each hard word of a page whose first use is not followed by what it means."""
    for word in HARD_WORDS:
        used = [
            i for i, (_part, s) in enumerate(found) if re.search(rf"\b{word}s?\b", s, re.IGNORECASE)
        ]
        if not used:
            continue
        following = found[used[0] + 1][1] if used[0] + 1 < len(found) else ""
        if not re.search(rf"\b{word}s? (?:is|are|means?)\b", following, re.IGNORECASE):
            reason = f"the sentence after “{word}” must say what it means (R3-12)"
            yield Problem(question_id, reason, found[used[0]][0])
