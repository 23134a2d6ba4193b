"""Pages that are the same for everybody are drawn once and kept, so that a phone waits less.

Most pages differ only in one place: the sealed page token, or the receipt code. They are kept with a gap.
"""

import gzip
from collections.abc import Callable, Hashable
from typing import cast

from flask import Response, current_app, request
from markupsafe import escape

from feedback.web.way import current_way

GAP = "\ue000"
"""Stands where the one thing that differs goes. A private-use character: no text of ours holds it."""
EXTENSION = "feedback.kept_pages"


class KeptPages:
    """The drawn pages of one application. Keys are few: one for each question and each plain page.

    A page is kept once for each way of reading it, so that nobody is given another's language.
    """

    def __init__(self) -> None:
        self._with_gap: dict[Hashable, list[str]] = {}
        self._whole: dict[Hashable, tuple[bytes, bytes]] = {}

    def filled(self, key: Hashable, filling: str, draw: Callable[[], str]) -> str:
        """Return the page with its gap filled; `draw` returns it with GAP in that place."""
        key = current_way(), key
        pieces = self._with_gap.get(key)
        if pieces is None:
            pieces = self._with_gap[key] = draw().split(GAP)
        return str(escape(filling)).join(pieces)

    def whole(self, key: Hashable, draw: Callable[[], str]) -> Response:
        """Return a page that nobody's answers are in, compressed where the phone takes that.

        Only such pages are compressed here: one that mixes a secret with somebody's words must not be
        (the BREACH attack, 2013), and a proxy in front should be told the same.
        """
        key = current_way(), key
        kept = self._whole.get(key)
        if kept is None:
            plain = draw().encode()
            kept = self._whole[key] = plain, gzip.compress(plain, 9, mtime=0)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(kept[zipped], mimetype="text/html")
        response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response


def kept_pages() -> KeptPages:
    """Return the pages that the running application has drawn."""
    return cast(KeptPages, current_app.extensions[EXTENSION])
