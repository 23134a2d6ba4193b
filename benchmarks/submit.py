"""A complete three-question journey against the floor: server CPU per submission, both in one run.

Both under gunicorn 2 x 4 gthread on this machine only. Ours: start, three questions one a page, check, send,
receipt, with sealing, masking and tagging; the floor: one page. Each visitor is one connection, as a phone's
browser keeps it. Rounds alternate; the median ratio counts.
"""

import base64
import http.client
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.line import print_line

ROUNDS, EACH, AT_ONCE = 5, 60, 4
BAR = 2.0
HIDDEN = re.compile(
    r'<input (?:id="\w+" )?(?:name="(\w+)" )?type="hidden"(?: name="(\w+)")? value="([^"]*)"'
)
SLUG, NO_COMPLAINT = "parent-carer-voice", "no"
WORDS = "The worker was kind and listened, but we have waited {n} months for the plan and nobody rings back."


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        floor, ours = Path(folder, "floor.sqlite3"), Path(folder, "ours.sqlite3")
        common = dict(os.environ, PYTHONPATH=str(Path.cwd()))
        key = base64.b64encode(bytes(32)).decode()
        definitions = _three_questions(Path(folder))
        mine = common | {
            "FEEDBACK_DATABASE_URL": f"sqlite:///{ours}", "FEEDBACK_MASTER_KEYS": f"bench:{key}",
            "FEEDBACK_HTTPS_ONLY": "no", "FEEDBACK_LEAST_SECONDS": "0",
            "FEEDBACK_SECRET_KEY": "b" * 40, "FEEDBACK_SURFACES": "family", "BENCH_DEFINITIONS": str(definitions),
        }  # fmt: skip
        servers = [
            serve(
                "benchmarks.floor:create_app()", common | {"FLOOR_DATABASE": f"sqlite:///{floor}"}
            ),
            serve("benchmarks.server:create_app()", mine),
        ]
        try:
            costs = _measure(servers)
        finally:
            for process, _base in servers:
                process.terminate()
                process.wait()
        wanted = (ROUNDS + 1) * EACH
        stored = (_count(floor, "answer"), _count(ours, "response"))
        if stored != (wanted, wanted):
            sys.exit(f"Stored {stored}, sent {wanted} to each: nothing was measured.")
    ratio = statistics.median(b / a for a, b in zip(*costs, strict=True))
    value, reference = (statistics.median(c) for c in (costs[1], costs[0]))
    print_line(
        "submit",
        [
            {"name": "server CPU per complete journey", "value": round(value, 2), "unit": "ms",
             "reference": round(reference, 2), "ratio": round(ratio, 2), "bar": BAR, "ok": ratio <= BAR}
        ],
    )  # fmt: skip


Journey = Callable[["Visitor", int], bool]


def _three_questions(folder: Path) -> Path:
    source = Path("forms/definitions/parent-carer-voice.toml").read_text(encoding="utf-8")
    head, *questions = source.split("[[question]]")
    kept = [q for q in questions if re.search(r'id = "(?:overall|could-be-better|services)"', q)]
    target = folder / "definitions"
    target.mkdir()
    (target / "bench.toml").write_text("[[question]]".join([head, *kept]), encoding="utf-8")
    return target


def serve(application: str, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """Return a running server of the application, and its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "2",
        "-k",
        "gthread",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen([*command, "--log-level", "error", application], env=environment)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    sys.exit("A server did not start.")


def _measure(servers: list[tuple[subprocess.Popen[bytes], str]]) -> tuple[list[float], list[float]]:
    journeys: tuple[Journey, ...] = (_floor_journey, _our_journey)
    costs: tuple[list[float], list[float]] = ([], [])
    for round_ in range(ROUNDS + 1):
        for side, (process, base) in enumerate(servers):
            before = _cpu_ms(process.pid)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                done = pool.map(lambda n, j=journeys[side], b=base: _visit(j, b, n), range(EACH))
                if not all(done):
                    sys.exit(f"A journey on side {side} did not end where it should.")
            if round_:  # the first is a warm-up
                costs[side].append((_cpu_ms(process.pid) - before) / EACH)
    return costs


def _visit(journey: "Journey", base: str, n: int) -> bool:
    visitor = Visitor(base)
    try:
        return journey(visitor, n)
    finally:
        visitor.leave()


class Visitor:
    """One visitor: a new connection and nothing kept from before, as a phone comes."""

    def __init__(self, base: str) -> None:
        self._connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
        self._cookie = ""

    def read(self, path: str, fields: list[tuple[str, str]] | None = None) -> str:
        """Return the page that a form, or an address alone, leads to."""
        answered = self._ask(path, fields)
        text = answered.read().decode()
        location = answered.headers.get("Location")
        return self.read(location) if location else text

    def status(self, path: str, fields: list[tuple[str, str]]) -> int:
        """Return how a form was answered."""
        answered = self._ask(path, fields)
        answered.read()
        return answered.status

    def _ask(self, path: str, fields: list[tuple[str, str]] | None) -> http.client.HTTPResponse:
        method = "GET" if fields is None else "POST"
        body = None if fields is None else urllib.parse.urlencode(fields)
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answered = self._connection.getresponse()
        if given := answered.headers.get("Set-Cookie"):
            self._cookie = given.partition(";")[0]
        return answered

    def leave(self) -> None:
        """Close the connection."""
        self._connection.close()


def hidden_fields(page: str) -> list[tuple[str, str]]:
    """Return the hidden fields of a page, in their order."""
    return [(a or b, value) for a, b, value in HIDDEN.findall(page)]


def _floor_journey(visitor: Visitor, n: int) -> bool:
    page = visitor.read("/")
    fields = [
        *hidden_fields(page),
        ("rating", "4"),
        ("service", "A3"),
        ("comment", WORDS.format(n=n)),
    ]
    return "was stored" in visitor.read("/", fields)


def _our_journey(visitor: Visitor, n: int) -> bool:
    visitor.read(f"/{SLUG}/")
    page = visitor.read(f"/{SLUG}/questions", [("go", "next")])
    for answer in ("poor", WORDS.format(n=n), "send", NO_COMPLAINT):
        answered = [*hidden_fields(page), ("go", "next"), ("answer", answer)]
        page = visitor.read(f"/{SLUG}/questions", answered)
    if 'id="send"' not in page:
        return False
    return 'class="receipt"' in visitor.read(f"/{SLUG}/send", hidden_fields(page)[:1])


def _cpu_ms(master: int) -> float:
    """Return the CPU that a server has used, its master and its workers, in milliseconds."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split()
    ticks = 0
    for pid in [str(master), *children]:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    return found


if __name__ == "__main__":
    main()
