"""A chart is read without colour: direct labels, words for what is hidden, no line through a word (section 5.5)."""

from xml.etree import ElementTree

import pytest

from analysis.reports.blocks import Dot, DotChart, MixBar, MixChart
from feedback.rendering.charts import BLUE, GREY, INK, TURQUOISE, WHITE, chart_svg


def test_chart_when_drawn_has_title_zero_line_and_words_for_what_is_hidden() -> None:
    """R5-21: role, title, text as text; a hidden figure stands there in words and has no bar."""
    bars = (
        MixBar("A", (3, 2, 5), 10, "10"),
        MixBar("B", None, 8, "8, mix [c]"),
        MixBar("C", None, None, "[c] x"),
    )
    drawn = chart_svg(MixChart("Waiting: spoken of most", "Comments, 2026", bars))
    root = ElementTree.fromstring(drawn)  # noqa: S314
    assert root.attrib["role"] == "img"
    texts = [e.text for e in root.iter() if e.tag.endswith("}text")]
    assert {"A", "B", "C", "[c] x", "8, mix [c]", "Criticism", "Praise"} <= set(texts)
    rects = [e.attrib for e in root.iter() if e.tag.endswith("}rect")]
    assert len(rects) == 1 + 3 + 3 + 1, (
        "ground, key, the three parts of A, the outline of B; none of C"
    )
    assert [r["x"] for r in rects if r.get("stroke-dasharray")] == ["300.0"]


def test_chart_of_shares_draws_each_interval_and_no_line_over_a_break() -> None:
    """R2-16, R5-21."""
    dots = (
        Dot("a", 40, 30, 50, "40%"),
        Dot("b", 50, 40, 60, "50%", joined=True),
        Dot("c", 60, 50, 70, "60%", joined=False),
        Dot("d", None, None, None, "[c] too few", joined=True),
    )
    drawn = chart_svg(DotChart("T", "S", dots))
    assert drawn.count("<circle") == 3
    assert drawn.count('stroke-width="1"') == 1, "one line, from a to b"
    assert drawn.count('stroke-width="2.5"') == 9
    assert "[c] too few" in drawn
    assert all(f">{tick}%<" in drawn for tick in (0, 25, 50, 75, 100))


def test_no_line_of_a_chart_runs_through_its_words() -> None:
    """Section 5.5: a box as wide as the words lies between them and every line that was drawn before."""
    hidden = "[c] too few, or a small count beside it"
    dots = (Dot("a", 40, 30, 50, "40% of 38"), Dot("b", None, None, None, hidden))
    drawn = list(ElementTree.fromstring(chart_svg(DotChart("T", "S", dots))))  # noqa: S314
    for words in ("40% of 38", hidden):
        (place,) = (n for n, e in enumerate(drawn) if e.text == words)
        box, text = drawn[place - 1].attrib, drawn[place].attrib
        assert box["fill"] == WHITE
        assert float(box["x"]) < float(text["x"])
        assert float(box["width"]) >= 7 * len(words)
        assert float(box["y"]) + float(box["height"]) > float(text["y"]) > float(box["y"]) + 12
    after = [e for e in drawn if e.tag.endswith("}line")][5:]
    assert {e.attrib["stroke-width"] for e in after} == {"2.5"}, (
        "only intervals come after the ground"
    )


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BLUE, WHITE),
        (WHITE, TURQUOISE),
        (BLUE, TURQUOISE),
        (WHITE, GREY),
        (WHITE, INK),
        (TURQUOISE, INK),
    ],
)
def test_colours_that_touch_differ_by_three_to_one(one: str, other: str) -> None:
    """R5-21: in grey as well, because only lightness is compared."""
    low, high = sorted((_luminance(one), _luminance(other)))
    assert (high + 0.05) / (low + 0.05) >= 3


def test_label_that_is_long_stands_on_two_lines_beside_its_bar() -> None:
    """Section 5.5: no label of our codebook is cut off."""
    label = "Quality of assessment, plans and practice"
    drawn = chart_svg(MixChart("T", "S", (MixBar(label, (3, 2, 5), 10, "10"),)))
    root = ElementTree.fromstring(drawn)  # noqa: S314
    lines = [e for e in root.iter() if e.tag.endswith("}text") and e.attrib["x"] == "292.0"]
    assert " ".join(str(e.text) for e in lines) == label
    assert float(lines[1].attrib["y"]) - float(lines[0].attrib["y"]) == 16
