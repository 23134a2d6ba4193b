"""The first form page on a slow phone: bytes, requests and the largest paint, with nothing kept: `./run bench page`.

Chromium at 400 kbit/s, 400 ms there and back, a processor a quarter as fast as this machine's (R3-04).
"""

import base64
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.line import print_line
from benchmarks.pictures import FLAGS
from benchmarks.submit import serve

ADDRESS = "/listening-to-families/"
ROUNDS = 3
BYTES_PER_SECOND, ROUND_TRIP_MS, SLOWER = 400_000 // 8, 400, 4
PAINT_BYTES, PAINT_REQUESTS = 12_000, 2
ALL_BYTES, ALL_REQUESTS, PAINT_SECONDS = 20_000, 4, 1.0
LARGEST_PAINT = """new Promise(done => new PerformanceObserver(seen => done(seen.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true }))"""


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        process, base = serve("benchmarks.server:create_app()", _environment(Path(folder)))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                _visit(browser, base)  # the server's first page is drawn once and kept
                found = [_visit(browser, base) for _round in range(ROUNDS)]
                browser.close()
        finally:
            process.terminate()
            process.wait()
    print_line("page", _measures(found))


def _environment(folder: Path) -> dict[str, str]:
    mine = {
        "FEEDBACK_DATABASE_URL": f"sqlite:///{folder / 'page.sqlite3'}",
        "FEEDBACK_MASTER_KEYS": f"bench:{base64.b64encode(bytes(32)).decode()}",
        "FEEDBACK_SECRET_KEY": "b" * 40, "FEEDBACK_SURFACES": "family", "FEEDBACK_HTTPS_ONLY": "no",
        "BENCH_DEFINITIONS": "forms/definitions",
    }  # fmt: skip
    return os.environ | mine | {"PYTHONPATH": str(Path.cwd())}


def _visit(browser: Browser, base: str) -> tuple[float, list[tuple[str, int]]]:
    """Return the seconds to the largest paint, and (kind, bytes with headers) of every request."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS,
         "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND},
    )  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, str] = {}
    seen: list[tuple[str, int]] = []
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: seen.append((kinds[e["requestId"]], int(e["encodedDataLength"]))),
    )
    page.goto(base + ADDRESS, wait_until="networkidle", timeout=120_000)
    painted = page.evaluate(LARGEST_PAINT) / 1000
    context.close()
    return painted, seen


def _measures(found: list[tuple[float, list[tuple[str, int]]]]) -> list[dict[str, Any]]:
    seen = found[0][1]
    before = [size for kind, size in seen if kind in ("Document", "Stylesheet")]
    rows = (
        ("bytes before first paint", sum(before), "bytes", PAINT_BYTES),
        ("requests before first paint", len(before), "requests", PAINT_REQUESTS),
        ("bytes in all", sum(size for _kind, size in seen), "bytes", ALL_BYTES),
        ("requests in all", len(seen), "requests", ALL_REQUESTS),
        ("largest paint", round(statistics.median(p for p, _seen in found), 2), "s", PAINT_SECONDS),
    )
    return [
        {"name": name, "value": value, "unit": unit, "reference": None, "ratio": None,
         "bar": bar, "ok": value <= bar}
        for name, value, unit, bar in rows
    ]  # fmt: skip


if __name__ == "__main__":
    main()
