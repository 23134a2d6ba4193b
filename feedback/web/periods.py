"""Which period and version an address names."""

import re

from flask import abort

from feedback.domain.quarters import Quarter

_YEAR = re.compile(r"\d{4}", re.ASCII)


def read_period(written: str) -> str:
    """Return the quarter (2026-Q3) or the year (2026) that is written; anything else is no page of ours."""
    if _YEAR.fullmatch(written):
        return written
    try:
        return str(Quarter.parse(written))
    except ValueError:
        abort(404)


def label_of(period: str) -> str:
    """Return the period in words: July to September 2026, or the year 2026."""
    return Quarter.parse(period).label if "-" in period else f"The year {period}"
