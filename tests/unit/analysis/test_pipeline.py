"""What goes in comes out, with the words that decided, and bad input crashes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.pipeline import MAX_CHARACTERS, Engine, analyse, load_engine
from analysis.records import Comment, CommentAnalysis, Polarity, Sentiment, Urgency

ENGINE = load_engine()


def one(text: str, question: str | None = None, language: str | None = None) -> CommentAnalysis:
    results, rejected = analyse([Comment("1", text, question, language)], ENGINE)
    assert not rejected
    return results[0]


@given(st.lists(st.text(max_size=200), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_results_and_rejects_account_for_every_input(texts: list[str]) -> None:
    comments = [Comment(str(i), text) for i, text in enumerate(texts)]
    results, rejected = analyse(comments, ENGINE)
    assert sorted([r.id for r in results] + [r.id for r in rejected]) == sorted(
        c.id for c in comments
    )
    by_id = {c.id: c.text for c in comments}
    for result in results:
        check_places(result, by_id[result.id])


def check_places(result: CommentAnalysis, original: str) -> None:
    """Every piece of evidence is where it says; every masked span lies in the original, in order."""
    evidence = [e for theme in result.themes for e in theme.evidence]
    evidence += result.sentiment.evidence if result.sentiment else ()
    evidence += result.flag.evidence if result.flag else ()
    for e in evidence:
        assert result.masked.text[e.start : e.end] == e.words
    last = 0
    for span in result.masked.spans:
        assert last <= span.start < span.end <= len(original)
        last = span.end


def test_polarity_goes_by_clause() -> None:
    themes = {t.theme: t.polarity for t in one("worker lovely but waited 8 months").themes}
    assert themes["staff-attitude"] is Polarity.POSITIVE
    assert themes["timeliness"] is Polarity.NEGATIVE


@pytest.mark.parametrize("answer", ["Nothing", "nothing really", "None.", "Nothing at all!!"])
@pytest.mark.parametrize(
    ("question", "meant"),
    [("could_be_better", Sentiment.POSITIVE), ("went_well", Sentiment.NEGATIVE)],
)
def test_question_is_context(answer: str, question: str, meant: Sentiment) -> None:
    feeling = one(answer, question).sentiment
    assert feeling is not None
    assert feeling.sentiment is meant


def test_taking_the_evidence_away_weakens_the_theme() -> None:
    text = "She was kind. We have been waiting for eleven months for the plan."
    found = {t.theme: t for t in one(text).themes}["timeliness"]
    without = text
    for e in reversed(found.evidence):
        without = without[: e.start] + without[e.end :]
    left = {t.theme: t.confidence for t in one(without).themes}
    assert left.get("timeliness", 0.0) < found.confidence


def test_unmeasured_language_goes_to_people_unscored() -> None:
    polish = one("Nikt do mnie nie zadzwonił przez trzy miesiące, czekamy i czekamy", language="pl")
    assert polish.language.code == "pl"
    assert polish.sentiment is None
    assert polish.themes == (), "R3-21"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("he hits me when mum is out", Urgency.IMMEDIATE),
        ("I dont feel safe at home", Urgency.CONCERN),
    ],
)
def test_hints_of_harm_are_flagged_with_reason_and_words(text: str, urgency: Urgency) -> None:
    flag = one(text).flag
    assert flag is not None
    assert flag.urgency is urgency
    assert flag.reason
    assert flag.evidence


@pytest.mark.parametrize(
    "text", ["The staff were lovely and on time", "We waited ten weeks for a letter", "Thank you"]
)
def test_harmless_words_are_not_flagged(text: str) -> None:
    assert one(text).flag is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ring me on 07700 900123", "ring me on [phone number]"),
        ("write to sam.lee@example.org", "write to [email address]"),
        ("Our worker Karen Jones came", "Our worker [name] came"),
        ("we live at HR4 9ZZ", "we live at [postcode]"),
        ("Will the plan be ready in May?", "Will the plan be ready in May?"),
        ("CAMHS and the SENCO helped", "CAMHS and the SENCO helped"),
        ("born on 12/03/2015", "born on [date]"),
    ],
)
def test_what_identifies_is_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert one(text).masked.text == masked


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * (MAX_CHARACTERS + 1)])
def test_blank_and_endless_comments_are_set_aside_with_a_reason(text: str) -> None:
    results, rejected = analyse([Comment("7", text)], ENGINE)
    assert not results
    assert rejected[0].id == "7"
    assert rejected[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "a" * 20_000,
        "مرحبا كيف الحال",
        "\u200b\u0301\u0301x",
        "<b>hi</b>",
        "\ud800 broken",
        "soooooo " * 500,
    ],
)
def test_odd_input_crashes_nothing(text: str) -> None:
    assert one(text).id == "1"


def test_same_input_gives_the_same_result() -> None:
    engine: Engine = load_engine()
    comments = [Comment("1", "Kind worker but nobody rang back for weeks", "went_well")]
    assert analyse(comments, engine) == analyse(comments, ENGINE)
