"""What is asked of families day by day is feedback, and never calls itself a consultation (R2-04)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"\bconsult", re.IGNORECASE)


def test_no_form_or_page_for_families_speaks_of_consulting() -> None:
    """R2-04."""
    read = [
        *(ROOT / "forms/definitions").glob("*.toml"),
        *(ROOT / "templates/family").rglob("*.html"),
        *(ROOT / "templates/components").rglob("*.html"),
    ]
    assert len(read) > 40
    assert [path.name for path in read if WORD.search(path.read_text(encoding="utf-8"))] == []
