"""How long things took (R1-13), and how hard words are to read (R2-05)."""

import pytest

from analysis.stats.pace import pace
from analysis.text.reading_age import hardest_sentence, reading_age


def test_pace_when_ten_were_done_gives_the_middle_and_the_slow_tenth() -> None:
    found = pace([1, 2, 3, 4, 5, 6, 7, 8, 9, 30], [2, 41])
    assert (found.count, found.median, found.slow) == (10, 5.5, 9)
    assert (found.waiting, found.oldest) == (2, 41)


def test_pace_when_nothing_was_done_says_nothing() -> None:
    found = pace([])
    assert (found.count, found.median, found.slow, found.oldest) == (0, None, None, None)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("We cut the wait. You now wait two weeks.", 5, 7),
        ("We cannot pay for this. The money ran out in May.", 5, 8),
        (
            "Statutory obligations necessitate the prioritisation of alternative expenditure.",
            17,
            40,
        ),
    ],
)
def test_reading_age_when_words_are_hard_is_high(words: str, low: int, high: int) -> None:
    age = reading_age(words)
    assert age is not None
    assert low <= age <= high


def test_reading_age_without_words_is_none() -> None:
    assert reading_age(" 12. ") is None


def test_hardest_sentence_is_found() -> None:
    hard = "Necessitating prioritisation"
    assert hardest_sentence(f"We did it. {hard}. You can see it.").startswith(hard)
