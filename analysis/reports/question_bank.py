"""What members ask about a quarter, each with the figure that answers it and the table to look it up in.

Source: R5-17 and section 5 of the requirements; R1-04, R1-14, R1-15, R1-19, R2-08, R5-10, R5-14.
"""

from dataclasses import dataclass

from analysis.reports.blocks import Grid
from analysis.reports.corrections import VERSIONS, correction_line
from analysis.reports.counts import CHANNEL, WHO
from analysis.reports.document import build_document
from analysis.reports.key import SHOWN_MIX, TREND, number, table_of
from analysis.reports.questions import ACKNOWLEDGED, answers_to_members
from analysis.reports.snapshot import QuarterSnapshot, ThemeRow

THEMES = "Themes"
ACTIONS = "Actions"
TOLD = "What families were told"
REQUESTS = "What the committee asked for"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer in words.

    Args:
        table: the title of the report's table that it can be looked up in; empty where the report has none.
    """

    topic: str
    question: str
    answer: str
    table: str = ""


TOPICS = (
    "What families said",
    "Who answered",
    "What was done",
    "How sure this is",
    "Around the report",
)
_TABLE_OF = {
    "How quickly are people told that their message arrived?": ("What was done", ACKNOWLEDGED),
    "Is trust improving, and how do you know?": ("What families said", TREND),
    "Why did numbers rise or fall?": ("Who answered", CHANNEL),
    "How is praise used?": ("What families said", THEMES),
    "Who have you not heard from?": ("Who answered", WHO),
    "When will families be told?": ("What was done", TOLD),
    "What did you do differently from last time?": ("What was done", ACTIONS),
}
"""Question of the report's own page -> its topic here, and the table that answers it."""


def question_bank(s: QuarterSnapshot) -> tuple[Question, ...]:
    """Return every question in the order of the topics; none is without an answer."""
    there = {block.title for block in build_document(s) if isinstance(block, Grid)}
    found = [
        *_of_the_report(s),
        _listened(s),
        *_leading(s),
        _whose(s),
        _returned(s),
        _told(s),
        _not_told(s),
        _channels(s),
        _groups(s),
        _machine(s),
        _hidden(s),
        _corrected(s),
    ]
    known = [q if q.table in there else Question(q.topic, q.question, q.answer) for q in found]
    return tuple(q for topic in TOPICS for q in known if q.topic == topic)


def _of_the_report(s: QuarterSnapshot) -> list[Question]:
    return [
        Question(topic, question, answer, table)
        for question, answer in answers_to_members(s)
        for topic, table in [_TABLE_OF.get(question, ("Around the report", ""))]
    ]


def _listened(s: QuarterSnapshot) -> Question:
    answer = (
        f"Of those who did not or only partly agreed with a decision: {s.listened_disagreed.words}. Of those who "
        f"agreed: {s.listened_agreed.words}."
    )
    question = "Do people feel listened to, even when they disagree?"
    return Question("What families said", question, answer, "Whether they felt listened to")


def _leading(s: QuarterSnapshot) -> list[Question]:
    said = [t for t in s.themes if t.comments is not None]
    blamed = max(said, key=lambda t: t.negative or 0, default=None)
    rose = [t.label.lower() for t in said if t.change == "rose"]
    grew = (
        f"A clearly larger share of comments than the quarter before: {', '.join(rose)}."
        if rose
        else "No theme is spoken of in a clearly larger share of comments than the quarter before."
    )
    return [
        Question("What families said", "What is spoken of most?", _most(said), THEMES),
        Question(
            "What families said",
            "What is criticised most?",
            _blame(blamed, hidden=any(t.negative is None for t in s.themes)),
            THEMES,
        ),
        Question("What families said", "What is growing?", grew, THEMES),
    ]


def _most(said: list[ThemeRow]) -> str:
    named = "; ".join(f"{t.label.lower()}, in {t.words[0]} comments" for t in said[:3])
    return (
        f"{named[0].upper()}{named[1:]}." if named else "No theme had enough comments to be shown."
    )


def _blame(theme: ThemeRow | None, *, hidden: bool) -> str:
    if theme is None or not theme.negative:
        return "No theme had enough criticism to be shown."
    said = f"{theme.label}: criticised in {theme.words[3]} comments of {theme.words[0]}."
    return f"Of the themes {SHOWN_MIX}, {said[0].lower()}{said[1:]}" if hidden else said


def _whose(s: QuarterSnapshot) -> Question:
    partners = [
        t.label.lower() for t in s.themes if t.whose == "Partners" and t.comments is not None
    ]
    answer = (
        f"Led by partners, so the council can only press for it: {', '.join(partners)}. The rest is the council’s."
        if partners
        else "Every theme that is shown is the council’s to put right, alone or with others."
    )
    return Question("What was done", "Which of this is ours to put right?", answer, THEMES)


def _returned(s: QuarterSnapshot) -> Question:
    answer = (
        f"{', '.join(s.returned)}: not clearly lower in the two quarters after the action was done."
        if s.returned
        else "No theme is known to have come back after an action on it was done."
    )
    return Question("What was done", "What came back after it was dealt with?", answer, ACTIONS)


def _told(s: QuarterSnapshot) -> Question:
    done = sum(1 for told in s.told if told.done)
    answer = (
        f"{number(done)} of the {number(len(s.told))} answers that were published say that something was done or is "
        "being done."
        if s.told
        else "Nothing was published to families in this quarter."
    )
    return Question("What was done", "What changed because families spoke?", answer, TOLD)


def _not_told(s: QuarterSnapshot) -> Question:
    refused = [told.about.lower() for told in s.told if not told.done]
    answer = (
        f"Families were told why on: {', '.join(dict.fromkeys(refused))}."
        if refused
        else "No “we cannot” was published to families in this quarter."
    )
    return Question(
        "What was done", "What will not change, and were families told why?", answer, TOLD
    )


def _channels(s: QuarterSnapshot) -> Question:
    rows = [r for r in table_of(s, CHANNEL).rows if r.count or r.count_mark]
    answer = "; ".join(f"{r.label.lower()}: {r.count_words}" for r in rows)
    words = f"{answer[0].upper()}{answer[1:]}." if answer else "Nobody answered this quarter."
    return Question("Who answered", "Could people answer without the web?", words, CHANNEL)


def _groups(s: QuarterSnapshot) -> Question:
    answer = (
        "; ".join(f"{g.forum}: {_submissions(g.submissions)}" for g in s.groups) + "."
        if s.groups
        else "No group sent a submission this quarter."
    )
    return Question("Who answered", "What did forums say together?", answer)


def _machine(s: QuarterSnapshot) -> Question:
    answer = (
        f"A person decided {s.decided_percent}% of the theme tags. A theme that the machine finds badly counts only "
        "where a person decided."
    )
    return Question("How sure this is", "How much of this did a machine decide?", answer)


def _hidden(s: QuarterSnapshot) -> Question:
    answer = (
        f"A count under {s.threshold} could point at somebody, so it is [c]; so is a count that would give one away. "
        "The method is public and is tested by attacking it."
    )
    return Question("How sure this is", "Why are some figures hidden?", answer)


def _corrected(s: QuarterSnapshot) -> Question:
    answer = correction_line(s) or "Nothing. This is the first version."
    return Question("How sure this is", "What was corrected in this report?", answer, VERSIONS)


def _submissions(many: int) -> str:
    return "1 submission" if many == 1 else f"{many:,} submissions"
