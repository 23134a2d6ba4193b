"""The report says which questions were asked in other words, in one line that stays short (R2-16)."""

from dataclasses import asdict, replace

from analysis.reports.document import build_document
from analysis.reports.extras import CommitteeExtras, RewordingLine, extras_from, extras_of_year
from analysis.reports.key import MOST_REWORDINGS
from analysis.reports.snapshot import QuarterSnapshot
from tests.unit.analysis.test_beside import EMPTY

LINE = RewordingLine("For families", "Were you heard?", "Did people listen to you?")
ANSWERS = RewordingLine("For families", "How was it?", "How was it?")


def printed(*lines: RewordingLine) -> str:
    """Return the report's words with these lines in its snapshot."""
    snapshot: QuarterSnapshot = replace(EMPTY, extras=CommitteeExtras(rewordings=lines))
    return str(build_document(snapshot))


def test_question_in_other_words_is_printed_with_both() -> None:
    assert "“Did people listen to you?” (before: “Were you heard?”)" in printed(LINE)
    assert "“How was it?” (other answers to choose from)" in printed(ANSWERS)


def test_report_where_nothing_is_worded_anew_says_nothing_of_it() -> None:
    assert "other words" not in printed()


def test_many_questions_in_other_words_are_counted_beyond_the_first() -> None:
    many = [replace(LINE, after=f"Question {n}?") for n in range(MOST_REWORDINGS + 3)]
    words = printed(*many)
    assert "and 3 more" in words
    assert f"Question {MOST_REWORDINGS}?" not in words


def test_rewordings_come_back_as_they_were_frozen_and_stand_in_the_years_report() -> None:
    extras = CommitteeExtras(rewordings=(LINE,))
    assert extras_from(asdict(extras)) == extras
    year = extras_of_year([extras, CommitteeExtras(rewordings=(ANSWERS,))])
    assert year is not None
    assert year.rewordings == (LINE, ANSWERS)
