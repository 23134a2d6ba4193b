"""The code, sealed into the pages behind it: every page needs it again, and no cookie or address holds it."""

import json
import secrets
from dataclasses import dataclass, field

from feedback.domain.errors import SealBroken
from feedback.domain.receipt_codes import read_receipt_code
from feedback.services.runtime import Runtime

PURPOSE = "receipt page"


@dataclass(frozen=True, slots=True)
class Opened:
    """A code that was typed, and what makes every repeat of the next sending the same sending."""

    code: str
    once_key: str = field(default_factory=lambda: secrets.token_urlsafe(16))


def seal_code(runtime: Runtime, code: str) -> str:
    """Return the code as a token for the page that is about to be shown."""
    content = {
        "c": read_receipt_code(code) or "",
        "k": secrets.token_urlsafe(16),
        "t": int(runtime.clock.now().timestamp()),
    }
    return runtime.keyring.seal_page(json.dumps(content).encode(), purpose=PURPOSE)


def unseal_code(runtime: Runtime, token: str) -> Opened | None:
    """Return the code in a token; None when it is not ours or the page was left open for too long."""
    try:
        content = json.loads(runtime.keyring.unseal_page(token, purpose=PURPOSE))
    except SealBroken:
        return None
    age_minutes = (runtime.clock.now().timestamp() - content["t"]) / 60
    if age_minutes > runtime.settings.page_minutes:
        return None
    return Opened(content["c"], content["k"])
