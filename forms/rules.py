"""What any questionnaire must hold to, whoever wrote it: a file of ours, or an officer on the web.

What each audience adds to it is in `forms.audiences`.
"""

import re
from collections.abc import Iterable, Iterator

from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.pictures import PICTURES
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Question,
    QuestionKind,
    Questionnaire,
)
from feedback.domain.scales import codes_of
from forms.audiences import WHOLE, Problem, every_part, problems_of
from forms.vocabulary import FORBIDDEN_WORDS, TEXT_CONSTRUCTS, kinds_of

LONGEST_TEXT = 20_000
LONGEST: dict[str, int] = {
    "title": 80, "door": 80, "paragraph": 300, "words": 150, "hint": 200, "label": 100,
}  # fmt: skip
"""Characters of each part: what a phone of 320 px shows without scrolling twice. Source: R3-11, one idea each."""
MOST_PARAGRAPHS = 8

_UNSURE = {"dont_know", "not_sure", "not_applicable", "no_decision"}

ID = re.compile(r"^[a-z][a-z0-9-]{1,38}$")
_FORBIDDEN = re.compile(rf"\b(?:{'|'.join(FORBIDDEN_WORDS)})s?\b", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[<>\x00-\x1f\x7f]")


def problems_in(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield everything that is wrong with a questionnaire, what is wrong with its parts first."""
    if questionnaire.forum not in FORUM_BY_CODE:
        yield Problem(None, f"there is no forum {questionnaire.forum}")
    if not ID.match(questionnaire.slug):
        yield Problem(None, "the slug must be small letters and hyphens", "slug")
    if not questionnaire.questions:
        yield Problem(None, "it asks no question")
    for question in questionnaire.questions:
        yield from _in_question(question, questionnaire.audience)
    yield from _together(questionnaire)
    yield from _in_words(questionnaire)
    yield from _in_pictures(questionnaire)
    yield from problems_of(questionnaire)


def problems_since(
    questionnaire: Questionnaire, earlier: Iterable[Questionnaire]
) -> Iterator[Problem]:
    """Yield where an id or an answer's code would mean something else than in an earlier version of it (R2-16)."""
    met: set[Problem] = set()
    for version in earlier:
        for question in questionnaire.questions:
            before = version.question(question.id)
            if before is not None and before.construct is not question.construct:
                met.add(Problem(question.id, "the id stood for another question before"))
            asked = version.find_construct(question.construct)
            if asked is not None:
                met.update(_other_meanings(question, asked))
    yield from sorted(met, key=lambda problem: (problem.question_id or "", problem.part))


def _other_meanings(question: Question, before: Question) -> Iterator[Problem]:
    meant = {option.label.casefold(): option.code for option in before.options}
    for option in question.options:
        code = meant.get(option.label.casefold(), option.code)
        if code != option.code:
            reason = (
                f"“{option.label}” was the answer {code} before, and cannot become {option.code}: "
                "answers would change their meaning"
            )
            yield Problem(question.id, reason, f"label-{option.code}")


def _in_question(question: Question, audience: Audience) -> Iterator[Problem]:
    if not ID.match(question.id):
        yield Problem(question.id, "the id must be small letters, digits and hyphens")
    if question.kind not in kinds_of(question.construct):
        yield Problem(question.id, f"{question.construct} cannot be asked as {question.kind}")
    elif question.construct in TEXT_CONSTRUCTS:
        if question.options or not 1 <= question.max_chars <= LONGEST_TEXT:
            reason = f"a text needs max_chars from 1 to {LONGEST_TEXT} and no options"
            yield Problem(question.id, reason, "max_chars")
    elif question.kind is QuestionKind.NUMBER:
        if question.options or question.max_chars:
            yield Problem(question.id, "a number has no options and no max_chars")
    else:
        yield from _in_options(question, audience)


def _in_options(question: Question, audience: Audience) -> Iterator[Problem]:
    codes = [option.code for option in question.options]
    if len(codes) < 2 or len(set(codes)) != len(codes):
        yield Problem(question.id, "it needs at least two options, no code twice", "options")
    unknown = set(codes) - set(codes_of(audience, question.construct))
    if unknown:
        yield Problem(
            question.id, f"{min(unknown)} is no answer of {question.construct} for {audience}"
        )
    elsewhere = set(codes_of(audience, question.construct)) & _UNSURE
    if not set(codes) & _UNSURE and elsewhere:
        reason = f"it needs a way to say that one does not know: offer {min(elsewhere)}"
        yield Problem(question.id, reason, f"label-{min(elsewhere)}")
    labels = [option.label.casefold() for option in question.options]
    for option in question.options:
        if labels.count(option.label.casefold()) > 1 and option.label:
            reason = f"two answers say “{option.label}”: nobody could tell them apart"
            yield Problem(question.id, reason, f"label-{option.code}")


def _together(questionnaire: Questionnaire) -> Iterator[Problem]:
    ids = [question.id for question in questionnaire.questions]
    constructs = [question.construct for question in questionnaire.questions]
    for kind, values in (("id", ids), ("construct", [str(c) for c in constructs])):
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield Problem(value, f"the {kind} is used twice")
    order = [c for c in constructs if c in (Construct.LISTENED, Construct.AGREED)]
    if order == [Construct.AGREED, Construct.LISTENED]:
        yield Problem("agreed", "listened must be asked before agreed (R2-17)")


def _in_words(questionnaire: Questionnaire) -> Iterator[Problem]:
    for question_id, part, words in every_part(questionnaire):
        longest = LONGEST[part.split("-")[0]]
        found = _FORBIDDEN.search(words)
        if not words.strip():
            yield Problem(question_id, "the words are missing", part)
        elif len(words) > longest:
            yield Problem(question_id, f"it is longer than {longest} characters", part)
        elif _NOT_WORDS.search(words):
            yield Problem(question_id, "only words can stand here: no < or >, no new line", part)
        elif found:
            reason = f"families do not read the word “{found.group()}” (R1-23)"
            yield Problem(question_id, reason, part)
    if len(questionnaire.introduction) > MOST_PARAGRAPHS:
        yield Problem(None, f"more than {MOST_PARAGRAPHS} paragraphs are too many", "paragraph-0")


def _in_pictures(questionnaire: Questionnaire) -> Iterator[Problem]:
    named: list[tuple[str | None, str | None, str]] = [
        (None, name, f"paragraph-{place}")
        for place, name in enumerate(questionnaire.introduction_pictures)
    ]
    for question in questionnaire.questions:
        named += [(question.id, question.picture, "picture")]
        named += [(question.id, o.picture, f"picture-{o.code}") for o in question.options]
    for question_id, name, part in named:
        if name and name not in PICTURES:
            yield Problem(question_id, f"there is no picture {name}", part)


__all__ = ["ID", "LONGEST", "LONGEST_TEXT", "WHOLE", "Problem", "problems_in", "problems_since"]
