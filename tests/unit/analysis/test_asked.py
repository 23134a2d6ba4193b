"""A comment that says all there is to say means the same whatever was asked, and models learn it so."""

import pytest

from analysis.learning.asked import also_asked, asked_otherwise
from analysis.learning.examples import Example
from analysis.learning.train_default import fit_linear
from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment, Polarity, Sentiment

QUICK, CAREFUL = load_engine(quick=True), load_engine()


def _example(text: str, feeling: str | None, question: str = "could_be_better") -> Example:
    return Example("invented:x", text, question, {}, feeling, False, False)


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("We waited nine months and nobody told us why", "negative"),
        ("The report was wrong twice", "negative"),
        ("She is lovely and came when she said", "positive"),
        ("Really kind and friendly people", "positive"),
        ("The worker was kind but it took a year to get one", "mixed"),
    ],
)
def test_comment_that_tells_what_happened_answers_every_question(text: str, feeling: str) -> None:
    assert also_asked(_example(text, feeling)) == ("went_well", "anything_else")
    assert also_asked(_example(text, feeling, "went_well")) == ("could_be_better", "anything_else")


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("Nothing at all really", "positive"),
        ("More staff at the weekend please", "negative"),
        ("Listening to what we are saying", "negative"),
        ("The waiting times at reception", "negative"),
        ("You could have told us it was moved", "negative"),
        ("was rude", "negative"),
        ("It was fine but slow", "mixed"),
        ("The meeting was on a Tuesday", "neutral"),
        ("He said don't tell anybody about it", None),
    ],
)
def test_wish_topic_or_answer_means_what_its_question_makes_of_it(
    text: str, feeling: str | None
) -> None:
    assert also_asked(_example(text, feeling)) == ()


def test_copies_keep_everything_but_the_question() -> None:
    told = _example("They were late and nobody said sorry", "negative")
    copies = asked_otherwise([told, _example("Nothing", "positive")])
    assert [c.question for c in copies] == ["went_well", "anything_else"]
    assert {(c.text, c.sentiment) for c in copies} == {(told.text, "negative")}


def test_copies_make_no_word_known_that_one_comment_alone_has() -> None:
    """A word of a single comment may be a name that was missed: its copies are no second comment."""
    examples = [
        _example("They were late and Zubenelgen said nothing", "negative"),
        _example("They were late and rude to us", "negative"),
        _example("Kind people", "positive"),
        _example("Kind", "positive"),
    ]
    vocabulary = fit_linear(examples, ["timeliness"]).vocabulary
    assert "late" in vocabulary
    assert "zubenelgen" not in vocabulary


def _felt(engine: Engine, text: str, question: str) -> Sentiment | None:
    (result,), _rejected = analyse([Comment("1", text, question)], engine)
    return None if result.sentiment is None else result.sentiment.sentiment


COMPLAINTS = (
    "nothing, nobody rang back",
    "We waited nine months and nobody told us why.",
    "Rude worker who didn't listen",
    "Not much. Left waiting in the corridor for two hours",
    "Honestly? They lost our file twice.",
    "she never turned up",
    "They talked over me the whole meeting",
    "Absolutely nothing went well, we were treated like criminals",
    "They moved me again and I lost my friends",
    "it was rubbish",
    "The respite was taken away in March and we have had no break since",
    "I can't say anything did, the plan was late and wrong",
)
PRAISE = (
    "She was lovely and always on time",
    "Nothing, they were brilliant",
    "My worker really listens to me",
    "you lot are amazing tbh",
    "Honestly all good here, he rings when he says he will",
    "My son loves his new school",
    "Everyone was patient with my English and the interpreter stayed to the end",
    "no complaints, quick and kind",
    "the youth club is the best bit of my week",
    "I felt heard for once in my life",
)


@pytest.mark.parametrize(("engine", "least"), [(QUICK, 3), (CAREFUL, 8)])
def test_complaint_under_what_went_well_is_seldom_read_as_praise(
    engine: Engine, least: int
) -> None:
    """Written new, for this: of twelve, engine 9 read one rightly when quick, and four when careful."""
    felt = [_felt(engine, text, "went_well") for text in COMPLAINTS]
    assert felt.count(Sentiment.NEGATIVE) >= least


@pytest.mark.parametrize("engine", [QUICK, CAREFUL])
def test_praise_under_what_could_be_better_stays_praise(engine: Engine) -> None:
    felt = [_felt(engine, text, "could_be_better") for text in PRAISE]
    assert felt == [Sentiment.POSITIVE] * len(PRAISE)


@pytest.mark.parametrize("engine", [QUICK, CAREFUL])
def test_topic_under_its_question_keeps_the_sense_that_the_question_gives(engine: Engine) -> None:
    assert _felt(engine, "Being listened to", "went_well") is Sentiment.POSITIVE
    assert _felt(engine, "Quicker answers", "could_be_better") is Sentiment.NEGATIVE


def test_complaint_that_nobody_rang_back_is_blame_of_how_people_are_kept_told() -> None:
    text = "nothing, nobody rang back"
    for engine in (QUICK, CAREFUL):
        (result,), _rejected = analyse([Comment("1", text, "went_well")], engine)
        assert {(t.theme, t.polarity) for t in result.themes} == {
            ("communication", Polarity.NEGATIVE)
        }
