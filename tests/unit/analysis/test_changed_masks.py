"""What people hide and show, code point by code point (R4-05, R4-42)."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import Engine, analyse
from analysis.records import Comment, MaskChange, MaskSpan
from analysis.redaction import MARKERS, change_masks, find_words

TEXT = "Niamh rang Dr. O’Neil, 👩‍👧 twice."


def test_stretch_when_hidden_is_replaced_and_the_rest_stays() -> None:
    start, end = find_words(TEXT)[3]
    assert TEXT[start:end] == "O’Neil"
    masked = change_masks(TEXT, [MaskSpan(0, 5, "name")], [MaskChange(start, end, "name")])
    assert masked.text == "[name] rang Dr. [name], 👩‍👧 twice."
    assert masked.spans == (MaskSpan(0, 5, "name"), MaskSpan(start, end, "name"))


def test_span_when_shown_in_part_keeps_the_other_part_hidden() -> None:
    masked = change_masks("Anna Maria Bell", [MaskSpan(0, 15, "name")], [MaskChange(5, 10, None)])
    assert masked.text == "[name]Maria[name]"
    again = change_masks(
        "Anna Maria Bell", masked.spans, [MaskChange(5, 10, "detail"), MaskChange(90, 95, "name")]
    )
    assert again.text == "[name][detail][name]", "what is beyond the end is no stretch"


def test_words_of_any_script_are_found_without_their_punctuation() -> None:
    said = "(Dr) «Жанна» — नमस्ते, نيف!"
    assert [said[a:b] for a, b in find_words(said)] == ["Dr", "Жанна", "नमस्ते", "نيف"]
    assert find_words(" … — ") == []


def test_comment_when_people_masked_it_is_read_as_they_left_it(engine: Engine) -> None:
    said = "Niamh was lovely. The blue cottage waited."
    start = said.index("blue cottage")
    changes = (MaskChange(0, 5, None), MaskChange(start, start + 12, "detail"))
    (read,), _rejected = analyse([Comment("1", said, masks=changes)], engine)
    assert read.masked.text == "Niamh was lovely. The [detail] waited."
    for theme in read.themes:
        for one in theme.evidence:
            assert read.masked.text[one.start : one.end] == one.words


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)


@given(
    st.text(max_size=30),
    SPANS,
    st.lists(
        st.tuples(st.integers(0, 35), st.integers(0, 35), st.sampled_from([None, "name"])),
        max_size=5,
    ),
)
def test_every_code_point_is_where_the_last_word_on_it_says(
    said: str, spans: list[tuple[int, int]], wished: list[tuple[int, int, str | None]]
) -> None:
    first: list[MaskSpan] = []
    for start, end in sorted(spans):
        if start < end <= len(said) and (not first or start >= first[-1].end):
            first.append(MaskSpan(start, end, "place"))
    changes = [MaskChange(start, end, kind) for start, end, kind in wished]
    hidden = [any(s.start <= place < s.end for s in first) for place in range(len(said))]
    for change in changes:
        for place in range(change.start, min(change.end, len(said))):
            hidden[place] = change.kind is not None
    masked = change_masks(said, first, changes)
    covered = [any(s.start <= place < s.end for s in masked.spans) for place in range(len(said))]
    assert covered == hidden
    rebuilt, last = "", 0
    for span in masked.spans:
        rebuilt += said[last : span.start] + MARKERS[span.kind]
        last = span.end
    assert masked.text == rebuilt + said[last:]
