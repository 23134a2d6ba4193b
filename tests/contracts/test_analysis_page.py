"""What docs/analysis.md says was measured is what was measured, of the model that ships."""

import json

from benchmarks.analysis_page import MEASURED, PAGE, model_hash, page


def test_page_is_made_from_what_was_measured_last() -> None:
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    written = PAGE.read_text(encoding="utf-8")
    assert page(written, measured) == written, "./run bench analysis_page"


def test_what_was_measured_is_the_model_that_ships() -> None:
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert measured["model"] == model_hash(), "./run bench analysis_page --data DIR"
