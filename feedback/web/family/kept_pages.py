"""Pages that are the same for everybody are drawn once and kept, so that a phone waits less.

Most pages differ only in one place: the sealed page token, or the receipt code. They are kept with a gap; the
check page with one for each thing that differs.
"""

import gzip
import re
from collections.abc import Callable, Hashable
from typing import cast

from flask import Response, current_app, request
from markupsafe import escape

from feedback.security import POLICY
from feedback.web.assets import first_policy
from feedback.web.way import current_way

_FIRST_GAP, _LAST_GAP = 0xE000, 0xE0FF
_GAPS = re.compile(f"([{chr(_FIRST_GAP)}-{chr(_LAST_GAP)}])")


def gap(number: int) -> str:
    """Return what stands where a page differs. A private-use character: no text of ours holds it."""
    return chr(_FIRST_GAP + number)


GAP = gap(0)
"""The gap of a page that differs in one thing only."""
EXTENSION = "feedback.kept_pages"


class KeptPages:
    """The drawn pages of one application. Keys are few: some for each question, one for each plain page.

    A page is kept once for each way of reading it, so that nobody is given another's language.
    """

    def __init__(self) -> None:
        self._with_gaps: dict[Hashable, tuple[str, ...]] = {}
        self._whole: dict[Hashable, tuple[Hashable, bytes, bytes]] = {}

    def filled(self, key: Hashable, draw: Callable[[], str], *fillings: str) -> str:
        """Return the page with its gaps filled; `draw` returns it with `gap(n)` where the n-th filling goes.

        Fillings are escaped unless they are markup, and what they hold is never taken for a gap.
        """
        key = current_way(), key
        pieces = self._with_gaps.get(key)
        if pieces is None:
            pieces = self._with_gaps[key] = tuple(_GAPS.split(draw()))
        escaped = [str(escape(filling)) for filling in fillings]
        # Every second piece is a gap.
        whole = list(pieces)
        whole[1::2] = [escaped[ord(found) - _FIRST_GAP] for found in pieces[1::2]]
        return "".join(whole)

    def whole(
        self,
        key: Hashable,
        draw: Callable[[], str],
        *,
        made_from: Hashable = None,
        arrives: bool = False,
    ) -> Response:
        """Return a page that nobody's answers are in, compressed where the phone takes that.

        Args:
            made_from: what the page shows, where that changes: with anything else it is drawn again.
            arrives: whether families arrive on it, so that it holds its first styles (ADR 0021).

        Only such pages are compressed here: one that mixes a secret with somebody's words must not be
        (the BREACH attack, 2013), and a proxy in front should be told the same.
        """
        key = current_way(), key
        kept = self._whole.get(key)
        if kept is None or kept[0] != made_from:
            plain = draw().encode()
            kept = self._whole[key] = made_from, plain, gzip.compress(plain, 9, mtime=0)
        return _answer(kept[1], lambda: kept[2], arrives=arrives)


def arrival(page: str) -> Response:
    """Return a page on which a family arrives and that is not kept, compressed as the kept ones are."""
    plain = page.encode()
    return _answer(plain, lambda: gzip.compress(plain, 6, mtime=0), arrives=True)


def _answer(plain: bytes, zipped: Callable[[], bytes], *, arrives: bool) -> Response:
    takes_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(zipped() if takes_zipped else plain, mimetype="text/html")
    response.headers["Vary"] = "Accept-Encoding"
    if takes_zipped:
        response.headers["Content-Encoding"] = "gzip"
    if arrives:
        response.headers[POLICY] = first_policy(current_way().language.direction)
    return response


def kept_pages() -> KeptPages:
    """Return the pages that the running application has drawn."""
    return cast(KeptPages, current_app.extensions[EXTENSION])
