"""Complaints about how the council uses what somebody sent: apart from complaints about a service (R4-11)."""

from datetime import date, timedelta
from enum import StrEnum

ACKNOWLEDGE_DAYS = 30
"""Source: R4-11, the Data (Use and Access) Act 2025, in force from 19 June 2026: counted from the day after it came,
weekends and holidays included."""


class DataComplaintState(StrEnum):
    """Where it is: it waits, we have said that we have it, we have said what we found."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"


def acknowledge_by(received_on: date) -> date:
    """Return the last day on which we may say that we have it."""
    return received_on + timedelta(days=ACKNOWLEDGE_DAYS)
