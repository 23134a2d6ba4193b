"""The square on a poster that a phone reads.

Source: R3-19: error correction Q (a quarter may be dirty or torn), a quiet zone of four modules.
"""

from io import BytesIO

import segno

QUIET_MODULES = 4


def draw_qr(address: str) -> bytes:
    """Return the address as a QR code in SVG, one unit a module, black on white."""
    made = segno.make(address, error="q", micro=False, boost_error=False)
    buffer = BytesIO()
    made.save(buffer, kind="svg", border=QUIET_MODULES, light="#fff", xmldecl=False)
    return buffer.getvalue()
