"""What each audience's version must hold to. Each rule names its reason and where it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.scales import NOT_SCALED
from forms.vocabulary import TEXT_CONSTRUCTS

Problem = tuple[str | None, str]
"""The question that is wrong, or None for the whole questionnaire; and why."""

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
        pictured: every question, answer and paragraph has a picture.
        easy: each sentence has one idea and no short form, and a hard word is explained in the next one.
    """

    longest_sentence: int = 25
    most_items: int = 12
    most_texts: int = 3
    must_ask: frozenset[Construct] = frozenset()
    never_asks: frozenset[Construct] = frozenset()
    pictured: bool = False
    easy: bool = False


_CORE = frozenset({Construct.OVERALL, Construct.LISTENED, Construct.EXPLAINED})
_GROUPS_ONLY = frozenset({Construct.REPRESENTS})

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
        most_items=6,
        most_texts=2,
        must_ask=_CORE,
        never_asks=_GROUPS_ONLY | {Construct.WHO, Construct.SERVICES},
    ),
    Audience.YOUNG_CHILD: Rules(
        longest_sentence=12,
        most_items=4,
        most_texts=1,
        must_ask=_CORE | {Construct.HELPER},
        never_asks=_GROUPS_ONLY | {Construct.WHO, Construct.SERVICES},
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
    # A group has no single feeling: it says how many it speaks for, and its words (R2-10).
    Audience.FORUM: Rules(most_items=0, must_ask=frozenset({Construct.REPRESENTS})),
}


def problems_of(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield everything in which a questionnaire breaks its audience's rules."""
    rules = RULES[questionnaire.audience]
    yield from _asked(questionnaire, rules)
    if rules.pictured:
        yield from _pictures(questionnaire)
    for question_id, words in every_word(questionnaire):
        for sentence in sentences_of(words):
            if len(sentence.split()) > rules.longest_sentence:
                yield (
                    question_id,
                    f"a sentence has more than {rules.longest_sentence} words (R3-11, R3-12)",
                )
    if rules.easy:
        yield from _easy(questionnaire)


def every_word(questionnaire: Questionnaire) -> Iterator[tuple[str | None, str]]:
    """Yield (question id or None, words) of everything that a family reads, link included."""
    yield None, questionnaire.title
    yield None, questionnaire.door
    for paragraph in questionnaire.introduction:
        yield None, paragraph
    for question in questionnaire.questions:
        yield question.id, question.words
        if question.hint:
            yield question.id, question.hint
        for option in question.options:
            yield question.id, option.label


def sentences_of(words: str) -> list[str]:
    """Return the sentences of a text, without their ends."""
    return [part for part in _SENTENCE.split(words) if part.strip()]


def _asked(questionnaire: Questionnaire, rules: Rules) -> Iterator[Problem]:
    asked = {question.construct for question in questionnaire.questions}
    for construct in sorted(rules.must_ask - asked):
        yield None, f"a version for {questionnaire.audience} must ask {construct}"
    for construct in sorted(rules.never_asks & asked):
        yield None, f"a version for {questionnaire.audience} does not ask {construct}"
    items = [q for q in questionnaire.questions if _has_scale(q)]
    if len(items) > rules.most_items:
        yield (
            items[rules.most_items].id,
            f"more than {rules.most_items} questions with a scale are too many for {questionnaire.audience}",
        )
    texts = [q for q in questionnaire.questions if q.construct in TEXT_CONSTRUCTS]
    if len(texts) > rules.most_texts:
        yield (
            texts[rules.most_texts].id,
            f"more than {rules.most_texts} boxes are too many for {questionnaire.audience}",
        )


def _has_scale(question: Question) -> bool:
    return question.kind is QuestionKind.CHOICE and question.construct not in NOT_SCALED


def _pictures(questionnaire: Questionnaire) -> Iterator[Problem]:
    if len(questionnaire.introduction_pictures) != len(questionnaire.introduction):
        yield None, "each paragraph of the introduction needs a picture (R3-12)"
    for question in questionnaire.questions:
        if not question.picture:
            yield question.id, "the question needs a picture (R3-12)"
        for option in question.options:
            if not option.picture:
                yield question.id, f"the answer {option.code} needs a picture (R3-12)"


def _easy(questionnaire: Questionnaire) -> Iterator[Problem]:
    pages: dict[str | None, list[str]] = {}
    for question_id, words in every_word(questionnaire):
        pages.setdefault(question_id, []).extend(sentences_of(words))
    for question_id, sentences in pages.items():
        for sentence in sentences:
            found = set(_SHORT_FORM.findall(sentence)) - _SHORT_FORMS_KNOWN
            if found:
                yield question_id, f"{min(found)} is a short form; Easy Read has none (R3-12)"
            if _SECOND_IDEA.search(sentence):
                yield question_id, "a sentence has more than one idea (R3-12)"
        yield from _unexplained(question_id, sentences)


def _unexplained(question_id: str | None, sentences: list[str]) -> Iterator[Problem]:
    """Yield each hard word of a page whose first use is not followed by what it means."""
    for word in HARD_WORDS:
        used = [i for i, s in enumerate(sentences) if re.search(rf"\b{word}s?\b", s, re.IGNORECASE)]
        if not used:
            continue
        following = sentences[used[0] + 1] if used[0] + 1 < len(sentences) else ""
        if not re.search(rf"\b{word}s? (?:is|are|means?)\b", following, re.IGNORECASE):
            yield question_id, f"the sentence after “{word}” must say what it means (R3-12)"
