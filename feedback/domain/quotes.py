"""The rule for quoting families (R4-05, R4-41 to R4-43, R1-18)."""

from enum import StrEnum

LEAST_WORDS = 4
MOST_WORDS = 40
LEAST_COMMENTS = 5
"""A theme that fewer comments speak of is not quoted. Source: R4-41."""
THEMES_QUOTED = 5
QUOTES_A_THEME = 2
APPROVERS = 2


class QuoteState(StrEnum):
    """Where a quote is. Only an approved one is printed."""

    PICKED = "picked"
    APPROVED = "approved"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a quote that the rule picked is not used; the next one by the same rule takes its place."""

    RECOGNISABLE = "recognisable"
    PUBLIC = "public"
    COURT = "court"
    UNSUITABLE = "unsuitable"
    WITHDRAWN = "withdrawn"
