"""What a figure of the overview counts, as it stands in the address that the figure leads to."""

from collections.abc import Mapping
from datetime import date

from feedback.services.count_versions import CORE
from feedback.services.freeze_quarter import ANSWERS
from feedback.services.overview import AGES, answers_that_felt, days_of_age
from feedback.services.review_queue import Figure
from feedback.services.runtime import Runtime

PEOPLE, AGE, EVER, FELT, ANSWER, HOW = "people", "age", "ever", "felt", "answer", "how"
ANY = "any"
FIGURES: dict[str, tuple[str, dict[str, str]]] = {
    PEOPLE: ("From", {"yes": "people, not groups"}),
    AGE: ("Has waited", {code: label.lower() for code, (label, _most) in AGES.items()}),
    EVER: ("A person", {"read": "has read it", "unread": "has never read it"}),
    FELT: (
        "Felt listened to, adults’ scale, no staff beside",
        {"yes": "fully or partly", "no": "no or not sure", "said": "any answer"},
    ),
    ANSWER: ("Felt listened to, adults’ scale, no staff beside", dict(ANSWERS["listened"][1])),
    HOW: (
        "Theme found by people",
        {ANY: "however", "negative": "criticism", "neutral": "neither or both", "positive": "praise"},
    ),
}  # fmt: skip
"""Name in an address -> in words, and its values: narrower than any filter that officers choose."""


def figure_of(runtime: Runtime, chosen: Mapping[str, str]) -> Figure | None:
    """Return what the choices ask beside the filters, or None where no figure was followed."""
    if not any(name in chosen for name in FIGURES):
        return None
    answers, audiences = answers_that_felt(chosen[FELT]) if FELT in chosen else ((), ())
    if ANSWER in chosen:
        answers, audiences = (chosen[ANSWER],), CORE.audiences
    found = None
    if HOW in chosen and "theme" in chosen:
        found = (chosen["theme"], None if chosen[HOW] == ANY else chosen[HOW])
    came: tuple[date | None, date | None] = (None, None)
    if AGE in chosen:
        with runtime.database.reading() as session:
            came = days_of_age(session, runtime, chosen[AGE])
    return Figure(
        people=PEOPLE in chosen,
        came=came,
        was_read=chosen[EVER] == "read" if EVER in chosen else None,
        felt=answers,
        audiences=audiences,
        found=found,
    )
