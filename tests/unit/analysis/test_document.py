"""The report's sentences say what the figures carry, and nothing else."""

from analysis.reports.build import build_snapshot
from analysis.reports.counts import AGREED, BROUGHT_IN, CHANNEL, WHO, ThemeCount
from analysis.reports.document import Block, Bullets, Grid, Heading, Paragraph, build_document
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
        if isinstance(b, Paragraph | Bullets)
    )


def test_question_that_nobody_answered_makes_a_sentence_and_no_table() -> None:
    tables = {AGREED: [("Yes", 0), ("No", 0)], WHO: [("Parent", 0)], CHANNEL: [("Paper", 40)]}
    assert "cannot be said" in words(
        section("Listened to, even when they disagreed", tables=tables)
    )
    assert "Nobody said who they are" in words(section("Who we have not heard from", tables=tables))
    appendix = section("Tables", tables=tables)
    assert [b.title for b in appendix if isinstance(b, Grid)][1:] == [CHANNEL]
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
    blocks = section("Questions members ask", known_by="31 January 2027")
    (bullets,) = [b for b in blocks if isinstance(b, Bullets)]
    assert len(bullets.items) == 10
    assert all(item.split("? ", 1)[1].strip() for item in bullets.items)
    assert f"will be known by {known.known_by}" in words(blocks)
