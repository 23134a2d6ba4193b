"""Tables of what people said of themselves, to stand beside who lives in the county (R5-10)."""

from sqlalchemy.orm import Session

from feedback.domain.equality import ETHNICITY, NOT_SAID
from feedback.domain.quarters import Quarter
from feedback.services.equality import tally

AGE = "age"
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "Ethnic group": (
        ETHNICITY,
        {
            "white": "White",
            "asian": "Asian, Asian British or Asian Welsh",
            "mixed": "Mixed or multiple ethnic groups",
            "black": "Black, Black British, Black Welsh, Caribbean or African",
            "other": "Other ethnic group",
            NOT_SAID: "Rather not say",
        },
    ),
    "Age of adults": (
        AGE,
        {
            "16-24": "16 to 24",
            "25-34": "25 to 34",
            "35-44": "35 to 44",
            "45-54": "45 to 54",
            "55-64": "55 to 64",
            "65-plus": "65 or over",
        },
    ),
}
"""Title -> question, and its codes with their rows; the titles and rows of the population's file."""


def list_who_answered(session: Session, quarter: Quarter) -> dict[str, list[tuple[str, int]]]:
    """Return the tables in which anybody stands. Privacy: small counts are not hidden yet."""
    counted = {(t.question, t.value): t.count for t in tally(session, quarter, published=True)}
    tables = {
        title: [(label, counted.get((question, code), 0)) for code, label in labels.items()]
        for title, (question, labels) in TABLES.items()
    }
    return {title: rows for title, rows in tables.items() if any(n for _label, n in rows)}
