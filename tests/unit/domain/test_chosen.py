"""Answers as letters: what goes in is what is counted, and what has no letter is left to its rows (R5-16)."""

import pytest

from feedback.domain.chosen import LETTERS, LONGEST, Packed, layout_for, layout_of
from tests.made_up import ADULTS

OFFERED = {
    "overall": ("choice", ("good", "poor")),
    "services": ("choices", ("send", "school", "transport")),
    "words": ("text", ()),
    "again": ("choices", ("send",)),
}


def definition(offered: dict[str, tuple[str, tuple[str, ...]]] = OFFERED) -> dict:
    return {
        "questions": [
            {
                "id": id_,
                "construct": "services" if id_ == "again" else id_,
                "kind": kind,
                "options": [{"code": code} for code in codes],
            }
            for id_, (kind, codes) in offered.items()
        ]
    }


def packed(*chosen: dict[str, list[str]]) -> Packed:
    layout = layout_of(definition())
    return Packed(layout, "".join(layout.pack(one) or "" for one in chosen))


def test_answers_when_packed_are_counted_as_they_were_given() -> None:
    found = packed(
        {"overall": ["good"], "services": ["school", "send"], "again": ["send"]},
        {"overall": ["poor"], "services": ["transport"], "words": ["never kept"]},
        {"overall": ["good"]},
        {},
    )
    assert "never" not in found.text
    assert found.count("overall") == {"good": 2, "poor": 1}
    assert found.count("services") == {"send": 2, "school": 1, "transport": 1}
    assert found.count("home") == {}
    assert found.count_pairs("overall", "services") == {
        ("good", "send"): 2, ("good", "school"): 1, ("poor", "transport"): 1,
    }  # fmt: skip
    assert found.count_answering("overall") == 3
    assert found.count_answering("services") == 2, "two questions of one construct"
    assert found.count_answering("home") == 0


@pytest.mark.parametrize(
    "chosen",
    [
        {"overall": ["excellent"]},
        {"overall": ["good", "poor"]},
        {"services": ["send", "elsewhere"]},
        {"services": ["send", "send"]},
        {"who": ["parent"]},
    ],
)
def test_answer_that_has_no_letter_packs_nothing(chosen: dict[str, list[str]]) -> None:
    assert layout_of(definition()).pack(chosen) is None


def test_version_with_more_answers_than_letters_or_places_packs_nothing() -> None:
    codes = tuple(f"code-{n}" for n in range(LONGEST))
    many = layout_of(definition({"overall": ("choice", codes)}))
    assert many.pack({"overall": [codes[len(LETTERS) - 1]]}) is not None
    assert many.pack({"overall": [codes[len(LETTERS)]]}) is None
    assert layout_of(definition({"services": ("choices", codes)})).pack({}) is None


def test_letters_of_a_version_are_the_same_from_what_is_asked_and_from_what_is_stored() -> None:
    questions = [
        {
            "id": question.id,
            "construct": str(question.construct),
            "kind": str(question.kind),
            "options": [{"code": option.code} for option in question.options],
        }
        for question in ADULTS.questions
    ]
    assert layout_of({"questions": questions}) == layout_for(ADULTS)


def test_version_that_asks_nothing_has_a_place_for_nothing() -> None:
    nowhere = layout_of({})
    assert nowhere.pack({}) is not None
    assert nowhere.pack({"overall": ["good"]}) is None
