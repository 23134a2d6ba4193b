"""Answers that waited on a phone without signal: open their envelope, and answer so that only their writer can read it.

What they say is stored by `submit_response`, as if they had been sent from the page (promise 2).
"""

import base64
import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.domain.errors import SealBroken
from feedback.domain.questionnaires import Questionnaire, read_questionnaire
from feedback.services.runtime import Runtime
from feedback.storage.envelopes import open_envelope, public_key, seal_answer
from feedback.storage.queries.review import list_definitions
from feedback.storage.sealing import KEY_BYTES

WAITING_DAYS = 7
"""How long answers may wait: a phone removes them after that, and we no longer take them."""
_BROKEN = "What waited on the phone cannot be opened: it was changed, or it is not ours."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was in an envelope.

    Args:
        page: the sealed page that the check page held.
        work: what the phone reckoned where the operator asks for that; empty where not.
        reply_key: what the receipt is sealed with on its way back; only the writer's browser can have it.
    """

    slug: str
    page: str
    may_quote: bool
    work: str
    reply_key: bytes


def waiting_key(runtime: Runtime) -> str:
    """Return the public key that a browser seals waiting answers with."""
    return public_key(runtime.keyring)


def open_waiting(runtime: Runtime, envelope: str) -> Waiting:
    """Return what a browser sealed for us.

    Raises: SealBroken when it was altered or is not ours; SealKeyGone, of that kind, when it was sealed for a key
        that is no longer in the settings.
    """
    try:
        content = json.loads(open_envelope(runtime.keyring, envelope))
        reply_key = base64.b64decode(content["key"], validate=True)
        waiting = Waiting(
            slug=str(content["slug"]),
            page=str(content["page"]),
            may_quote=content["quote"] is True,
            work=str(content["work"]),
            reply_key=reply_key,
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise SealBroken(_BROKEN) from None
    if len(reply_key) != KEY_BYTES:
        raise SealBroken(_BROKEN)
    return waiting


def seal_receipt(waiting: Waiting, code: str) -> str:
    """Return the receipt for the browser that the answers came from, and for nobody who listens or looks on."""
    return seal_answer(waiting.reply_key, code.encode())


def find_as_asked(session: Session, questionnaire_id: str) -> Questionnaire | None:
    """Return a version that was asked once, exactly as it was asked; None when there was none (R2-16)."""
    found = list_definitions(session, [questionnaire_id]).get(questionnaire_id)
    return None if found is None else read_questionnaire(found)
