"""Marked words: every word of the comment once, every mark said once, whatever overlaps."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from analysis.themes.codebook import load_codebook
from feedback.domain.enums import Channel, FlagState, ResponseState
from feedback.services.review_response import (
    Decided,
    ReviewComment,
    ReviewFlag,
    ReviewResponse,
    ReviewTheme,
    Suggested,
    Words,
)
from feedback.web.staff.views_review import (
    Piece,
    Pointer,
    fields_of,
    find_differences,
    marked_pieces,
    may_agree,
    merge_sent,
    views_of,
)
from feedback.web.staff.words import count_of, say_day, say_forum, say_language

CODEBOOK = load_codebook()
TODAY = date(2026, 8, 14)
PRIYA = "Priya"


def suggested(*words: tuple[int, int], choice: str = "negative", sure: bool = True) -> Suggested:
    return Suggested(choice, 0.84, sure, tuple(Words(*pair) for pair in words), "engine 1")


def comment(
    *themes: ReviewTheme, flag: ReviewFlag | None = None, masked: str = "we waited so long"
) -> ReviewComment:
    return ReviewComment(
        id=UUID(int=1), question="What could be better?", masked=masked, language="en",
        measured=True, proposes=False, sentiment=None, decided_sentiment=None, themes=themes,
        flag=flag, version="engine 1",
    )  # fmt: skip


def response(*comments: ReviewComment) -> ReviewResponse:
    return ReviewResponse(
        UUID(int=9), TODAY, "ltf", Channel.WEB, ResponseState.RECEIVED, (), comments, "stamp"
    )


def theme(name: str, *words: tuple[int, int], decided: str | None = None) -> ReviewTheme:
    return ReviewTheme(name, suggested(*words), Decided(decided, PRIYA, TODAY) if decided else None)


POINTERS = {
    "timeliness": Pointer("1", "first"),
    "send": Pointer("2", "second"),
    "flag": Pointer("!", "flag"),
}


def test_overlapping_marks_are_cut_at_every_border_and_said_where_they_end() -> None:
    found = marked_pieces(comment(theme("timeliness", (3, 12)), theme("send", (10, 17))), POINTERS)
    assert found == (
        Piece("we ", False, False, ()),
        Piece("waited ", True, False, ()),
        Piece("so", True, False, (POINTERS["timeliness"],)),
        Piece(" long", True, False, (POINTERS["send"],)),
    )


def test_same_words_behind_two_themes_point_to_both() -> None:
    found = marked_pieces(comment(theme("timeliness", (3, 9)), theme("send", (3, 9))), POINTERS)
    assert found[1] == Piece("waited", True, False, (POINTERS["timeliness"], POINTERS["send"]))


def test_flagged_words_are_marked_apart() -> None:
    flag = ReviewFlag("immediate", "why", (Words(0, 2),), FlagState.OPEN, None, "engine 1")
    assert marked_pieces(comment(flag=flag), POINTERS)[0].flagged


def test_evidence_beyond_the_words_is_left_out() -> None:
    """After the words were forgotten nothing is marked, whatever the evidence said."""
    found = marked_pieces(comment(theme("timeliness", (3, 9)), masked="gone"), POINTERS)
    assert found == (Piece("gone", False, False, ()),)


@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_pieces_together_are_the_comment(masked: str, spans: list[tuple[int, int]]) -> None:
    found = marked_pieces(comment(theme("timeliness", *spans), masked=masked), POINTERS)
    assert "".join(piece.words for piece in found) == masked
    good = {(s, e) for s, e in spans if 0 <= s < e <= len(masked)}
    assert {p for piece in found for p in piece.pointers} <= {POINTERS["timeliness"]}
    assert any(piece.marked for piece in found) == bool(good)


def test_theme_view_says_who_said_what_with_which_confidence() -> None:
    unsure = ReviewTheme("send", suggested((0, 2), choice="both", sure=False), None)
    added = ReviewTheme("retired-theme", None, Decided("no", PRIYA, TODAY))
    view = views_of(response(comment(unsure, added)), CODEBOOK)[0]
    assert view.themes[0].about == "Suggested: both (not sure, score 84 of 100)."
    assert view.themes[0].unsure
    assert view.themes[1].label == "retired-theme"
    assert view.themes[1].about == (
        "Added by a person. Decided by Priya on 14 August 2026: not about this."
    )


def test_difference_is_only_where_both_decided() -> None:
    stands = response(
        comment(
            theme("timeliness", decided="negative"),
            theme("send", decided="positive"),
            theme("school-life", decided="no"),
        )
    )
    sent = MultiDict(
        {
            "theme-0-timeliness": "no",
            "theme-0-send": "open",
            "theme-0-school-life": "no",
            "stamp": "old",
        }
    )
    found = find_differences(stands, sent, CODEBOOK)
    assert [(d.field, d.theirs, d.yours) for d in found] == [
        ("theme-0-timeliness", "Criticism (Priya)", "Not about this")
    ]
    merged = merge_sent(stands, sent, CODEBOOK)
    assert merged["theme-0-send"] == "positive"
    assert merged["theme-0-timeliness"] == "no"
    assert merged["stamp"] == "stamp"
    assert sent["stamp"] == "old", "what was sent is left as it was"


def test_button_to_agree_is_there_while_something_sure_is_open() -> None:
    assert may_agree(response(comment(theme("send", (0, 2)))))
    assert not may_agree(response(comment(theme("send", (0, 2), decided="no"))))
    unsure = ReviewTheme("send", suggested((0, 2), sure=False), None)
    assert not may_agree(response(comment(unsure)))


def test_themes_on_the_page_are_not_offered_again() -> None:
    fields = fields_of(response(comment(theme("send", (0, 2)))), CODEBOOK)[0]
    assert "send" not in dict(fields.others)
    assert len(fields.others) == len(CODEBOOK.themes) - 1


def test_words_for_codes() -> None:
    assert say_day(TODAY) == "14 August 2026"
    assert say_forum("ltf") == "Listening to Families Forum"
    assert say_forum("elsewhere") == "elsewhere"
    assert say_language("pl") == "Polish"
    assert say_language("xx") == "xx"
    assert [count_of(n, "theme", "themes") for n in (0, 1, 2)] == [
        "no themes",
        "1 theme",
        "2 themes",
    ]
