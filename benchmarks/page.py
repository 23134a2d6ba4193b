"""The first form page on a slow phone: bytes, requests and the largest paint, with nothing kept: `./run bench page`.

Chromium at 400 kbit/s, 400 ms there and back, a processor a quarter as fast as this machine's (R3-04).
"""

import base64
import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.line import print_line
from benchmarks.pictures import FLAGS
from benchmarks.submit import serve

ADDRESS = "/listening-to-families/"
ROUNDS = 5
BYTES_PER_SECOND, ROUND_TRIP_MS, SLOWER = 400_000 // 8, 400, 4
PAINT_BYTES, PAINT_REQUESTS = 12_000, 2
ALL_BYTES, ALL_REQUESTS, PAINT_SECONDS = 20_000, 4, 1.0
FIRST_PAINT = """performance.getEntriesByName('first-contentful-paint')[0].startTime"""
HAD = """performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .filter(one => one.responseEnd <= until).map(one => one.name)"""
SHIFT = """new Promise(done => {
    let whole = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(one => whole += one.value))
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(whole), 200);
})"""
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


@dataclass(frozen=True, slots=True)
class Visit:
    """One cold visit: seconds to the largest paint, how much moved about, and the bytes with headers of each file.

    Args:
        before: bytes of each file that had come, whole, when something was first painted.
    """

    painted: float
    shift: float
    before: tuple[int, ...]
    everything: tuple[int, ...]


def _visit(browser: Browser, base: str) -> Visit:
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
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived",
        lambda e: addresses.update({e["requestId"]: e["response"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({addresses[e["requestId"]]: int(e["encodedDataLength"])}),
    )
    page.goto(base + ADDRESS, wait_until="networkidle", timeout=120_000)
    had = page.evaluate(HAD.replace("until", FIRST_PAINT))
    found = Visit(
        painted=page.evaluate(LARGEST_PAINT) / 1000,
        shift=page.evaluate(SHIFT),
        before=tuple(sizes[address] for address in had),
        everything=tuple(sizes.values()),
    )
    context.close()
    return found


def _measures(found: list[Visit]) -> list[dict[str, Any]]:
    most = max(found, key=lambda visit: sum(visit.before))
    painted = statistics.median(visit.painted for visit in found)
    rows = (
        ("bytes before first paint", sum(most.before), "bytes", PAINT_BYTES),
        ("requests before first paint", len(most.before), "requests", PAINT_REQUESTS),
        ("bytes in all", sum(most.everything), "bytes", ALL_BYTES),
        ("requests in all", len(most.everything), "requests", ALL_REQUESTS),
        ("largest paint", round(painted, 2), "s", PAINT_SECONDS),
        ("layout shift", max(visit.shift for visit in found), "", 0),
    )
    return [
        {"name": name, "value": value, "unit": unit, "reference": None, "ratio": None,
         "bar": bar, "ok": value <= bar}
        for name, value, unit, bar in rows
    ]  # fmt: skip


if __name__ == "__main__":
    main()
