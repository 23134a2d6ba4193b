"""The codes of the equality questions that other figures are compared with.

Source: Census 2021 for England and Wales, ethnic group (19 boxes in 5 groups), as the Office for National
Statistics publishes it.
"""

ETHNIC_GROUPS: dict[str, tuple[str, ...]] = {
    "asian": ("bangladeshi", "chinese", "indian", "pakistani", "other_asian"),
    "black": ("african", "caribbean", "other_black"),
    "mixed": ("white_asian", "white_black_african", "white_black_caribbean", "other_mixed"),
    "white": ("british", "irish", "gypsy_traveller", "roma", "other_white"),
    "other": ("arab", "other_ethnic"),
}
"""The 5 published groups and the 19 boxes in them. Only the groups are published where numbers are small."""

ETHNICITY = "ethnicity"
NOT_SAID = "not_said"
"""Chosen by who would rather not say; counted like any answer, so that silence is not mistaken for absence."""

GROUP_OF: dict[str, str] = {
    detail: group for group, details in ETHNIC_GROUPS.items() for detail in details
}
"""Box -> group, for each of the 19."""


def ethnic_group(value: str) -> str:
    """Return the published group of a box; "rather not say" is a group of its own."""
    return GROUP_OF.get(value, NOT_SAID)
