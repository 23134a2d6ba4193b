"""What comments speak of, packed: counted over responses, and over people (R5-16, R5-14)."""

from feedback.domain.said import LONGEST, Said, Spoken, ThemeTally, kept, mark_of, pack_said


def spoken(*responses: list[Said]) -> Spoken:
    found = Spoken()
    for comments in responses:
        found.add(pack_said(comments))
    return found


def said(*tags: tuple[str, str], decided: bool = False, stands: bool = True) -> Said:
    return Said("engine 9", stands, decided, tags)


def test_responses_without_comments_say_nothing() -> None:
    found = spoken([], [])
    assert (found.comments, found.written, found.marks, found.themes(["a"])) == (0, 0, set(), {})


def test_comment_that_does_not_stand_is_written_and_read_and_speaks_of_nothing() -> None:
    found = spoken([said(("waiting", "negative"), stands=False)])
    assert (found.comments, found.written) == (0, 1)
    assert found.marks == {mark_of("engine 9")}
    assert found.themes(["waiting"]) == {}


def test_people_are_counted_once_however_many_of_their_comments_have_the_theme() -> None:
    found = spoken(
        [said(("waiting", "negative"), decided=True), said(("waiting", "positive"))],
        [said(("waiting", "positive"), ("waiting", "negative"), ("rude", "negative"), decided=True)],
        [said(("waiting", "neutral"))],
    )  # fmt: skip
    assert found.themes(["waiting"]) == {
        "rude": ThemeTally(1, 0, 1, (1, 0, 1), 1, 1),
        "waiting": ThemeTally(4, 1, 1, (3, 1, 1), 5, 3),
    }
    assert found.themes([]) == {
        "rude": ThemeTally(1, 0, 1, (1, 0, 1), 1, 1),
        "waiting": ThemeTally(2, 0, 1, (2, 0, 1), 3, 3),
    }


def test_text_that_is_long_is_not_kept() -> None:
    assert kept("x" * LONGEST) == "x" * LONGEST
    assert kept("x" * (LONGEST + 1)) is None
