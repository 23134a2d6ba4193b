"""The code of a campaign: 2 to 8 letters, all that a poster's address tells (R3-19)."""

import re

_CODE = re.compile(r"[A-Za-z]{2,8}")


def read_campaign_code(written: str) -> str | None:
    """Return the code in capitals, or None where it cannot be one."""
    return written.upper() if _CODE.fullmatch(written) else None
