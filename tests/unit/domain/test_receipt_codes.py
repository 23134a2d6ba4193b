"""A code that is read out over a phone and typed in by somebody tired: forgiven, or told kindly what is wrong."""

import random

import pytest

from feedback.domain.receipt_codes import (
    ALPHABET,
    DRAFT_CHARACTERS,
    RECEIPT_CHARACTERS,
    CodeSlip,
    find_slip,
    new_code,
    new_receipt_code,
    read_code,
    read_receipt_code,
)
from forms.status import code_problem


@pytest.mark.parametrize("characters", [RECEIPT_CHARACTERS, DRAFT_CHARACTERS])
def test_code_when_typed_in_any_of_the_ways_people_type_is_read(characters: int) -> None:
    ways = random.Random(20261125)
    swaps = {"0": "oO0", "1": "iIlL1", "V": "uUvV"}
    for _ in range(200):
        code = new_code(characters)
        typed = "".join(
            ways.choice(["", " ", "-", ". ", "\u2013"])
            if c == "-"
            else ways.choice(swaps.get(c, c))
            for c in code
        )
        typed = typed.lower() if ways.random() < 0.5 else typed
        assert read_code(f" {typed}\n", characters) == code


@pytest.mark.parametrize("characters", [RECEIPT_CHARACTERS, DRAFT_CHARACTERS])
def test_code_when_any_one_character_is_wrong_or_two_neighbours_swap_is_found_out(
    characters: int,
) -> None:
    plain = new_code(characters).replace("-", "")
    for place, right in enumerate(plain):
        for wrong in ALPHABET.replace(right, ""):
            typed = plain[:place] + wrong + plain[place + 1 :]
            assert find_slip(typed, characters) is CodeSlip.CHECK
    for place in range(characters - 1):
        a, b = plain[place], plain[place + 1]
        if a != b:
            typed = plain[:place] + b + a + plain[place + 2 :]
            assert find_slip(typed, characters) is CodeSlip.CHECK


@pytest.mark.parametrize(
    ("typed", "slip", "words"),
    [
        ("", CodeSlip.EMPTY, "Enter your code"),
        (" - - ", CodeSlip.EMPTY, "Enter your code"),
        ("7G2K-9QXA-4M0B-T3W", CodeSlip.SHORT, "You typed 15. See if one is missing"),
        ("7G2K-9QXA-4M0B-T3WVV", CodeSlip.LONG, "You typed 17. See if one is there twice"),
        ("7G2K-9QXA-4M0B-T3W?", CodeSlip.CHARACTER, "only letters and numbers"),
        ("0000-0000-0000-0001", CodeSlip.CHECK, "5 and S, 8 and B"),
    ],
)
def test_slip_when_a_code_cannot_be_one_is_named_kindly(
    typed: str, slip: CodeSlip, words: str
) -> None:
    assert find_slip(typed, RECEIPT_CHARACTERS) is slip
    problem = code_problem(typed, RECEIPT_CHARACTERS)
    assert problem is not None
    assert words in problem


def test_code_when_it_can_be_one_has_no_problem_and_a_draft_code_is_no_receipt() -> None:
    assert code_problem(new_receipt_code(), RECEIPT_CHARACTERS) is None
    assert read_receipt_code(new_code(DRAFT_CHARACTERS)) is None
