"""Answers of different scales meet only as fully, partly or no, as the document says (R3-13)."""

import re
from itertools import product
from pathlib import Path

import pytest

from feedback.domain.questionnaires import Audience, Construct
from feedback.domain.scales import SCALE_OF, SCALES, Comparable, Scale, codes_of, comparable

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs/questionnaires.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("scale", "code", "means"),
    [
        (Scale.CORE, "partly", Comparable.PARTLY),
        (Scale.CORE, "not_sure", None),
        (Scale.CORE, "no_decision", None),
        (Scale.SOMETIMES, "sometimes", Comparable.PARTLY),
        (Scale.SOMETIMES, "dont_know", None),
        (Scale.FACES, "ok", Comparable.PARTLY),
        (Scale.FACES, "not_good", Comparable.NO),
        (Scale.EASY, "yes", Comparable.FULLY),
        (Scale.EASY, "fully", None),
    ],
)
def test_an_answer_is_compared_as_fully_partly_or_no_and_not_knowing_is_none(
    scale: Scale, code: str, means: Comparable | None
) -> None:
    assert comparable(scale, Construct.LISTENED, code) is means
    assert comparable(scale, Construct.EXPLAINED, code) is means


def test_nothing_but_listening_and_explaining_is_compared() -> None:
    compared = {
        construct
        for scale, construct in product(Scale, Construct)
        if any(comparable(scale, construct, code) for code in SCALES[scale].get(construct, ()))
    }
    assert compared == {Construct.LISTENED, Construct.EXPLAINED}


@pytest.mark.parametrize("scale", Scale)
def test_every_scale_can_say_all_three(scale: Scale) -> None:
    for construct in (Construct.LISTENED, Construct.EXPLAINED):
        said = [comparable(scale, construct, code) for code in SCALES[scale][construct]]
        assert [one for one in said if one] == list(Comparable)


@pytest.mark.parametrize("scale", Scale)
def test_document_shows_the_mapping_and_the_codes(scale: Scale) -> None:
    mapped = {
        comparable(scale, Construct.LISTENED, code): code
        for code in SCALES[scale][Construct.LISTENED]
    }
    row = f"| `{scale}` | `{mapped[Comparable.FULLY]}` | `{mapped[Comparable.PARTLY]}` | `{mapped[Comparable.NO]}` |"
    assert row in DOCUMENT
    if scale is not Scale.CORE:
        found = re.search(rf"^\| `{scale}` \| `(\w+)` \| (.+) \| (.+) \|$", DOCUMENT, re.MULTILINE)
        assert found is not None
        assert SCALE_OF[Audience(found[1])] is scale
        assert found[3].split() == [f"`{construct}`" for construct in SCALES[scale]]
        for codes in SCALES[scale].values():
            assert found[2].split() == [f"`{code}`" for code in codes]


def test_versions_on_one_scale_offer_the_same_codes() -> None:
    same = [codes_of(a, Construct.OVERALL) for a in (Audience.ADULT, Audience.CARE_LEAVER)]
    assert same[0] == same[1]
    assert codes_of(Audience.YOUNG_CHILD, Construct.AGREED) == ()
