"""What the pages of the questionnaire editor show: wordings with how hard they are to read, and what changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.text.reading_age import reading_age
from feedback.domain.questionnaire_changes import CHANGED, Difference
from feedback.domain.questionnaire_drafts import DraftState, VersionChange
from feedback.domain.questionnaires import Question, Questionnaire
from feedback.languages import known_languages, say_words
from feedback.services.edit_questionnaire import VersionLine
from feedback.web.staff.words import count_of, say_day
from forms.audiences import RULES, every_word, read_words, sentences_of
from forms.staff.questionnaires import AUDIENCES, CONSTRUCTS

STATES: Mapping[str, str] = {
    DraftState.WRITING: "Being written",
    DraftState.TO_CHECK: "Waits for a second person",
    DraftState.SENT_BACK: "Sent back",
    DraftState.PUBLISHED: "Families read it",
    DraftState.DROPPED: "Dropped",
}
DONE: Mapping[str, str] = {
    VersionChange.PUBLISHED: "Published",
    VersionChange.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question on the page of a draft.

    Args:
        reads: how hard its words are, as a sentence. options: code and label of each answer.
        problems: what is wrong with it, in words; empty where all is well.
    """

    question: Question
    measures: str
    reads: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One thing that reads otherwise, as words; `reads` says how hard the new ones are (R3-11)."""

    about: str
    what: str
    before: str
    after: str
    new_series: bool
    reads: str


def reads(words: str) -> str:
    """Return how hard words are to read, as a sentence; empty where there are none (R3-11)."""
    age = reading_age(words)
    if age is None:
        return ""
    sentences = [one for line in words.splitlines() for one in sentences_of(line)]
    longest = max(len(sentence.split()) for sentence in sentences)
    return f"Reading age: about {age}. Longest sentence: {count_of(longest, 'word', 'words')}."


def rows_of(
    questionnaire: Questionnaire, problems: Mapping[str | None, Sequence[str]]
) -> list[QuestionRow]:
    """Return the questions in their order, each with what is wrong with it."""
    return [
        QuestionRow(
            question,
            CONSTRUCTS[question.construct],
            reads(_together(question)),
            tuple(problems.get(question.id, ())),
        )
        for question in questionnaire.questions
    ]


def say_differences(found: Iterable[Difference]) -> list[DifferenceRow]:
    """Return the differences in words."""
    return [
        DifferenceRow(
            CONSTRUCTS[d.construct] if d.construct else "Around the questions",
            d.what,
            d.before,
            d.after,
            d.new_series,
            "" if d.after == CHANGED else reads(d.after),
        )
        for d in found
    ]


def facts_of(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Return what is to know of a questionnaire: its readers, their rules, and how hard all of it is to read."""
    rules = RULES[questionnaire.audience]
    return [
        ("For", AUDIENCES[questionnaire.audience]),
        ("Address", f"/{questionnaire.slug}/"),
        ("Questions", str(len(questionnaire.questions))),
        ("All of it", reads(read_words(questionnaire))),
        (
            "Rules",
            f"Sentences of at most {rules.longest_sentence} words, easy to read at age {rules.highest_grade + 5}"
            + (", a picture for every question and answer" if rules.pictured else ""),
        ),
    ]


def untranslated(questionnaire: Questionnaire, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return for each language how many lines would be read in English, in words."""
    known = known_languages()
    lines = {words for _question, words in every_word(questionnaire) if words}
    found = []
    for code in codes:
        missing = sum(isinstance(say_words(known[code], words), Markup) for words in lines)
        said = f"{missing} of {len(lines)} lines" if missing else "Everything is translated"
        found.append((known[code].name, said))
    return found


def say_log(rows: Iterable[VersionLine]) -> list[tuple[str, str, str, str, str]]:
    """Return what happened to versions: what, which, why, who, when; the newest first."""
    said = []
    for row in rows:
        by = f"{row.written_by} and {row.made_by}" if row.written_by else row.made_by
        said.append(
            (
                DONE[row.change],
                row.questionnaire_id[:8],
                row.why or "",
                by,
                say_day(row.made_utc.date()),
            )
        )
    return said[::-1]


def _together(question: Question) -> str:
    return "\n".join(
        [question.words, question.hint or "", *(option.label for option in question.options)]
    )
