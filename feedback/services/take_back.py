"""A family takes back what it sent (R4-06): the code, the key, the words and every tag are destroyed.

What cannot be undone is said on the page: a quarter that is frozen stays as it is, and a flagged comment is
read by a person before it goes, so that nobody can hide a child in danger by taking the child's words back.
"""

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.services.audit import record
from feedback.services.receipts import open_receipt
from feedback.services.runtime import Runtime
from feedback.storage.queries import receipts as queries
from feedback.storage.words_index import merge_words_index


def take_back(session: Session, runtime: Runtime, typed: str) -> None:
    """Destroy the response behind the code; from then on the code is unknown.

    Raises: ReceiptUnknown when there is no such code.
    """
    response = open_receipt(session, runtime, typed, lock=True)
    today = runtime.clock.today()
    waits = queries.has_open_flag(session, response.id)
    comments = len(queries.list_own_comments(session, response.id))
    queries.forget_receipt(session, response, today)
    if waits:
        queries.destroy_later(session, response.id, None, today)
    else:
        queries.destroy(session, response.id)
        merge_words_index(session)
    record(
        session,
        runtime,
        AuditAction.TAKEN_BACK,
        subject=("response", response.id),
        detail={"comments": comments, "waits": waits},
    )


def finish_taking_back(runtime: Runtime) -> int:
    """Destroy what families took back and whose flags a person has dealt with since; return how much it was."""
    with runtime.database.transaction() as session:
        found = queries.list_to_destroy(session)
        for response_id, comment_id in found:
            queries.destroy(session, response_id, comment_id)
        if found:
            merge_words_index(session)
        return len(found)
