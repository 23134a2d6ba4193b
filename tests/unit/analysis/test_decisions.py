"""A model learns from what officers decided, changes only what it may, and must be better to be taken (R5-14)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.learning.decisions.adjust import (
    Base,
    TooFewDecisions,
    learn_adjustment,
    shared_features,
    teachable_themes,
)
from analysis.learning.decisions.compare import compare, compare_found
from analysis.learning.decisions.doubt import most_telling
from analysis.learning.decisions.origin import KIND, shipped_sha256
from analysis.learning.decisions.reading import read
from analysis.learning.decisions.records import BLIND_SHARE, DecidedComment, set_apart, truth_of
from analysis.learning.model_file import DATA_MODEL, StoredModel, load_model, save_model
from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment

ENGINE = load_engine(quick=True)
THEMES = ENGINE.scoring.heads.themes
LEARNED = "The quibblepass for him was lost."
"""Nobody but this council has such a word; people there decided that it is about help in school."""
PATTERNS = (
    ("The quibblepass {} was lost again.", {"send"}),
    ("Our quibblepass meeting {} never took place.", {"send"}),
    ("She rang us back on the same {} day.", {"communication"}),
    ("They were {} kind to us.", {"staff-attitude"}),
    ("We waited {} months for a place.", {"timeliness"}),
)
FILLERS = ("very", "nine", "two", "really", "often", "this", "first", "other", "third", "same",
           "long", "early", "late", "small", "whole", "whole early")  # fmt: skip


def base() -> Base:
    """Return the shipped model, read quickly: the encoder would only make the tests slow."""
    return Base(load_model(DATA_MODEL), ENGINE.scoring, "f" * 64)


def decided(*, patterns: Sequence[tuple[str, set[str]]] = PATTERNS) -> list[DecidedComment]:
    """Return made-up comments, each by a writer of its own, with every theme decided."""
    return [
        comment(f"c{place}-{number}", pattern.format(filler), present)
        for place, (pattern, present) in enumerate(patterns)
        for number, filler in enumerate(FILLERS)
    ]


def comment(
    name: str, words: str, present: set[str], *, writer: str | None = None
) -> DecidedComment:
    return DecidedComment(
        name, writer or name, words, "anything_else",
        frozenset(present), frozenset(THEMES) - frozenset(present),
    )  # fmt: skip


def learn(comments: Sequence[DecidedComment]) -> StoredModel:
    return learn_adjustment(comments, base(), codebook_version="2026.1", day="2026-08-14")


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a model is stored that learned from the made-up comments."""
    path = tmp_path_factory.mktemp("model") / "model"
    save_model(learn(decided()), path)
    return path


@pytest.fixture(scope="module")
def adjusted(learned: Path) -> Engine:
    """Return the engine with that model."""
    return load_engine(learned, quick=True)


def found(engine: Engine, words: str) -> dict[str, list[str]]:
    """Return the suggested themes with the words shown as reasons."""
    (result,), _rejected = analyse([Comment("1", words)], engine)
    return {t.theme: [e.words for e in t.evidence] for t in result.themes}


def test_word_of_a_council_when_officers_decided_brings_their_theme_and_is_shown(
    adjusted: Engine,
) -> None:
    assert "send" not in found(ENGINE, LEARNED)
    assert any("quibblepass" in words for words in found(adjusted, LEARNED)["send"])


def test_evidence_after_learning_is_still_an_exact_sum_over_words(adjusted: Engine) -> None:
    (scored,) = adjusted.scoring.score([LEARNED], [None])
    column = adjusted.scoring.heads.column("theme", THEMES.index("send"))
    shares = scored.linear.given(0, 0, column)
    whole = scored.linear.logits[0, column]
    bias = adjusted.scoring.scorer.model.bias[column]
    assert shares.sum() + bias == pytest.approx(whole, abs=1e-4)


def test_only_words_of_themes_and_thresholds_change(learned: Path) -> None:
    old, new = load_model(DATA_MODEL), load_model(learned)
    known = len(old.linear.vocabulary)
    changed = {
        head
        for column, head in enumerate(old.linear.heads)
        if not np.array_equal(
            old.linear.word_weights[:, column], new.linear.word_weights[:known, column]
        )
    }
    assert changed
    assert all(head.startswith("theme:") for head in changed)
    assert np.array_equal(old.linear.character_weights, new.linear.character_weights)
    assert np.array_equal(old.linear.bias, new.linear.bias)
    for way in ("quick", "careful"):
        before, after = (dict(one.about[way]) for one in (old, new))
        assert before.pop("thresholds") != after.pop("thresholds")
        assert before == after


def test_flags_after_learning_stay_as_they_were(adjusted: Engine) -> None:
    texts = [c.masked for c in decided()] + ["I am scared to go home. My stepdad hits me."]
    before, after = (
        [s.flag_chance for s in engine.scoring.score(texts, [None] * len(texts))]
        for engine in (ENGINE, adjusted)
    )
    assert np.abs(np.array(before) - np.array(after)).max() < 0.002


def test_word_that_fewer_than_three_people_wrote_is_never_learned() -> None:
    """Promise 1: a rare word could be somebody's name that the masking missed."""
    rare = [
        comment(f"r{n}", f"Wolstenhulme helped with {filler} forms.", {"practical-help"}, writer=f"w{n % 2}")
        for n, filler in enumerate(FILLERS)
    ]  # fmt: skip
    assert "wolstenhulme" not in shared_features([*decided(), *rare])
    assert "wolstenhulme" not in learn([*decided(), *rare]).linear.vocabulary
    third = comment("r99", "Wolstenhulme came.", set(), writer="w3")
    assert "wolstenhulme" in shared_features([*rare, third])


def test_same_decisions_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    comments = decided()
    for name, order in (("one", comments), ("two", comments[::-1])):
        save_model(learn(order), tmp_path / name)
    for kind in (".npz", ".json"):
        assert (tmp_path / f"one{kind}").read_bytes() == (tmp_path / f"two{kind}").read_bytes()


def test_model_says_what_it_was_learned_from(learned: Path) -> None:
    about = load_model(learned).about
    said = about[KIND]
    assert (said["base"], said["base_sha256"]) == ("default", "f" * 64)
    assert (said["codebook"], said["day"]) == ("2026.1", "2026-08-14")
    assert said["decided_comments"] == len(decided())
    assert said["examples"]["send"] == 2 * len(FILLERS)
    assert about["name"].startswith("adjusted-2026-08-14-")
    assert len(shipped_sha256()) == 64


def test_few_decisions_are_refused_in_plain_words() -> None:
    with pytest.raises(TooFewDecisions, match="49 decided comments are too few"):
        learn(decided()[:49])


def test_theme_that_nobody_decided_keeps_its_words_and_threshold() -> None:
    open_theme = [replace(c, absent=c.absent - {"health-access"}) for c in decided()]
    model, old = learn(open_theme), load_model(DATA_MODEL)
    column = old.linear.heads.index("theme:health-access")
    known = len(old.linear.vocabulary)
    assert np.array_equal(
        model.linear.word_weights[:known, column], old.linear.word_weights[:, column]
    )
    for way in ("quick", "careful"):
        assert (
            model.about[way]["thresholds"]["health-access"]
            == old.about[way]["thresholds"]["health-access"]
        )


def test_chances_worked_out_while_learning_are_those_of_the_engine(adjusted: Engine) -> None:
    clauses = "They were kind, but the quibblepass was late. Nothing else."
    comments = [*decided(), comment("two clauses", clauses, set())]
    texts, asked = [c.masked for c in comments], [c.question for c in comments]
    quick, careful = read(adjusted.scoring, texts, asked, {}).chances()
    wanted = np.array([s.chances for s in adjusted.scoring.score(texts, asked)])
    assert np.allclose(quick, wanted, atol=1e-6)
    assert careful.shape == quick.shape


def test_change_tried_on_a_reading_is_what_a_model_with_it_says(learned: Path) -> None:
    texts = [c.masked for c in decided()]
    asked: list[str | None] = ["anything_else"] * len(texts)
    model = load_model(learned).linear
    feature = "quibblepass"
    reading = read(load_engine(learned, quick=True).scoring, texts, asked, {feature: 0})
    change = np.zeros((1, len(THEMES)))
    change[0, 0] = 1.5
    engine = load_engine(learned, quick=True)
    weights = model.word_weights.copy()
    weights[model.vocabulary[feature], engine.scoring.heads.theme[0]] += 1.5
    engine.scoring.scorer.model = replace(model, word_weights=weights)
    wanted = np.array([s.chances for s in engine.scoring.score(texts, asked)])
    assert np.allclose(reading.chances(change)[0], wanted, atol=1e-5)


def test_blind_sample_is_a_fifth_by_the_hash_of_the_id_and_never_learned_from() -> None:
    comments = [comment(f"id {n}", f"Words number {n}.", {"send"}) for n in range(1_000)]
    rest, sample = set_apart(comments)
    assert {c.id for c in rest}.isdisjoint(c.id for c in sample)
    assert len(rest) + len(sample) == 1_000
    assert len(sample) == pytest.approx(1_000 / BLIND_SHARE, abs=40)
    assert set_apart(comments[::-1]) == (rest, sample)


def test_blind_sample_when_somebody_coded_blind_is_that_and_its_repeats_teach_nothing() -> None:
    comments = [
        comment("a", "They were kind!", {"staff-attitude"}),
        comment("b", "they were  kind", set()),
        comment("c", "We waited.", set()),
    ]
    rest, sample = set_apart(comments, blind_ids={"a"})
    assert [c.id for c in sample] == ["a"]
    assert [c.id for c in rest] == ["c"]


def test_truth_when_a_theme_was_not_decided_is_not_known() -> None:
    one = DecidedComment("1", "1", "x", None, frozenset({"send"}), frozenset({"timeliness"}))
    truth, known = truth_of([one], ("send", "timeliness", "protection"))
    assert truth.tolist() == [[True, False, False]]
    assert known.tolist() == [[True, True, False]]


def test_new_engine_when_it_knows_the_council_is_better(adjusted: Engine) -> None:
    sample = decided(patterns=(("The quibblepass {} came late.", {"send"}), *PATTERNS[2:]))
    comparison = compare(ENGINE, adjusted, sample)
    assert comparison is not None
    assert comparison.better
    assert comparison.favouring >= 0.95
    assert comparison.micro_gain.interval[0] > 0
    changed = {c.theme: (c.old, c.new) for c in comparison.themes}
    assert changed["send"][1] > changed["send"][0]


def test_same_engine_is_never_better_than_itself() -> None:
    comparison = compare(ENGINE, ENGINE, decided())
    assert comparison is not None
    assert (comparison.favouring, comparison.better) == (0.0, False)
    assert comparison.micro_gain.value == 0
    assert compare(ENGINE, ENGINE, [comment("1", "Words.", set())]) is None


def block(*columns: list[int]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.array(columns, dtype=bool).T


def test_new_engine_when_one_theme_falls_is_not_better() -> None:
    truth = block([1] * 100, [1] * 20 + [0] * 80)
    known = np.ones_like(truth)
    old = block([1] * 40 + [0] * 60, [1] * 20 + [0] * 80)
    new = block([1] * 100, [1] * 15 + [0] * 85)
    found = compare_found(truth, known, old, new, ("a", "b"))
    assert found.favouring == 1.0
    assert (found.fallen, found.better) == (("b",), False)
    new[:, 1] = old[:, 1]
    assert compare_found(truth, known, old, new, ("a", "b")).better


def test_new_engine_when_the_gain_could_be_chance_is_not_better() -> None:
    truth = block([1] * 10 + [0] * 30)
    old = block([1] * 9 + [0] * 31)
    new = block([1] * 10 + [0] * 30)
    found = compare_found(truth, np.ones_like(truth), old, new, ("a",))
    assert found.micro_gain.value > 0
    assert found.favouring < 0.95
    assert not found.better


def test_comments_that_teach_most_are_different_and_in_doubt_first() -> None:
    texts = [
        "They were kind.", "they were kind!", "Zzz.", "It was fine and they sorted it somehow.",
        "We waited nine months.",
    ]  # fmt: skip
    asked: list[str | None] = [None] * len(texts)
    chosen = most_telling(texts, asked, ENGINE, count=10)
    assert len(chosen) == 4
    assert len({0, 1} & set(chosen)) == 1
    assert most_telling(texts, asked, ENGINE, count=2) == chosen[:2]
    assert most_telling([], [], ENGINE, count=5) == []
    scored = ENGINE.scoring.score(texts, asked)
    gaps = [float(np.abs(s.chances - ENGINE.settings.thresholds).min()) for s in scored]
    assert gaps[chosen[0]] <= sorted(gaps)[2]


def test_careful_chances_worked_out_while_learning_are_those_of_the_engine() -> None:
    careful = load_engine()
    texts = ["They were kind.", "We waited nine months, but she rang. Nobody else did."]
    reading = read(careful.scoring, texts, [None, "went_well"], {})
    wanted = np.array([s.chances for s in careful.scoring.score(texts, [None, "went_well"])])
    assert np.allclose(reading.chances()[1], wanted, atol=1e-6)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return the careful engine after learning a theme that only this council has, beside the shipped ones."""
    careful = load_engine()
    comments = [
        replace(
            one,
            present=frozenset({"toy-library"}) if "quibblepass" in one.masked else one.present,
            absent=one.absent | (frozenset() if "quibblepass" in one.masked else {"toy-library"}),
        )
        for one in decided()
    ]
    assert teachable_themes(comments, ("toy-library", "unheard-of")) == ("toy-library",)
    careful_base = Base(load_model(DATA_MODEL), careful.scoring, "f" * 64)
    made = learn_adjustment(
        comments, careful_base, codebook_version="2026.1", day="2026-08-14", own=("toy-library",)
    )
    path = tmp_path_factory.mktemp("own") / "model"
    save_model(made, path)
    return load_engine(path)


def test_theme_of_the_councils_own_is_learned_beside_the_encoder_and_shows_its_words(
    own: Engine,
) -> None:
    assert own.scoring.heads.themes == (*THEMES, "toy-library")
    assert any("quibblepass" in words for words in found(own, LEARNED)["toy-library"])
    assert "toy-library" not in found(own, "She rang us back on the same day.")
    (scored,) = own.scoring.score([LEARNED], [None])
    _tokens, shares = scored.given("theme", len(THEMES))
    assert len(shares) == len(scored.tokens) - 1


def test_theme_of_the_councils_own_changes_no_flag_and_no_feeling(own: Engine) -> None:
    words = "I am scared to go home. My stepdad hits me."
    before, after = (engine.scoring.score([words], [None])[0] for engine in (load_engine(), own))
    assert abs(before.flag_chance - after.flag_chance) < 0.002
    assert np.allclose(before.sentiment, after.sentiment, atol=0.05)


def test_comparison_counts_a_theme_that_only_the_new_engine_knows(own: Engine) -> None:
    sample = [
        DecidedComment(
            f"q{n}", f"w{n}", f"The quibblepass was {filler} gone.", None,
            frozenset({"toy-library"}), frozenset(),
        )
        for n, filler in enumerate(FILLERS)
    ]  # fmt: skip
    compared = compare(load_engine(), own, sample)
    assert compared is not None
    (theme,) = compared.themes
    assert (theme.old, theme.new > 0.9) == (0.0, True)
