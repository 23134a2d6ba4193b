"""Keep what an officer chose when their session ended in mid-decision: sealed, in the sign-in page itself.

Nothing is stored on the server, nothing stands in an address, and nobody can alter it on the way.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from werkzeug.datastructures import MultiDict

from feedback.domain.errors import SealBroken
from feedback.services.runtime import Runtime

PURPOSE = "kept decision form"
NOT_KEPT = ("csrf_token",)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was chosen of a response."""

    response_id: UUID
    sent: MultiDict[str, str]


def keep_form(runtime: Runtime, response_id: UUID, sent: MultiDict[str, str]) -> str:
    """Return the sealed form."""
    written = {
        "response": str(response_id),
        "at": runtime.clock.now().isoformat(),
        "sent": [[name, value] for name, value in sent.items() if name not in NOT_KEPT],
    }
    return runtime.keyring.seal_page(json.dumps(written).encode(), purpose=PURPOSE)


def read_kept(runtime: Runtime, token: str) -> KeptForm | None:
    """Return what was kept; None when there is nothing, it was altered, or it is older than a session may be."""
    try:
        written = json.loads(runtime.keyring.unseal_page(token, purpose=PURPOSE))
    except SealBroken:
        return None
    age = runtime.clock.now() - datetime.fromisoformat(written["at"])
    if age > timedelta(hours=runtime.settings.staff_session_hours):
        return None
    return KeptForm(
        UUID(written["response"]), MultiDict([(name, value) for name, value in written["sent"]])
    )
