"""The same page sent 5,000 times to the family side as it is served: stored once, and how fast: `./run bench flood`."""

import base64
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.line import print_line
from benchmarks.submit import SLUG, Visitor, hidden_fields, serve

SENT, AT_ONCE = 5_000, 8


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "flood.sqlite3")
        process, base = serve("benchmarks.server:create_app()", _environment(database))
        try:
            token = _page(base)
            began = time.monotonic()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                parts = list(pool.map(lambda _n: _send(base, token), range(AT_ONCE)))
            seconds = time.monotonic() - began
        finally:
            process.terminate()
            process.wait()
        with sqlite3.connect(database) as connection:
            stored = connection.execute("SELECT count(*) FROM response").fetchone()[0]
    answers = sum(parts, Counter[int]())
    if answers[200] + answers[429] != SENT:
        sys.exit(f"Some were answered neither with the receipt nor with a kind refusal: {answers}")
    print_line(
        "flood",
        [
            {"name": "stored of 5,000 sendings of one page", "value": stored, "unit": "responses",
             "reference": None, "ratio": None, "bar": 1, "ok": stored == 1},
            {"name": "answered", "value": round(SENT / seconds), "unit": "a second",
             "reference": None, "ratio": None, "bar": None, "ok": True},
        ],
        answers={"the receipt again": answers[200], "stopped for today": answers[429]},
    )  # fmt: skip


def _environment(database: Path) -> dict[str, str]:
    mine = {
        "FEEDBACK_DATABASE_URL": f"sqlite:///{database}",
        "FEEDBACK_MASTER_KEYS": f"bench:{base64.b64encode(bytes(32)).decode()}",
        "FEEDBACK_SECRET_KEY": "b" * 40, "FEEDBACK_SURFACES": "family", "FEEDBACK_HTTPS_ONLY": "no",
        "FEEDBACK_LEAST_SECONDS": "0", "BENCH_DEFINITIONS": "forms/definitions",
    }  # fmt: skip
    return os.environ | mine | {"PYTHONPATH": str(Path.cwd())}


def _page(base: str) -> list[tuple[str, str]]:
    """Return the sealed page of somebody who answered one question."""
    visitor = Visitor(base)
    page = visitor.read(f"/{SLUG}/questions", [("go", "next")])
    page = visitor.read(
        f"/{SLUG}/questions", [*hidden_fields(page), ("go", "next"), ("answer", "poor")]
    )
    visitor.leave()
    return hidden_fields(page)[:1]


def _send(base: str, token: list[tuple[str, str]]) -> Counter[int]:
    visitor = Visitor(base)
    answers = Counter(visitor.status(f"/{SLUG}/send", token) for _number in range(SENT // AT_ONCE))
    visitor.leave()
    return answers


if __name__ == "__main__":
    main()
