"""100,000 hostile inputs: nothing crashes, every row is accounted for, every place is right, time stays linear.

./run bench fuzz [--count N]
"""

import argparse
import random
import time
from typing import Any

from analysis.learning.examples import load_disclosures, load_invented
from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment, CommentAnalysis
from benchmarks.line import print_line

CHUNK = 500
PIECES = (
    "", " ", "\n", "\t", "\x00", "\u200b", "\u200d", "\u202e", "\u0301", "\ufeff", "\ud800", "\udfff", "😀", "👩‍👧", "🏳️‍🌈",
    "a" * 300, "!" * 80, "?!" * 40, "ha" * 90, "<script>alert(1)</script>", "<b>", "&amp;", "[name]", "[", "]]", "http://", "@",
    "07700 900", "HR4", "1" * 60, "12/03/", "مرحبا", "ПРИВІТ", "日本語", "ไทย", "ﷺ", "ß", "İ", "ŉ", "ǆ", "e\u0301", "=cmd()", "'", '"',
    "не хочу", "boję się", "mi-e frică", "School School", "St St St", "Mr Mrs Dr ", "and and and", "he he he hit", "not not not",
)  # fmt: skip
LONG = (2_500, 5_000, 10_000, 20_000)
"""Characters of the inputs that time is measured on."""


def inputs(count: int) -> list[str]:
    """Return so many inputs, the same each time: pieces, characters of anywhere, broken real sentences."""
    chance = random.Random(0)
    sentences = [e.text for e in (*load_invented(), *load_disclosures())]
    made = []
    for _ in range(count):
        parts = []
        for _part in range(chance.randint(0, 9)):
            kind = chance.random()
            if kind < 0.5:
                parts.append(chance.choice(PIECES))
            elif kind < 0.75:
                words = chance.choice(sentences).split()
                chance.shuffle(words)
                parts.append(" ".join(words[: chance.randint(1, 12)]))
            else:
                parts.append(
                    "".join(
                        chr(chance.randrange(0x20, 0x10FFFF)) for _c in range(chance.randint(1, 12))
                    )
                )
        made.append(chance.choice(("", " ")).join(parts))
    return made


def check(result: CommentAnalysis, original: str) -> None:
    """Stop where a place is not where it says."""
    evidence = [e for theme in result.themes for e in theme.evidence]
    evidence += result.sentiment.evidence if result.sentiment else ()
    evidence += result.flag.evidence if result.flag else ()
    evidence += result.proposal.evidence if result.proposal else ()
    if any(result.masked.text[e.start : e.end] != e.words for e in evidence):
        raise SystemExit(f"Evidence of input {result.id} is not where it says.")
    last = 0
    for span in result.masked.spans:
        if not last <= span.start < span.end <= len(original):
            raise SystemExit(f"A mask of input {result.id} is out of place.")
        last = span.end


def slowest_growth(engine: Engine) -> float:
    """Return the largest ratio of time when hostile text doubles, over every piece; about 2 is linear."""
    worst = 0.0
    for piece in filter(str.strip, PIECES):
        spent = []
        for size in LONG:
            text = (piece * (size // len(piece) + 1))[:size]
            runs = []
            for _ in range(3):
                started = time.process_time()
                analyse([Comment("1", text)], engine)
                runs.append(time.process_time() - started)
            spent.append(min(runs))
        worst = max(worst, (spent[-1] / spent[0]) ** (1 / 3))
    return worst


def main() -> None:
    """Run, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    count = parser.parse_args().count
    engine = load_engine(quick=True)
    texts = inputs(count)
    accounted = 0
    for first in range(0, count, CHUNK):
        chunk = texts[first : first + CHUNK]
        comments = [Comment(str(first + i), text) for i, text in enumerate(chunk)]
        results, rejected = analyse(comments, engine)
        accounted += len(results) + len(rejected)
        for result in results:
            check(result, texts[int(result.id)])
    measures: list[dict[str, Any]] = [
        {"name": "inputs accounted for", "value": accounted, "unit": "inputs", "bar": count, "ok": accounted == count},
    ]  # fmt: skip
    growth = slowest_growth(engine)
    measures.append(
        {"name": "time when hostile text doubles", "value": round(growth, 2), "unit": "ratio", "bar": 2.6, "ok": growth <= 2.6}
    )  # fmt: skip
    print_line("fuzz", measures)


if __name__ == "__main__":
    main()
