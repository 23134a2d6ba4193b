"""The form on paper asks what the pages ask, in the same order, under the same ids (R3-18)."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from forms.questionnaire import load_questionnaires

QUESTIONNAIRES = load_questionnaires()
SHEET = Path(__file__).resolve().parents[4] / "assets/print.scss"


@pytest.mark.parametrize("slug", sorted(QUESTIONNAIRES))
def test_printed_questions_and_answers_are_those_of_the_pages(
    client: FlaskClient, slug: str
) -> None:
    page = client.get(f"/{slug}/paper").text
    asked = QUESTIONNAIRES[slug].questions
    assert re.findall(r'data-question="([\w-]+)"', page) == [q.id for q in asked]
    assert re.findall(r"\[([\w-]+)\]</span>", page) == [q.id for q in asked], "not printed"
    codes = [option.code for question in asked for option in question.options]
    assert re.findall(r'data-answer="(\w+)"', page) == codes
    assert page.count('class="tick"') == len(codes) + 1


def test_paper_names_its_version_its_address_and_whom_to_call(client: FlaskClient) -> None:
    page = client.get("/listening-to-families/paper").text
    assert QUESTIONNAIRES["listening-to-families"].id[:8] in page
    for words in ("Freepost", "01432 260000", "999", "0800 1111", "Do not write your name"):
        assert words in page, "R3-18, R4-20"


def test_print_sheet_has_no_small_letters_no_small_boxes_and_no_colour() -> None:
    """R3-18: A4, at least 14 points, boxes of at least 6 mm, black and white."""
    sheet = SHEET.read_text(encoding="utf-8")
    assert "size: A4" in sheet
    assert min(int(found) for found in re.findall(r"(\d+)pt", sheet)) >= 14
    box = re.search(r"\.tick \{[^}]*width: (\d+)mm; height: (\d+)mm", sheet)
    assert box is not None
    assert min(map(int, box.groups())) >= 6
    assert set(re.findall(r"#[0-9a-f]{3,6}", sheet)) == {"#fff", "#000"}
