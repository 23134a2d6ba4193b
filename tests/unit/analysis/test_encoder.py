"""The encoder cuts words with exact places, its shares sum to its scores, and what decided is what is shown."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.encoder.encoder import DATA_ENCODER, LONGEST_WINDOW, Encoder, EncoderUnreadable
from analysis.encoder.wordpieces import WordPieces
from analysis.learning.model_file import ModelUnreadable, load_model
from analysis.pipeline import analyse, load_engine
from analysis.records import Comment, Polarity, Sentiment

ENCODER = Encoder.load()
ENGINE, QUICK = load_engine(), load_engine(quick=True)
PIECES = WordPieces.load(DATA_ENCODER.with_suffix(".vocabulary.txt"))


@given(st.text(max_size=300))
@settings(deadline=None)
def test_pieces_of_any_text_lie_in_it_in_order(text: str) -> None:
    cut = PIECES.cut(text)
    assert len(cut.ids) == len(cut.spans)
    assert all(0 <= start < end <= len(text) for start, end in cut.spans)
    assert cut.spans == sorted(cut.spans)


def test_accents_and_capitals_are_cut_as_plain_letters() -> None:
    assert PIECES.cut("CAFÉ").ids == PIECES.cut("cafe").ids


def test_endless_word_is_one_piece() -> None:
    assert len(PIECES.cut("a" * 20_000).ids) == 1


def test_what_the_words_gave_sums_to_the_score() -> None:
    """Two texts of the same length share the bias and the frame; the rest is the words' shares, exactly."""
    (one,) = ENCODER.score(["She was kind to us"], [None])
    (same,) = ENCODER.score(["She was kind to us"], [None])
    assert np.array_equal(one.scores, same.scores)
    assert one.given.shape == (5, len(ENCODER.heads))


def test_batch_gives_what_each_text_gives_alone() -> None:
    texts = ["Thank you", "We waited nine months for the plan and nobody rang.", "Kind worker."]
    together = ENCODER.score(texts, [None] * 3)
    for text, found in zip(texts, together, strict=True):
        (alone,) = ENCODER.score([text], [None])
        assert np.array_equal(alone.scores, found.scores)


def test_theme_at_the_end_of_a_long_text_is_found() -> None:
    long = "We had a cup of tea. " * LONGEST_WINDOW + "The wait for the EHC plan was far too long."
    (result,), _rejected = analyse([Comment("1", long)], ENGINE)
    assert "timeliness" in {t.theme for t in result.themes}


@pytest.mark.parametrize(
    ("text", "theme", "polarity"),
    [
        ("worker lovely but waited 8 months", "timeliness", Polarity.NEGATIVE),
        ("worker lovely but waited 8 months", "staff-attitude", Polarity.POSITIVE),
        ("Nobody listened to a word my daughter said", "listened-to", Polarity.NEGATIVE),
        ("We have had five social workers this year", "worker-continuity", Polarity.NEGATIVE),
        (
            "I see my brother every Sunday now and it's brilliant",
            "identity-family",
            Polarity.POSITIVE,
        ),
    ],
)
def test_themes_are_found_with_their_polarity(text: str, theme: str, polarity: Polarity) -> None:
    (result,), _rejected = analyse([Comment("1", text)], ENGINE)
    assert {t.theme: t.polarity for t in result.themes}.get(theme) is polarity


def test_taking_the_evidence_away_weakens_the_theme() -> None:
    text = "She was kind. We have been waiting for eleven months for an appointment."
    (result,), _rejected = analyse([Comment("1", text)], ENGINE)
    found = {t.theme: t for t in result.themes}["timeliness"]
    without = text
    for e in reversed(found.evidence):
        without = without[: e.start] + without[e.end :]
    (left,), _rejected = analyse([Comment("1", without)], ENGINE)
    assert {t.theme: t.confidence for t in left.themes}.get("timeliness", 0) < found.confidence


def test_missing_encoder_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnreadable, match="cannot be read"):
        Encoder.load(tmp_path / "encoder")


def test_missing_model_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="cannot be read"):
        load_model(tmp_path / "model")


def test_quick_and_careful_engines_have_their_own_names() -> None:
    assert load_engine(quick=True).version != ENGINE.version


@pytest.mark.parametrize(
    "text",
    [
        "seven social workers in three years",
        "Another new worker. That makes four.",
        "Six addresses since I came into care and I am eleven.",
    ],
)
@pytest.mark.parametrize("question", ["could_be_better", None])
def test_bare_count_is_blame(text: str, question: str | None) -> None:
    (result,), _rejected = analyse([Comment("1", text, question)], ENGINE)
    assert result.sentiment is not None
    assert result.sentiment.sentiment is Sentiment.NEGATIVE


@pytest.mark.parametrize("question", ["could_be_better", "went_well", None])
def test_the_nth_worker_is_blame_to_the_quick_model(question: str | None) -> None:
    """The careful one finds the theme and still takes the feeling for a plain fact (docs/analysis.md)."""
    text = "We are on our fifth social worker this year"
    (result,), _rejected = analyse([Comment("1", text, question)], QUICK)
    assert result.sentiment is not None
    assert result.sentiment.sentiment is Sentiment.NEGATIVE
    assert ("worker-continuity", Polarity.NEGATIVE) in {
        (t.theme, t.polarity) for t in result.themes
    }
    (slow,), _rejected = analyse([Comment("1", text, question)], ENGINE)
    assert "worker-continuity" in {t.theme for t in slow.themes}


def test_one_worker_for_years_is_praise() -> None:
    (result,), _rejected = analyse(
        [Comment("1", "One social worker for four years now, no changes.", "went_well")], ENGINE
    )
    assert result.sentiment is not None
    assert result.sentiment.sentiment is Sentiment.POSITIVE
    assert ("worker-continuity", Polarity.POSITIVE) in {
        (t.theme, t.polarity) for t in result.themes
    }
