"""What is typed into the search, taken apart."""

import pytest

from feedback.domain.find_words import MOST_PARTS, FindWords, read_find_words


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("waited months", ("waited", "months"), ()),
        ('"rang back" -school', ("rang back",), ("school",)),
        ("“rang back” -“social worker”", ("rang back",), ("social worker",)),
        ("long-term plan", ("long-term", "plan"), ()),
        ('"never closed', ("never closed",), ()),
        ("-only", (), ("only",)),
        ('* () "" - -"" ...', (), ()),
        ("NOT OR AND NEAR(a)", ("NOT", "OR", "AND", "NEAR(a)"), ()),
        ("", (), ()),
    ],
)
def test_search_when_typed_is_taken_apart(
    typed: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    assert read_find_words(typed) == FindWords(wanted, unwanted)


def test_search_when_it_is_a_whole_text_keeps_its_first_parts() -> None:
    found = read_find_words(" ".join(f"word{n} -not{n}" for n in range(40)))
    assert len(found.wanted) == MOST_PARTS
    assert found.unwanted == ()
