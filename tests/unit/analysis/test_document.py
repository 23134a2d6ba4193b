"""The report's sentences say what the figures carry, and nothing else."""

import re
from dataclasses import replace

from analysis.reports.build import build_snapshot
from analysis.reports.council import (
    APPENDICES,
    RECOMMENDATION_VERBS,
    council_headings,
    suggested_topics,
)
from analysis.reports.counts import AGREED, BROUGHT_IN, CHANNEL, WHO, ThemeCount
from analysis.reports.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Lettered,
    MixChart,
    Paragraph,
    build_body,
    build_document,
)
from analysis.reports.question_bank import question_bank
from analysis.reports.questions import answers_to_members
from tests.unit.analysis.test_stats import counts


def section(heading: str, **changes: object) -> list[Block]:
    """Return what stands under a heading of the invented quarter's report."""
    blocks = build_document(build_snapshot(counts(**changes), threshold=5))
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.words == heading)
    after = blocks[start + 1 :]
    ends = [i for i, b in enumerate(after) if isinstance(b, Heading)]
    return list(after[: ends[0]] if ends else after)


def words(blocks: list[Block]) -> str:
    """Return the blocks' sentences in one line."""
    return " ".join(
        b.words if isinstance(b, Paragraph) else " ".join(b.items)
        for b in blocks
        if isinstance(b, Paragraph | Bullets | Lettered)
    )


def test_question_that_nobody_answered_makes_a_sentence_and_no_table() -> None:
    tables = {AGREED: [("Yes", 0), ("No", 0)], WHO: [("Parent", 0)], CHANNEL: [("Paper", 40)]}
    assert "cannot be said" in words(
        section("Listened to, even when they disagreed", tables=tables)
    )
    assert "Nobody said who they are" in words(section("Who we have not heard from", tables=tables))
    appendix = section("Appendix 1: Tables", tables=tables)
    assert [b.title for b in appendix if isinstance(b, Grid)][2:] == [CHANNEL]
    assert "nobody answered: whether they agreed with the decision; who they are." in words(
        appendix
    )


def test_report_of_brought_in_responses_says_so() -> None:
    tables = {CHANNEL: [("Web form", 0), (BROUGHT_IN, 1219)]}
    said = words(section("Three questions", tables=tables, decided_share=0.0))
    assert "1,219 of the responses were brought in from another system" in said
    assert "No person has checked the theme tags yet" in said


def test_hardly_any_decision_is_not_told_as_none() -> None:
    assert "A person decided 1%" in words(section("Three questions", decided_share=0.001))
    assert "A person decided 99%" in words(section("Three questions", decided_share=0.999))
    assert "decided every theme tag" in words(section("Three questions", decided_share=1.0))


def test_theme_praised_less_often_than_criticised_is_no_strength() -> None:
    waiting = ThemeCount("timeliness", "Waiting", "Quality", 354, 141, 207, 350)
    kind = ThemeCount("staff-attitude", "Respect", "Culture", 487, 459, 28, 480)
    near = ThemeCount("health-access", "Health", "Support", 256, 135, 114, 250)
    themes = {"themes": [waiting, kind, near], "comments": 900, "comments_before": 900}
    assert words(section("Strengths", **themes)) == "Respect: praised in 459 comments of 487."
    assert (
        words(section("What families criticised", **themes))
        == "Waiting: criticised in 207 comments of 354."
    )


def test_share_of_a_question_with_several_answers_is_of_people() -> None:
    tables = {"Services": [("School", 30), ("Dentist", 20)]}
    (table,) = build_snapshot(counts(tables=tables, bases={"Services": 40}), threshold=5).tables
    assert [(r.label, r.percent) for r in table.rows] == [("School", 75), ("Dentist", 50)]
    assert table.total == 40


def test_every_question_of_members_has_an_answer_or_a_day() -> None:
    """R5-17: none is blank."""
    known = counts(known_by="31 January 2027")
    blocks = section("Appendix 6: Questions members ask", known_by="31 January 2027")
    (bullets,) = [b for b in blocks if isinstance(b, Bullets)]
    assert len(bullets.items) == 10
    assert all(item.split("? ", 1)[1].strip() for item in bullets.items)
    assert f"will be known by {known.known_by}" in words(blocks)


def body_words(**changes: object) -> int:
    """Return how many words the main body has."""
    blocks = build_body(build_snapshot(counts(**changes), threshold=5))
    cells = [c for b in blocks if isinstance(b, Grid) for row in b.rows for c in row]
    headings = [b.words for b in blocks if isinstance(b, Heading)]
    return len(" ".join([words(list(blocks)), *cells, *headings]).split())


def test_main_body_has_at_most_2500_words_under_every_heading_in_order() -> None:
    """R5-01, R5-05: each heading is there, in the order of the file, and none is empty."""
    assert body_words() <= 2500
    blocks = build_body(build_snapshot(counts(), threshold=5))
    found = [b.words for b in blocks if isinstance(b, Heading) and b.level == 2]
    assert found == [heading.title for heading in council_headings()]
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and block.words != "Key considerations":
            after = blocks[place + 1]
            assert not isinstance(after, Heading), f"{block.words} is empty"


def test_headings_of_another_council_stand_in_its_order() -> None:
    """R5-01: the order is a file; a heading without words says so."""
    other = council_headings(
        '[[heading]]\ntitle = "Risk"\npart = "risk"\n[[heading]]\ntitle = "Why"\n'
    )
    blocks = build_body(build_snapshot(counts(), threshold=5), other)
    assert [b.words for b in blocks if isinstance(b, Heading)] == ["Risk", "Why"]
    assert words([blocks[-1]]).startswith("None identified, because")


def test_three_questions_are_answered_in_120_words() -> None:
    """R2-08."""
    said = words(section("Three questions", tables={CHANNEL: [(BROUGHT_IN, 1219)]}))
    assert 30 <= len(said.split()) <= 120


def test_recommendations_are_at_most_four_lettered_and_begin_with_a_verb() -> None:
    """R5-02."""
    (listed,) = [b for b in section("Recommendations") if isinstance(b, Lettered)]
    assert 1 <= len(listed.items) <= 4
    assert all(item.startswith(RECOMMENDATION_VERBS) for item in listed.items)


def test_suggested_topics_print_their_rule() -> None:
    """R1-16: rising themes, themes that returned and missing voices; never without the rule."""
    tables = {WHO: [("Parent", 36), ("Kinship carer", 0)]}
    quarter = build_snapshot(counts(tables=tables, returned=["Waiting"]), threshold=5)
    topics = suggested_topics(quarter)
    assert len(topics) <= 3
    assert all("(rule: " in topic for topic in topics)
    assert any("returned after action" in topic for topic in topics)


def test_officers_words_stand_beside_the_figures_and_change_none() -> None:
    """R5-11: commentary is text of its own."""
    quarter = build_snapshot(counts(), threshold=5)
    with_words = replace(quarter, commentary=(("Purpose", "To look again."),))
    before, after = build_document(quarter), build_document(with_words)
    assert [b for b in before if isinstance(b, Grid)] == [b for b in after if isinstance(b, Grid)]
    assert Paragraph("To look again.") in after
    assert len(before) == len(after)


def test_no_sentence_says_rose_or_fell_without_a_figure_that_did() -> None:
    """R5-11: words of change stand in the body only where a test carries them."""
    steady = ThemeCount("timeliness", "Waiting", "Quality", 30, 2, 28, 27)
    blocks = build_body(build_snapshot(counts(themes=[steady], disagreed=(9, 20)), threshold=5))
    said = words([b for b in blocks if not isinstance(b, Heading)])
    said = said.replace("Rose or fell is said only", "").replace("rose or interval", "")
    assert not re.findall(
        r"\b(?:rose|fell|increase\w*|decrease\w*|improv\w*|worse\w*)\b", said, re.I
    )


def test_appendices_are_all_there_even_where_empty() -> None:
    """R1-09, R1-17, R5-05."""
    blocks = build_document(build_snapshot(counts(), threshold=5))
    found = [b.words for b in blocks if isinstance(b, Heading) and b.words.startswith("Appendix ")]
    assert found == [f"Appendix {n}: {title}" for n, title in enumerate(APPENDICES, 1)]
    assert words(section("Appendix 3: Action tracker")) == "No action is recorded."
    (asked,) = [b for b in section("Appendix 5: Information requests") if isinstance(b, Grid)]
    assert len(asked.rows) == 3


def test_praised_strength_stands_as_far_up_as_criticism() -> None:
    """R1-15: strengths are always there, with the number of comments."""
    kind = ThemeCount("staff-attitude", "Respect", "Culture", 487, 459, 28, 480)
    said = section("Strengths", themes=[kind], comments=900, comments_before=900)
    assert "459 comments of 487" in words(said)
    assert section("Strengths") != []


HIDDEN_MIX = ThemeCount("staff-attitude", "How staff are", "Quality", 29, 28, 1, 30)
SHOWN_MIX = ThemeCount("timeliness", "Waiting", "Quality", 30, 14, 16, 30)


def test_claims_over_all_themes_leave_out_those_whose_mix_is_hidden() -> None:
    """R5-11: a theme that is praised more may stand behind a sign, so nothing is the most of all."""
    themes = [SHOWN_MIX, HIDDEN_MIX]
    made = build_snapshot(counts(themes=themes), threshold=5)
    assert made.themes[1].positive is None, "its one criticism would point at somebody"
    shown = "themes whose praise and criticism can be shown"
    assert f"No theme{shown.removeprefix('themes')} was clearly praised" in words(
        section("Strengths", themes=themes)
    )
    answers = dict(answers_to_members(made))
    assert (
        f"Most praised, of the {shown}: waiting, in 14 comments." in answers["How is praise used?"]
    )
    (blamed,) = [q for q in question_bank(made) if q.question == "What is criticised most?"]
    assert blamed.answer == f"Of the {shown}, waiting: criticised in 16 comments of 30."
    alone = build_snapshot(counts(themes=[SHOWN_MIX]), threshold=5)
    assert "Most praised: waiting" in dict(answers_to_members(alone))["How is praise used?"]
    assert "No theme was clearly praised" in words(section("Strengths", themes=[SHOWN_MIX]))


def test_theme_that_shares_the_first_place_is_not_said_to_be_spoken_of_most() -> None:
    """R5-11, section 5.5: the chart's message is true."""
    even = ThemeCount("send", "Special needs", "Quality", 30, 14, 16, 30)
    titles = [
        next(
            b.title for b in section("What families spoke of", themes=t) if isinstance(b, MixChart)
        )
        for t in ([SHOWN_MIX], [SHOWN_MIX, HIDDEN_MIX], [SHOWN_MIX, even])
    ]
    assert titles == ["Waiting: spoken of most"] * 2 + ["What families spoke of"]


def test_groups_that_are_not_heard_stand_in_sentences_as_people() -> None:
    """R5-10, R1-16: how to hear from kinship carers, not from kinship carer."""
    tables = {
        WHO: [
            ("Parent", 20),
            ("Foster carer", 16),
            ("Kinship carer", 0),
            ("Other family", 0),
            ("Helpers", 0),
        ]
    }
    said = "foster carers, kinship carers, other family, helpers"
    assert said in words(section("Who we have not heard from", tables=tables))
    made = build_snapshot(counts(tables=tables), threshold=5)
    assert f"safely: {said}." in dict(answers_to_members(made))["Who have you not heard from?"]
    assert (
        "How to hear from foster carers, kinship carers and other family (rule: missing voice)"
        in suggested_topics(made)
    )
