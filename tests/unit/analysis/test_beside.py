"""What is kept beside the figures, in the report: nothing left out, never a count of complaints alone."""

from dataclasses import replace

import pytest

from analysis.reports.beside import (
    band_of,
    complaints_beside,
    consultees,
    linked_risks,
    measures_beside,
    requests_grid,
    resources,
    taking_part,
    to_copy,
)
from analysis.reports.blocks import Bullets, Grid, Paragraph
from analysis.reports.council import large_gap, suggested_topics
from analysis.reports.extras import (
    COMPLAINTS_CAUTION,
    NO_RESOURCE,
    NOT_COUNTED,
    NOT_DONE,
    AimLine,
    CommitteeExtras,
    ComparisonLine,
    CountLine,
    ForumLine,
    LundyLine,
    MeasureLine,
    PartnerLine,
    PracticeLine,
    RequestLine,
    RiskLine,
    extras_from,
    extras_of_year,
)
from analysis.reports.lundy import ELEMENTS, lundy_page
from analysis.reports.questions import answers_to_members
from analysis.reports.snapshot import NO_SHARE, QuarterSnapshot, Share, ThemeRow

EMPTY = QuarterSnapshot(
    schema=3, quarter="2026-Q3", label="July to September 2026", threshold=5, responses=120, comments=90,
    tables=(), listened_disagreed=NO_SHARE, listened_agreed=NO_SHARE, listened_change="too few to say",
    themes=(), quotes=(), decided_percent=0, versions=(),
)  # fmt: skip
WAITING = ThemeRow("Waiting", "Support services", 46, 30, 6, 35, "rose", whose="Ours")
RISK = RiskLine("CF-12", "High", "Getting larger", "Waiting")


def words_of(blocks: tuple[object, ...]) -> str:
    """Return all words of some blocks."""
    return str(blocks)


def with_(**parts: object) -> QuarterSnapshot:
    """Return the snapshot with these parts kept beside its figures."""
    return replace(EMPTY, extras=CommitteeExtras(**parts), themes=(WAITING,))  # type: ignore[arg-type]


def test_old_snapshot_says_that_nothing_is_recorded() -> None:
    """R1-08, R1-09, R2-01: nothing is left out."""
    said = words_of((*taking_part(EMPTY), *consultees(EMPTY), *linked_risks(EMPTY), *resources(EMPTY)))  # fmt: skip
    for words in (
        "Aims of the Participation Strategy: none is recorded", "Consultations: none is recorded",
        "Comparisons with other councils: none is recorded", "not sent", "nothing was shared",
        "No entry of the risk register", "No aim of the Participation Strategy is recorded",
    ):  # fmt: skip
        assert words in said
    assert requests_grid(EMPTY) is None
    assert to_copy(EMPTY) == ()
    assert extras_from(None) is None
    assert "none were counted for this report" in words_of(complaints_beside(EMPTY))
    assert "No statutory measure is recorded" in words_of(measures_beside(EMPTY))


def test_lundy_page_when_nothing_is_known_says_not_done_for_each_element() -> None:
    """R2-01."""
    lines = lundy_page(replace(EMPTY, responses=0))
    assert [line.element for line in lines if line.words == NOT_DONE] == [
        "Space", "Space", "Space", "Voice",
    ]  # fmt: skip
    counted_elsewhere = [line.element for line in lines if line.words == NOT_COUNTED]
    assert counted_elsewhere == ["Audience", "Influence"]
    assert {line.element for line in lines} == set(ELEMENTS)
    counted = with_(lundy=(LundyLine("Influence", "Themes answered", "3 of 9 themes"),))
    assert "3 of 9 themes" in words_of(lundy_page(counted))
    assert lundy_page(replace(EMPTY, responses=None))[0].words == "[c]"


def test_statutory_measures_stand_beside_the_softer_one_with_their_source() -> None:
    """R1-06."""
    line = MeasureLine("Plans in time", "61%", "90%", "April to June 2026", "SEN2", "6 July 2026")
    grid = next(b for b in measures_beside(with_(measures=(line,))) if isinstance(b, Grid))
    assert grid.rows[0] == ("Plans in time, April to June 2026", "61%", "90%", "SEN2, 6 July 2026")
    assert grid.rows[1][0].startswith("Felt listened to")


def test_complaints_are_never_printed_without_compliments_responses_and_caution() -> None:
    """R2-14, R2-15."""
    s = with_(complaints=(CountLine("Complaints", "12"),), compliments=(CountLine("Compliments", "31"),))  # fmt: skip
    blocks = complaints_beside(s)
    assert Paragraph(COMPLAINTS_CAUTION) in blocks
    grid = next(b for b in blocks if isinstance(b, Grid))
    assert [row[0] for row in grid.rows] == ["Complaints", "Compliments", "Responses in all"]
    assert grid.rows[-1][1] == "120"
    hidden = complaints_beside(replace(s, responses=None))
    assert "'[c]'" in words_of(hidden)


def test_good_practice_is_printed_with_how_often_it_was_praised() -> None:
    """R1-15."""
    one = PracticeLine("Rings back", "Family hubs", "Waiting", "Short breaks")
    (bullets,) = to_copy(with_(practice=(one, replace(one, theme="Never heard of"))))
    assert isinstance(bullets, Bullets)
    assert bullets.items[0] == (
        "Rings back (Family hubs). Waiting: praised in 6 comments. Could be copied by: Short breaks."
    )
    assert "praised in [x] comments" in bullets.items[1]


def test_risks_carry_the_trend_and_a_band_and_no_words() -> None:
    """R1-10."""
    *_, grid = linked_risks(with_(risks=(RISK, replace(RISK, theme="Gone"))))
    assert isinstance(grid, Grid)
    assert grid.rows == (
        ("CF-12, Waiting", "High", "Getting larger", "rose", "30 to 99"),
        ("CF-12, Gone", "High", "Getting larger", "[x]", "[x]"),
    )


@pytest.mark.parametrize(
    ("comments", "mark", "band"),
    [
        (None, "[c]", "[c]"), (None, "10 to 14", "10 to 14"), (5, "", "under 10"), (29, "", "10 to 29"),
        (100, "", "100 or more"),
    ],
)  # fmt: skip
def test_band_says_no_more_than_the_figure(comments: int | None, mark: str, band: str) -> None:
    """R1-10."""
    assert band_of(replace(WAITING, comments=comments, marks=(mark, "", "", ""))) == band


def test_forums_words_are_printed_as_they_are_and_not_sent_is_said() -> None:
    """R5-18, R1-22."""
    said = ForumLine("Parent Carer Voice", "3 August 2026", "You  left out\ntransport", "It comes")
    silent = ForumLine("Listening to Families Forum", "Not sent", "No answer yet", "None")
    nhs = PartnerLine("NHS", 2, 1, "9 working days")
    blocks = consultees(with_(forums=(said, silent), partners=(nhs,)))
    words = "Parent Carer Voice, sent on 3 August 2026, says: You  left out\ntransport"
    assert Paragraph(words) in blocks
    assert Paragraph("Listening to Families Forum: not sent.") in blocks
    assert "2 themes shared, 1 without an answer yet" in words_of(blocks)
    assert "9 working days" in words_of(taking_part(with_(partners=(nhs,))))


def test_long_words_of_a_forum_stand_whole_in_the_appendix() -> None:
    """R5-05, R5-18: the main body keeps to six pages, and nothing of what they wrote is lost."""
    said = ForumLine("Parent Carer Voice", "3 August 2026", "You left out transport. " * 60, "Yes")
    s = with_(forums=(said,))
    assert "its words stand in appendix 8" in words_of(consultees(s))
    assert said.comment not in words_of(consultees(s))
    assert said.comment in words_of(taking_part(s))


def test_aims_and_comparisons_have_a_row_each() -> None:
    """R1-08: an aim with no evidence still appears. R1-11: both values."""
    none = "No evidence this quarter"
    aim = AimLine("Aim 1", "Listen", "Head", "1 posts", "Share", "All", "Under way", none)
    link, day = "https://a.example", "1 June 2026"
    far = ComparisonLine("Rate", "Of 10,000", "88", "44", "Neighbours", "2025", link, day)
    s = with_(aims=(aim,), comparisons=(far,))
    grids = {b.title: b for b in taking_part(s) if isinstance(b, Grid)}
    assert grids["Aims of the Participation Strategy"].rows[0][-1] == "No evidence this quarter"
    assert grids["Comparisons with other councils"].rows[0][1:3] == ("88", "44")
    assert "Aim 1: 1 posts." in words_of(resources(s))


def test_information_requests_are_those_that_are_kept() -> None:
    """R1-17."""
    one = RequestLine("R1", "The risk register", "The committee", "Director", "1 May", "Open", "No")
    grid = requests_grid(with_(requests=(one,)))
    assert grid is not None
    assert grid.rows[0][0] == "R1"


def test_year_gathers_its_quarters_once_and_adds_up_what_they_printed() -> None:
    """R5-20, R2-01, R2-14: complaints and compliments together, from printed counts alone (R4-33)."""
    first = PracticeLine("Rings back", "Family hubs", "Waiting", "Short breaks")
    second = replace(first, what="Writes back")
    share = CountLine("Answered in time", "75% of complaints")
    read = LundyLine("Audience", "Read by a person", "80% of responses")
    quarters = [
        CommitteeExtras(
            practice=practice, risks=(RISK,), lundy=(read,), complaints=(CountLine("Complaints", asked), share),
            compliments=(CountLine("Compliments", praised),),
        )
        for practice, asked, praised in (
            ((first,), "1,012", "20"), ((first,), "none", "[c]"), ((second,), "9", "30"), ((), "14", "40"),
        )
    ]  # fmt: skip
    assert extras_of_year(quarters) == CommitteeExtras(
        practice=(first, second),
        risks=(RISK,),
        lundy=(replace(read, words="by quarter: " + ", ".join(["80% of responses"] * 4)),),
        complaints=(CountLine("Complaints", "1,035 (by quarter: 1,012, none, 9, 14)"),),
        compliments=(CountLine("Compliments", "[c] (by quarter: 20, [c], 30, 40)"),),
    )
    assert extras_of_year([None]) is None


def test_year_of_which_a_quarter_kept_no_counts_says_so() -> None:
    """R5-20, R2-15."""
    one = CommitteeExtras(
        complaints=(CountLine("Complaints", "12"),), lundy=(LundyLine("Voice", "Wrote", "all"),)
    )
    whole = extras_of_year([None, one])
    assert whole is not None
    assert whole.complaints[0].words == f"[x] (by quarter: {NOT_COUNTED}, 12)"
    assert whole.compliments == ()
    assert whole.lundy[0].words == f"by quarter: {NOT_COUNTED}, all"
    said = words_of(complaints_beside(replace(EMPTY, extras=whole)))
    assert COMPLAINTS_CAUTION in said


def test_members_read_what_is_compared_and_what_it_costs() -> None:
    """R1-11, R1-08: both values with what they measure and from where; resources of each aim."""
    aim = AimLine(
        "Aim 1", "Listen", "Head", "2 posts, £40,000 a year", "Share", "All", "Under way", "None"
    )
    bare = replace(aim, reference="Aim 2", resource=NO_RESOURCE)
    far = ComparisonLine(
        "Rate", "Of 10,000", "88", "44", "Neighbours", "2025", "https://a.example", "1 June 2026"
    )
    asked = dict(answers_to_members(with_(aims=(aim, bare), comparisons=(far,))))
    compared = asked["How do we compare with other councils?"]
    for words in (
        "Rate, 2025: 88 here. Neighbours: 44. What is counted: Of 10,000.",
        "https://a.example",
        "1 June 2026",
    ):
        assert words in compared
    cost = asked["What does it cost, and is it resourced?"]
    assert "Listen (Aim 1): 2 posts, £40,000 a year" in cost
    assert "no posts, hours or pounds are recorded for Aim 2" in cost
    old = dict(answers_to_members(EMPTY))
    assert "nothing is compared" in old["How do we compare with other councils?"]
    assert old["What does it cost, and is it resourced?"].startswith("Not known yet")


def test_large_gap_between_groups_is_suggested_with_its_rule() -> None:
    """R1-16: a suggestion always prints its rule."""
    s = replace(
        EMPTY,
        listened_disagreed=Share(20, 60, 33, 23, 46),
        listened_agreed=Share(50, 60, 83, 72, 91),
    )
    assert large_gap(s) == 50
    assert suggested_topics(s) == (
        "Why families who disagree feel less listened to (rule: large gap between groups, 50 points)",
    )
    near = replace(s, listened_agreed=Share(30, 60, 50, 38, 62))
    assert (large_gap(near), suggested_topics(near)) == (0, ())
