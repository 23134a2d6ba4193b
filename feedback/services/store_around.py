"""Store what stands around a response, each part where it belongs, in the transaction of the response."""

from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.submissions import Submission
from feedback.services.contact_details import seal_contact
from feedback.services.equality import count_about_you
from feedback.storage.queries import around as queries
from feedback.storage.sealing import DataKey


def store_around(
    session: Session, submission: Submission, response_id: UUID, key: DataKey, *, quarter: str
) -> None:
    """Store a complaint as a hand-off, contact details sealed, and answers about oneself as counts.

    The hand-off's day is the day of sending: the clock of a complaint starts there, whenever it is read
    (R2-11). Contact details are kept only beside a complaint: without one nobody would use them.

    Args:
        quarter: in which the response counts.
    """
    around, day = submission.around, submission.received_on
    if around.complaint is not None and around.complaint.is_handed_on:
        queries.add_hand_off(session, response_id, wish=around.complaint, received_on=day)
        if around.contact is not None and around.contact.reachable:
            sealed = seal_contact(key, response_id, around.contact)
            queries.add_contact(session, response_id, sealed=sealed, kept_from=day)
    if around.about_you:
        count_about_you(session, submission, quarter)
