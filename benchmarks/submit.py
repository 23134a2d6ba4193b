"""A complete three-question journey against the floor: server CPU per submission, both in one run.

Both under gunicorn 2 x 4 gthread on this machine only. Ours: start, three questions one a page, check, send,
receipt, with sealing, masking and tagging; the floor: one page. Rounds alternate; the median ratio counts.
"""

import base64
import http.cookiejar
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
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.line import print_line

ROUNDS, EACH, AT_ONCE = 3, 60, 4
BAR = 3.0
HIDDEN = re.compile(
    r'<input (?:id="\w+" )?(?:name="(\w+)" )?type="hidden"(?: name="(\w+)")? value="([^"]*)"'
)
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
            "FEEDBACK_HTTPS_ONLY": "no",
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
    journeys: tuple[Callable[[str, int], None], ...] = (_floor_journey, _our_journey)
    costs: tuple[list[float], list[float]] = ([], [])
    for round_ in range(ROUNDS + 1):
        for side, (process, base) in enumerate(servers):
            before = _cpu_ms(process.pid)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda n, j=journeys[side], b=base: j(b, n), range(EACH)))
            if round_:  # the first is a warm-up
                costs[side].append((_cpu_ms(process.pid) - before) / EACH)
    return costs


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )


def _read(
    opener: urllib.request.OpenerDirector, url: str, fields: list[tuple[str, str]] | None = None
) -> str:
    body = urllib.parse.urlencode(fields).encode() if fields is not None else None
    with opener.open(url, body, timeout=30) as answered:
        text: str = answered.read().decode()
    return text


def _hidden(page: str) -> list[tuple[str, str]]:
    return [(a or b, value) for a, b, value in HIDDEN.findall(page)]


def _floor_journey(base: str, n: int) -> None:
    opener = _opener()
    page = _read(opener, base)
    fields = [*_hidden(page), ("rating", "4"), ("service", "A3"), ("comment", WORDS.format(n=n))]
    if "was stored" not in _read(opener, base, fields):
        sys.exit("The floor did not store a submission.")


def _our_journey(base: str, n: int) -> None:
    opener, slug = _opener(), "parent-carer-voice"
    _read(opener, f"{base}/{slug}/")
    page = _read(opener, f"{base}/{slug}/questions", [("go", "next")])
    for answer in ("poor", WORDS.format(n=n), "send"):
        page = _read(
            opener, f"{base}/{slug}/questions", [*_hidden(page), ("go", "next"), ("answer", answer)]
        )
    token = [field for field in _hidden(page) if field[0] == "page"][-1:]
    if 'class="receipt"' not in _read(opener, f"{base}/{slug}/send", token):
        sys.exit("Our side did not show a receipt.")


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
