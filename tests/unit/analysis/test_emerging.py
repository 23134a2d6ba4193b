"""New subjects are found, known ones and small ones are not."""

from analysis.themes.emerging import LEAST_COMMENTS, TaggedComment, find_emerging, holding

FILLER = (
    "The visit was on time and the review was short.",
    "Nobody rang back about the plan.",
    "Our meeting moved to another room.",
    "The form arrived by post again.",
    "They wrote the report in plain words.",
)


def quarter(name: str, special: str, count: int, size: int = 120) -> list[TaggedComment]:
    """Return `size` invented comments of which the first `count` hold the special words."""
    return [
        TaggedComment(
            f"{name}{i}", f"{FILLER[i % 5]} {special if i < count else ''} Reference{i}.", ()
        )
        for i in range(size)
    ]


def test_phrase_that_grew_is_found_first_with_its_examples() -> None:
    found = find_emerging(
        quarter("n", "The warm hub closed.", 30), quarter("b", "The warm hub closed.", 2)
    )
    first = found[0]
    assert first.phrase == "warm hub closed"
    assert (first.comments, first.before, first.grew) == (30, 2, True)
    assert set(first.examples) <= {f"n{i}" for i in range(30)}


def test_words_inside_a_longer_phrase_are_not_listed_again() -> None:
    found = find_emerging(quarter("n", "The warm hub closed.", 30), [])
    assert "hub" not in [c.phrase for c in found]


def test_steady_phrase_is_not_called_growth() -> None:
    words = "The minibus broke down."
    found = find_emerging(quarter("n", words, 20), quarter("b", words, 19))
    assert [c.grew for c in found if "minibus" in c.phrase] == [False]


def test_phrase_of_a_few_comments_is_never_shown() -> None:
    found = find_emerging(quarter("n", "The llama farm helped.", LEAST_COMMENTS - 1), [])
    assert not [c for c in found if "llama" in c.phrase], "R4-30"


def test_phrase_that_a_theme_explains_is_left_out() -> None:
    text = "Waited for the dentist."
    now = [TaggedComment(f"n{i}", text, ((15, 22),)) for i in range(20)]
    assert not [c for c in find_emerging(now, []) if "dentist" in c.phrase]


def test_markers_are_no_subject() -> None:
    now = [TaggedComment(f"n{i}", "[name] rang [name] about the trampoline", ()) for i in range(20)]
    found = [c.phrase for c in find_emerging(now, [])]
    assert "trampoline" in found
    assert not [p for p in found if "[" in p]


def test_nothing_said_makes_no_candidate() -> None:
    assert find_emerging([], quarter("b", "x", 1)) == ()


def test_phrase_that_one_family_repeats_is_not_what_families_speak_of() -> None:
    said = quarter("n", "The warm hub closed.", 30)
    by_one = [TaggedComment(c.id, c.text, (), "one") for c in said[:30]] + said[30:]
    assert "warm hub closed" in [c.phrase for c in find_emerging(said, [])]
    assert "warm hub closed" not in [c.phrase for c in find_emerging(by_one, [])]


def test_comments_that_hold_a_phrase_hold_it_word_by_word() -> None:
    texts = ("The warm hub closed.", "Warm, the hub.", "Our WARM HUB!", "A warm hubbub.")
    comments = [TaggedComment(str(n), text, ()) for n, text in enumerate(texts)]
    assert holding(comments, "warm hub") == ("0", "2")
