"""How fast comments are read: 20,000 varied ones of about 30 words, everything on, on one core.

    ./run bench analyse [--careful]

Masking, language, flags, themes, sentiment, suggestions and evidence, from the invented voices joined at random.
`--careful` measures the engine with the encoder instead of the quick one, on 2,000 comments.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from analysis.learning.examples import load_invented
from benchmarks.line import print_line

WORDS = 30
CHUNK = 500
BARS = {
    "quick": {"a second": 3000, "one, ms": 3, "two workers": 1.8},
    "careful": {"a second": 150, "one, ms": 30, "two workers": 1.8},
}


def comments(count: int) -> list[str]:
    """Return so many different texts of about WORDS words, made of whole invented comments."""
    chance = random.Random(0)
    voices = [e.text for e in load_invented()]
    made = []
    for _ in range(count):
        text = chance.choice(voices)
        while len(text.split()) < WORDS * 0.7:
            text += " " + chance.choice(voices)
        made.append(text)
    return made


def read(texts: list[str], quick: bool) -> float:
    """Return the CPU seconds that reading the texts took, the engine loaded and warm."""
    from analysis.pipeline import analyse, load_engine
    from analysis.records import Comment

    engine = load_engine(quick=quick)
    batch = [Comment(str(i), text, "could_be_better") for i, text in enumerate(texts)]
    analyse(batch[:CHUNK], engine)
    started = time.process_time()
    for i in range(0, len(batch), CHUNK):
        analyse(batch[i : i + CHUNK], engine)
    return time.process_time() - started


def one_by_one(texts: list[str], quick: bool) -> float:
    """Return the median milliseconds of one comment alone in a warm engine."""
    from analysis.pipeline import analyse, load_engine
    from analysis.records import Comment

    engine = load_engine(quick=quick)
    spent = []
    for text in texts:
        started = time.perf_counter()
        analyse([Comment("1", text, "could_be_better")], engine)
        spent.append(time.perf_counter() - started)
    return statistics.median(spent[len(spent) // 5 :]) * 1000


def _import_seconds() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import analysis.pipeline"], check=True)
    bare = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return (bare - started) - (time.perf_counter() - bare)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--careful", action="store_true")
    careful = parser.parse_args().careful
    way = "careful" if careful else "quick"
    texts = comments(2000 if careful else 20_000)
    words = statistics.mean(len(text.split()) for text in texts)
    rate = len(texts) / read(texts, not careful)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    alone = one_by_one(texts[:300], not careful)
    # Run as a script this module has another name; a worker finds the function under its own.
    from benchmarks.analyse import read as work

    with ProcessPoolExecutor(1) as pool:
        started = time.perf_counter()
        list(pool.map(work, [texts], [not careful]))
        single = time.perf_counter() - started
    with ProcessPoolExecutor(2) as pool:
        started = time.perf_counter()
        list(pool.map(work, [texts, texts], [not careful] * 2))
        double = 2 * single / (time.perf_counter() - started)
    bars = BARS[way]
    print_line(
        "analyse",
        [
            _measure("comments a second, one core", rate, "1/s", bars["a second"]),
            _measure("one comment, warm", alone, "ms", bars["one, ms"], under=True),
            _measure("memory", memory, "MB", 400, under=True),
            _measure("two workers against one", double, "ratio", bars["two workers"]),
            _measure("import of the analysis", _import_seconds(), "s", 1.5, under=True),
        ],
        way=way, comments=len(texts), mean_words=round(words, 1),
    )  # fmt: skip


def _measure(
    name: str, value: float, unit: str, bar: float, *, under: bool = False
) -> dict[str, Any]:
    ok = value <= bar if under else value >= bar
    return {"name": name, "value": round(value, 2), "unit": unit, "bar": bar, "ok": ok}


if __name__ == "__main__":
    main()
