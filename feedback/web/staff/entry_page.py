"""What an entry page carries sealed, so that a second press of its button is the same sending."""

import json
import secrets
from dataclasses import asdict, dataclass

from feedback.domain.receipt_codes import new_receipt_code
from feedback.services.runtime import Runtime

PURPOSE = "staff entry"


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What makes one page one sending. The code is the family's, shown when it is stored."""

    once_key: str
    receipt_code: str


def new_page() -> EntryPage:
    """Return what a fresh page carries."""
    return EntryPage(secrets.token_urlsafe(16), new_receipt_code())


def seal_page(runtime: Runtime, page: EntryPage) -> str:
    """Return it as a token for the page."""
    return runtime.keyring.seal_page(json.dumps(asdict(page)).encode(), purpose=PURPOSE)


def open_page(runtime: Runtime, token: str) -> EntryPage:
    """Return what a token holds.

    Raises: SealBroken when it was altered or is not ours.
    """
    return EntryPage(**json.loads(runtime.keyring.unseal_page(token, purpose=PURPOSE)))
