"""The masker: measured on invented cases, and the promises that hold for any text at all."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.records import MaskedText
from analysis.redaction import mask
from analysis.redaction.mask import MARKERS
from analysis.redaction.shapes import is_nhs_number

CASES = ("masking_cases.txt", "masking_cases_2.txt", "masking_cases_3.txt")
MARK = re.compile(r"\{(\w+):([^{}]*)\}")
LEAST_FOUND = {
    "masking_cases.txt": 0.97,
    "masking_cases_2.txt": 0.93,
    "masking_cases_3.txt": 0.93,
}
LEAST_RIGHT = 0.97
MOST_TOUCHED = 0.03
"""Floors on our own cases, a little under what was measured in November 2026. The second file's were written to be
hard, and what is still missed of them stands in it."""


def _one(text: str) -> MaskedText:
    return mask([text])[0]


def _case(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a case's text without its marks, and where they stood."""
    pieces, spans, last, length = [], [], 0, 0
    for match in MARK.finditer(line):
        before = line[last : match.start()]
        length += len(before)
        spans.append((length, length + len(match[2]), match[1]))
        pieces += [before, match[2]]
        length += len(match[2])
        last = match.end()
    return "".join([*pieces, line[last:]]), spans


def _cases(*names: str) -> list[tuple[str, list[tuple[int, int, str]]]]:
    lines = [
        line
        for name in names or CASES
        for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    ]
    return [_case(line) for line in lines if line and not line.startswith("#")]


def _places(spans: list[tuple[int, int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


@pytest.mark.parametrize(("cases", "least"), LEAST_FOUND.items())
def test_mask_when_measured_on_our_cases_keeps_its_floors(cases: str, least: float) -> None:
    """R4-40."""
    found = marked = right = masked = harmless = touched = 0
    for text, wanted in _cases(cases):
        got = _places([(span.start, span.end) for span in _one(text).spans])
        gold = _places([(start, end) for start, end, _ in wanted])
        for start, end, _ in wanted:
            marked += 1
            found += {p for p in range(start, end) if text[p].isalnum()} <= got
        right += len(got & gold)
        masked += len(got)
        harmless += not wanted
        touched += not wanted and bool(got)
    assert marked > 250
    assert harmless >= 40
    assert found / marked >= least
    assert right / masked >= LEAST_RIGHT
    assert touched / harmless <= MOST_TOUCHED


def test_cases_when_read_name_only_kinds_with_a_marker() -> None:
    assert {kind for _, spans in _cases() for _, _, kind in spans} <= set(MARKERS)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Our worker Karen Featherstone was lovely", "Our worker [name] was lovely"),
        ("Callum's dad rang", "[name]'s dad rang"),
        ("Mr and Mrs Lloyd foster", "[name] foster"),
        ("ring 07700 900457 or a.b@example.org", "ring [phone number] or [email address]"),
        ("He goes to Hollybush Primary School", "He goes to [school]"),
        ("flat 3, 27 Castle View, HR4 9ZZ", "[address], [postcode]"),
        ("my insta is kez_2009", "my insta is [user name]"),
        ("NHS number 943 476 5919", "NHS number [NHS number]"),
        ("Panel said no. Judge said wait. Early Help never rang.",) * 2,
        ("Childline on 0800 1111 listened",) * 2,
        ("Herefordshire Council and Hereford",) * 2,
        ("", ""),
        ("  \n ", "  \n "),
        ("Bartholomew Okonkwo came late.", "[name] came late."),
        ("Brillant Karen Hughes, thank you", "Brillant [name], thank you"),
        ("Absolutely Sarah Jones", "Absolutely [name]"),
        (
            "谢谢李老师，我儿子王小明很开心。我们很高兴",
            "谢谢[name]老师，我儿子[name]很开心。我们很高兴",
        ),
        ("Богданові подобається гурток", "[name] подобається гурток"),
        ("Kacprowi pomogła logopeda", "[name] pomogła logopeda"),
        ("شكراً لسعاد", "شكراً [name]"),
        ("sibling TK (9) moved", "sibling [name] (9) moved"),
        ("Mum of L.M. rang", "Mum of [name] rang"),
        ("The P.E. teacher and the G.P. rang",) * 2,
        ("Walid al-Hariri and Rosa de la Cruz", "[name] and [name]"),
        ("Mr & Mrs Szymczak foster", "[name] foster"),
        ("Nowak, my caseworker, left", "[name], my caseworker, left"),
        ("pat and rob both came", "[name] and [name] both came"),
        ("peace and joy were promised",) * 2,
        ("Nyarwai braids her hair", "[name] braids her hair"),
        ("Tendonitis affects him. Echocardiogram tomorrow.",) * 2,
        (
            "mill lane has no lights, the main road does",
            "[street] has no lights, the main road does",
        ),
        ("the flat at 14b friars walk", "the flat at [address]"),
        ("41A Eign Gate is cold", "[address] is cold"),
        ("go to www.gov.uk or nhs.uk",) * 2,
        ("my tag is xX_L1am_Xx", "my tag is [user name]"),
        ("ring 0 7 7 0 0 9 0 0 5 5 5", "ring [phone number]"),
        ("review was due 30/11, she got 9/10", "review was due [date], she got 9/10"),
        ("seen 17-Jan-2025 at 10am", "seen [date] at 10am"),
        ("ref HCC/CSC/10442 lost", "ref [case reference] lost"),
        ("both poppy and daisy need it", "both [name] and [name] need it"),
        ("our coordinator steph k left", "our coordinator [name] left"),
        ("it says KAYDEN SMITH on it", "it says [name] on it"),
        ("Đặng Thị Hạnh waits", "[name] waits"),
        ("we use Busy Bees Nursery", "we use [school]"),
        ("blue badge BB-5531908", "blue badge [case reference]"),
        ("W szkole jest fajnie i bilety są za drogie",) * 2,
        ("Mae'r ciw yma'n hir ac mae'r bws yn ddrud",) * 2,
        ("the village hall, Sports Hall and Town Hall",) * 2,
        ("HR2 6 has no buses", "[postcode] has no buses"),
    ],
)
def test_mask_when_given_a_text_returns_it_with_markers(text: str, masked: str) -> None:
    assert _one(text).text == masked


def test_mask_when_emoji_stand_before_a_name_counts_code_points() -> None:
    text = "👩🏽‍🏫😀 thanks Zoë!"
    (span,) = _one(text).spans
    assert text[span.start : span.end] == "Zoë"
    assert span.kind == "name"


def test_mask_when_a_name_holds_a_hidden_character_still_finds_it() -> None:
    text = "I saw Ka\u200bren today"
    (span,) = _one(text).spans
    assert text[span.start : span.end] == "Ka\u200bren"


def test_mask_when_accents_are_loose_marks_still_finds_the_name() -> None:
    assert _one("Sia\u0302n rang").text == "[name] rang"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Mark my words.", "I trust Mark."),
        ("Will you ring?", "Will rang on Monday."),
        ("She showed grace.", "When Grace was our worker it worked."),
        ("Hope this helps.", "Hope listened to me."),
        ("In summer we swim.", "We have Summer (6) at home."),
        ("My faith helped.", "thank you Faith, for everything"),
        ("thank you love", "thank you grace"),
        ("Pearl earrings for our nan", "Pearl our lollipop lady"),
        ("He is in year 6 in June", "Israel is in year 6"),
        ("Plan B is 9 pages", "J is 9"),
        ("May I ask?", "our worker May listens"),
        ("he will promise anything", "when will said it I cried"),
        ("Christian values matter here.", "Christian was off sick."),
        ("Paris is where we went.", "Paris has been excluded."),
        ("We came from Georgia in March.", "I was told by Georgia."),
        ("Chelsea won on Saturday.", "Chelsea moved in with us."),
        ("Frank answers would help", "Frank answers every time"),
        ("Eid Mubarak to the team", "Mubarak rang the team"),
        ("it was cold, who knew", "it was mo who stayed"),
        ("a blessing for my family", "blessing does my hair"),
        ("ivy covers the school wall", "ivy wont sleep"),
        ("holly is prickly", "holly is her carer"),
        ("tick, mark and post it", "nobody came, mark didn't ring"),
        ("the ruby (2) rings", "ruby (2) is here"),
        ("Cut on Christmas Eve", "I trust Eve."),
        ("the youth worker van comes on tuesdays", "our worker Van comes on tuesdays"),
        ("Karate is my best. Misogyny is a problem", "Nyandeni is my daughter"),
    ],
)
def test_mask_when_a_name_is_also_a_word_goes_by_the_words_around(word: str, name: str) -> None:
    assert _one(word).text == word
    assert [span.kind for span in _one(name).spans] == ["name"]


@pytest.mark.parametrize("text", [text for text, wanted in _cases() if wanted])
def test_mask_when_given_its_own_result_changes_nothing(text: str) -> None:
    once = _one(text).text
    assert _one(once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "School " * 3_000,
        "Aa-" * 7_000,
        "0-" * 10_000,
        "a@a." * 5_000,
        "\ud800 Karen \udfff",
        "<b>Karen</b>" * 500,
        "\u202eKaren\u202c",
        "'" * 20_000,
    ],
)
def test_mask_when_the_text_is_hostile_returns_whole_and_ordered(text: str) -> None:
    _assert_sound(text)


PIECES = ["Karen", "Mrs", "Dr.", "st", "Mary's", "Primary", "of", "our", "worker", "07700", "900123",
          "@", ".", ",", "12", "/", "May", "HR1", "2AB", "\u200b", "é", "\u0301", "\n", "-", "'s", "flat"]  # fmt: skip


@given(st.text(alphabet=st.characters(), max_size=80))
@settings(max_examples=200, deadline=None)
def test_mask_when_given_any_text_never_fails(text: str) -> None:
    _assert_sound(text)


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from([" ", ""]))
@settings(max_examples=300, deadline=None)
def test_mask_when_given_any_mixture_of_telling_words_never_fails(
    pieces: list[str], gap: str
) -> None:
    _assert_sound(gap.join(pieces))


def _assert_sound(text: str) -> None:
    """Assert that the spans are ordered and apart, and that the text outside them is unchanged."""
    result = _one(text)
    rebuilt, last = [], 0
    for span in result.spans:
        assert last <= span.start < span.end <= len(text)
        rebuilt += [text[last : span.start], MARKERS[span.kind]]
        last = span.end
    assert "".join([*rebuilt, text[last:]]) == result.text


def test_mask_when_given_a_batch_returns_one_result_each_in_order() -> None:
    texts = ["Karen rang", "", "nothing here"]
    assert [one.text for one in mask(texts)] == ["[name] rang", "", "nothing here"]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("9434765919", True), ("9434765918", False), ("943476591", False), ("94347659a9", False)],
)
def test_is_nhs_number_when_the_check_digit_fails_says_no(digits: str, is_one: bool) -> None:
    assert is_nhs_number(digits) is is_one
