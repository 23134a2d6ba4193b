"""Documents that promise a test name one that exists; what the law asks to have is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DPIA = ROOT / "docs/dpia"
CRITERIA = 55
"""WCAG 2.2 has 31 criteria at level A and 24 at AA, without 4.1.1, which it took out."""


def known_tests() -> set[str]:
    """Return the names of all tests."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def table(path: Path, first: str) -> list[list[str]]:
    """Return the cells of the table rows whose first cell matches."""
    lines = path.read_text(encoding="utf-8").splitlines()
    written = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    cells = [[cell.strip() for cell in row] for row in written]
    return [row for row in cells if re.fullmatch(first, row[0])]


@pytest.mark.parametrize("path", ["accessibility.md", "dpia/childrens-code.md"])
def test_every_test_that_a_document_names_exists(path: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / path).read_text(encoding="utf-8")))
    assert named
    assert named - known_tests() == set()


def test_every_criterion_has_a_test_a_check_by_hand_or_nothing_to_check() -> None:
    """R3-01, R3-02."""
    rows = table(ROOT / "docs/accessibility.md", r"\d\.\d\.\d+")
    assert len(rows) == CRITERIA
    assert len({row[0] for row in rows}) == CRITERIA
    for row in rows:
        assert row[3].startswith(("`test_", "manual: ", "none on the pages")), row


def test_childrens_code_has_fifteen_standards_each_with_a_test_or_a_reason() -> None:
    """R4-13."""
    rows = table(DPIA / "childrens-code.md", r"\d+ .+")
    assert [int(row[0].split()[0]) for row in rows] == list(range(1, 16))
    for row in rows:
        assert row[2].startswith("`test_") or "not applicable" in row[1].lower(), row


def test_every_document_of_the_assessment_is_there() -> None:
    """R4-01."""
    wanted = {
        "assessment.md": ("Lawful basis", "Risks", "Review on", "Outcome"),
        "appropriate-policy.md": ("Schedule 1", "paragraph 8", "not kept too long"),
        "record-of-processing.md": ("Controller", "Purpose", "Kept", "30 days"),
        "childrens-code.md": ("15 Online tools",),
    }
    for name, parts in wanted.items():
        text = (DPIA / name).read_text(encoding="utf-8")
        for part in parts:
            assert part in text, f"{name}: {part}"
