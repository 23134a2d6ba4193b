"""What comes for a quarter that is drafted or frozen already counts in the next one (R4-33)."""

from datetime import date

from sqlalchemy.orm import Session

from feedback.domain.quarters import Quarter
from feedback.services.runtime import Runtime
from feedback.storage.queries.frozen import lock_reports
from feedback.storage.queries.reports import is_drafted


def quarter_for(session: Session, runtime: Runtime, received_on: date) -> str:
    """Return the quarter in which an answer of this day counts.

    It is the quarter of the day, unless that one has been drafted: then the first one after it that has not. The
    quarter of today is never drafted, so a family that sends now waits for nobody.
    """
    quarter, now = Quarter.containing(received_on), Quarter.containing(runtime.clock.today())
    if quarter >= now:
        return str(quarter)
    lock_reports(session)
    while quarter < now and is_drafted(session, str(quarter)):
        quarter = quarter.shifted(1)
    return str(quarter)
