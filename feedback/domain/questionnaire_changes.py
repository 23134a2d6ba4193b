"""What a new version of a questionnaire changes, and where a series of figures ends (R2-16)."""

from collections.abc import Iterator
from dataclasses import dataclass

from feedback.domain.questionnaires import Construct, Question, Questionnaire

IN_THEIR_WORDS = frozenset(
    {Construct.WENT_WELL, Construct.COULD_BE_BETTER, Construct.ANYTHING_ELSE}
)
CHANGED = "changed"
"""What stands where it is no words that read otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that reads otherwise.

    Args:
        what: which words, as `The question` or `Answer: yes`.
        construct: what the question measures; None for what stands around the questions.
        before, after: empty where there was, or is, nothing.
        new_series: whether answers before and after it are not compared.
    """

    construct: Construct | None
    what: str
    before: str
    after: str
    new_series: bool = False


def differences(before: Questionnaire | None, after: Questionnaire) -> tuple[Difference, ...]:
    """Return everything that reads otherwise, from the top to the end; nothing to compare with is no difference."""
    if before is None:
        return ()
    found = [
        *_around(before, after),
        *(d for question in after.questions for d in _in_question(before, question)),
        *_gone(before, after),
    ]
    kept = [q.id for q in before.questions if after.question(q.id)]
    if kept != [q.id for q in after.questions if before.question(q.id)]:
        found.append(Difference(None, "The order of the questions", "", CHANGED))
    return tuple(found)


def _around(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    if before.title != after.title:
        yield Difference(None, "Heading", before.title, after.title)
    if before.door != after.door:
        yield Difference(None, "Words of the links", before.door, after.door)
    if before.introduction != after.introduction:
        old, new = " ".join(before.introduction), " ".join(after.introduction)
        yield Difference(None, "Paragraphs", old, new)
    if before.introduction_pictures != after.introduction_pictures:
        yield Difference(None, "Pictures beside the paragraphs", "", CHANGED)


def _in_question(before: Questionnaire, now: Question) -> Iterator[Difference]:
    was, measures = before.question(now.id), now.construct
    if was is None:
        yield Difference(measures, "A new question", "", now.words)
        return
    if was.words != now.words:
        yield Difference(measures, "The question", was.words, now.words, _counted(now))
    if was.hint != now.hint:
        yield Difference(measures, "The line under it", was.hint or "", now.hint or "")
    codes = dict.fromkeys([*(o.code for o in was.options), *(o.code for o in now.options)])
    for code in codes:
        old, new = was.option(code), now.option(code)
        old_label, new_label = (o.label if o else "" for o in (old, new))
        if old_label != new_label:
            yield Difference(measures, f"Answer: {code}", old_label, new_label, _counted(now))
    if _pictures(was) != _pictures(now):
        yield Difference(measures, "Its pictures", "", CHANGED)


def _gone(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    for question in before.questions:
        if after.question(question.id) is None:
            yield Difference(question.construct, "A question less", question.words, "")


def _counted(question: Question) -> bool:
    return question.construct not in IN_THEIR_WORDS


def _pictures(question: Question) -> tuple[str | None, ...]:
    return question.picture, *(option.picture for option in question.options)
