"""How well the analysis does on comments that it never learned from: `./run bench quality [--data DIR]`.

DIR holds the open Friends and Family Test files whose ids are coded in `analysis/data/coded`; without it the
invented comments alone are measured. Real comments
(kept back by the hash of their words) and invented ones (by a hand that nothing learned from) are measured
apart. Intervals are 95 %, from 1,000 bootstrap samples of whole comments.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.encoder.encoder import DATA_ENCODER
from analysis.learning.examples import (
    Example,
    load_bare_facts,
    load_disclosures,
    load_invented,
    load_real,
)
from analysis.pipeline import Engine, analyse, load_engine
from analysis.records import Comment, CommentAnalysis
from analysis.themes.codebook import load_codebook
from benchmarks.line import print_line

SAMPLES = 1000
AGAIN = "sentiment, by a second reader"
BARS = {
    "real": {"themes micro": 0.73, "themes macro": 0.54, "polarity": 0.93, "sentiment": 0.94, "suggestions": 0.80},
    "invented": {"themes micro": 0.67, "themes macro": 0.59, "polarity": 0.93, "sentiment": 0.85, "suggestions": 0.70},
}  # fmt: skip
LEAST_TWICE = 30
"""With fewer comments read twice, how far people agree is not said."""
LEAST_FOR_MACRO = 3
"""A theme with fewer comments in a set is left out of that set's macro average."""

Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """Comments of one set with what people said and what the engine said."""

    truth: Bits
    found: Bits
    polarity: NDArray[np.float64]
    """1 right, 0 wrong, NaN where the theme was not found or not there."""
    sentiment: Bits
    sentiment_again: NDArray[np.float64]
    """The same against the blind second reading; NaN where there is none."""
    proposes: Bits
    proposed: Bits


def judge(examples: Sequence[Example], engine: Engine) -> Judged:
    """Return both sides of every comment."""
    themes = load_codebook().ids
    results = run(examples, engine)
    found = [{t.theme: t.polarity.sign for t in r.themes} for r in results]
    polarity = [
        [float(f[t] in e.themes[t]) if t in f and t in e.themes else np.nan for t in themes]
        for f, e in zip(found, examples, strict=True)
    ]
    felt = [r.sentiment.sentiment.value if r.sentiment is not None else "" for r in results]
    return Judged(
        np.array([[t in e.themes for t in themes] for e in examples]),
        np.array([[t in f for t in themes] for f in found]),
        np.array(polarity),
        np.array([f == e.sentiment for f, e in zip(felt, examples, strict=True)]),
        np.array([_agree(f, e.felt_again) for f, e in zip(felt, examples, strict=True)]),
        np.array([e.proposes for e in examples]),
        np.array([r.proposal is not None for r in results]),
    )


def _agree(feeling: str | None, again: str | None) -> float:
    """Return 1 where both readings are the same, 0 where they are not, NaN where there is no second."""
    return float("nan") if again is None else float(feeling == again)


def judge_people(examples: Sequence[Example]) -> Judged:
    """Return the first reader as truth and the second as what was found: how far people agree."""
    themes = load_codebook().ids
    pairs = [(e, e.again) for e in examples if e.again is not None]
    return Judged(
        np.array([[t in a.themes for t in themes] for a, _b in pairs]),
        np.array([[t in b.themes for t in themes] for _a, b in pairs]),
        np.array(
            [
                [
                    float(bool(set(a.themes[t]) & set(b.themes[t])))
                    if t in a.themes and t in b.themes
                    else np.nan
                    for t in themes
                ]
                for a, b in pairs
            ]
        ),
        np.array([a.sentiment == b.sentiment for a, b in pairs]),
        np.full(len(pairs), np.nan),
        np.array([a.proposes for a, _b in pairs]),
        np.array([b.proposes for _a, b in pairs]),
    )


def run(examples: Sequence[Example], engine: Engine) -> list[CommentAnalysis]:
    """Return the engine's results, one an example, in order."""
    comments = [Comment(str(i), e.text, e.question, e.language) for i, e in enumerate(examples)]
    results, rejected = analyse(comments, engine)
    if rejected:
        raise SystemExit("A comment of the measured set was rejected.")
    return results


def f1(truth: Bits, found: Bits) -> float:
    """Return F1; NaN where there is neither."""
    both, all_ = float((truth & found).sum()), float(truth.sum() + found.sum())
    return 2 * both / all_ if all_ else float("nan")


def figures(j: Judged, rows: NDArray[np.int64]) -> dict[str, float]:
    """Return every figure over these rows."""
    truth, found = j.truth[rows], j.found[rows]
    macro = [
        f1(truth[:, k], found[:, k])
        for k in np.flatnonzero(j.truth.sum(axis=0) >= LEAST_FOR_MACRO)
        if truth[:, k].any() or found[:, k].any()
    ]
    every = {
        "themes micro": f1(truth, found),
        "themes macro": float(np.mean(macro)),
        "polarity": float(np.nanmean(j.polarity[rows])),
        "sentiment": float(j.sentiment[rows].mean()),
        "suggestions": f1(j.proposes[rows], j.proposed[rows]),
    }
    again = j.sentiment_again[rows]
    return every if np.isnan(again).all() else every | {AGAIN: float(np.nanmean(again))}


def interval(
    size: int, figure: Callable[[NDArray[np.int64]], dict[str, float]]
) -> dict[str, tuple[float, float]]:
    """Return the 95 % bootstrap interval of each figure."""
    chance = np.random.default_rng(0)
    drawn = [figure(chance.integers(0, size, size)) for _ in range(SAMPLES)]
    return {
        name: tuple(np.nanpercentile([d[name] for d in drawn], [2.5, 97.5]).round(3).tolist())
        for name in drawn[0]
    }


def by_theme(j: Judged) -> list[dict[str, Any]]:
    """Return precision, recall and F1 of each theme with its interval."""
    themes, rows = load_codebook().ids, len(j.truth)

    def each(drawn: NDArray[np.int64]) -> dict[str, float]:
        return {t: f1(j.truth[drawn, k], j.found[drawn, k]) for k, t in enumerate(themes)}

    spans, whole = interval(rows, each), each(np.arange(rows))
    listed = []
    for k, theme in enumerate(themes):
        both = int((j.truth[:, k] & j.found[:, k]).sum())
        said, there = int(j.found[:, k].sum()), int(j.truth[:, k].sum())
        listed.append(
            {
                "theme": theme, "comments": there,
                "precision": round(both / said, 3) if said else None,
                "recall": round(both / there, 3) if there else None,
                "f1": round(whole[theme], 3) if said + there else None, "interval": spans[theme],
            }
        )  # fmt: skip
    return listed


def flags(
    engine: Engine, disclosures: Sequence[Example], real: Sequence[Example]
) -> list[dict[str, Any]]:
    """Return recall and precision on hints and near misses by language, and the share of real comments flagged."""
    results = run(disclosures, engine)
    flagged = np.array([r.flag is not None for r in results])
    truth = np.array([e.flagged for e in disclosures])
    both = int((flagged & truth).sum())
    measures = [
        _measure("flags recall", both / truth.sum(), bar=0.85),
        _measure("flags precision", both / max(1, flagged.sum()), bar=0.75),
    ]
    for language in sorted({e.language for e in disclosures}):
        own = np.array([e.language == language for e in disclosures]) & truth
        measures.append(_measure(f"flags recall in {language} ({own.sum()})", flagged[own].mean()))
    if not real:
        return measures
    harmless = [e for e in real if not e.flagged]
    share = np.mean([r.flag is not None for r in run(harmless, engine)])
    measures.append(
        _measure("flags on real comments nobody would flag", share, bar=0.10, under=True)
    )
    return measures


def bare_facts(engine: Engine) -> list[dict[str, Any]]:
    """Return how many facts that praise or blame by themselves, or do neither, are felt rightly, by feeling."""
    examples = load_bare_facts()
    right = judge(examples, engine).sentiment
    felt = np.array([e.sentiment for e in examples])
    spans = interval(len(examples), lambda rows: {"all": float(right[rows].mean())})
    return [
        _measure(f"bare facts: sentiment ({len(examples)})", right.mean(), interval=spans["all"]),
        *(
            _measure(f"bare facts: {one} ({(felt == one).sum()})", right[felt == one].mean())
            for one in sorted(set(felt.tolist()))
        ),
    ]


def _measure(
    name: str, value: float, *, bar: float | None = None, under: bool = False,
    interval: tuple[float, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    value = round(float(value), 3)
    ok = None if bar is None else (value <= bar if under else value >= bar)
    return {
        "name": name,
        "value": value,
        "unit": "share",
        "interval": interval,
        "bar": bar,
        "ok": ok,
    }


def measure(engine: Engine, data: Path | None) -> dict[str, Any]:
    """Return every measure of one engine."""
    sets = {
        "real": [e for e in load_real(data) if e.part == "measure"] if data else [],
        "invented": [e for e in load_invented() if e.part == "measure"],
    }
    measures, themes, people = [], {}, {}
    for name, examples in sets.items():
        if not examples:
            continue
        judged = judge(examples, engine)
        spans = interval(len(examples), lambda rows, j=judged: figures(j, rows))
        for what, value in figures(judged, np.arange(len(examples))).items():
            measures.append(
                _measure(f"{name}: {what}", value, bar=BARS[name].get(what), interval=spans[what])
            )
        themes[name] = by_theme(judged)
        if sum(e.again is not None for e in examples) >= LEAST_TWICE:
            both = judge_people(examples)
            people[name] = {
                what: round(value, 3)
                for what, value in figures(both, np.arange(len(both.truth))).items()
            }
        felt = [_agree(e.sentiment, e.felt_again) for e in examples]
        if not np.isnan(felt).all():
            people.setdefault(name, {})["sentiment"] = round(float(np.nanmean(felt)), 3)
    held = [e for e in load_disclosures() if e.part == "measure"]
    measures += flags(engine, held, sets["real"])
    measures += bare_facts(engine)
    return {
        "measures": measures,
        "themes": themes,
        "people": people,
        "comments": {n: len(s) for n, s in sets.items()},
    }


def main() -> None:
    """Print one JSON line for the way of scoring that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--quick", action="store_true", help="without the encoder")
    parser.add_argument("--model", type=Path, help="another model than the one that ships")
    parser.add_argument("--encoder", type=Path, default=DATA_ENCODER)
    asked = parser.parse_args()
    engine = load_engine(asked.model, quick=asked.quick, encoder=asked.encoder)
    found = measure(engine, asked.data)
    way = "quick" if asked.quick else "careful"
    print_line("quality", found.pop("measures"), way=way, **found)


if __name__ == "__main__":
    main()
