"""Learn the shipped model: `python -m analysis.learning.train_default --data DIR [--out PATH]`.

DIR holds the open Friends and Family Test files whose ids `analysis/data/coded` names. Nothing of them is
written into the model but weights of words that at least two comments use.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

import analysis.redaction as redaction
from analysis.encoder.encoder import DATA_ENCODER, Encoder
from analysis.learning.asked import also_asked, asked_otherwise
from analysis.learning.examples import Example, load_disclosures, load_invented, load_real
from analysis.learning.features import (
    CHARACTER_BUCKETS,
    build_vocabulary,
    character_groups,
    character_matrix,
    rarity_of,
    word_features,
    word_matrix,
)
from analysis.learning.model_file import DATA_MODEL, StoredModel, save_model
from analysis.learning.scorer import LinearModel, Scorer
from analysis.learning.tune import f1, thresholds, tune
from analysis.records import Sentiment
from analysis.text.tokens import tokenise
from analysis.themes.codebook import load_codebook
from analysis.themes.combine import ScoredComment, Scoring
from analysis.themes.units import unit_tokens

Bits = NDArray[np.int8]
SIGNS = "-0+"
TRUSTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LEAST_MEASURED = 8
"""With fewer comments kept for measuring, a theme's F1 is not known and it counts as not good enough (R5-14)."""
STRENGTH = {"theme": 6.0, "polarity": 3.0, "sentiment": 3.0, "proposal": 4.0, "flag": 6.0}
"""Inverse of the penalty of each head; chosen by cross-validation on comments that are not held back."""


ASKED_OTHERWISE = 0.25
"""How much of what a comment teaches it teaches under each other question, where its labels would be the same."""


def targets(
    examples: Sequence[Example], themes: Sequence[str]
) -> dict[str, tuple[Bits, NDArray[np.bool_]]]:
    """Return head -> (0/1 of every example, which examples may teach it)."""
    everyone = np.array([e.sentiment is not None for e in examples])
    heads: dict[str, tuple[Bits, NDArray[np.bool_]]] = {}
    for theme in themes:
        heads[f"theme:{theme}"] = (_bits(theme in e.themes for e in examples), everyone)
    signs = [set("".join(e.themes.values())) for e in examples]
    one_sign = np.array([len(s) == 1 for s in signs])
    for sign in SIGNS:
        heads[f"polarity:{sign}"] = (_bits(s == {sign} for s in signs), one_sign)
    felt = np.array([e.sentiment is not None for e in examples])
    for feeling in Sentiment:
        heads[f"sentiment:{feeling}"] = (_bits(e.sentiment == feeling for e in examples), felt)
    heads["proposal"] = (_bits(e.proposes for e in examples), everyone)
    heads["flag"] = (_bits(e.flagged for e in examples), np.ones(len(examples), dtype=bool))
    return heads


def fit_linear(examples: Sequence[Example], themes: Sequence[str]) -> LinearModel:
    """Return a linear model of every head, learned from the examples."""
    masked = redaction.mask([e.text for e in examples])
    words = [tokenise(m.text) for m in masked]
    units = [unit_tokens(own, e.question) for own, e in zip(words, examples, strict=True)]
    vocabulary = build_vocabulary(units, least=2)
    known = [[i for f in word_features(u) if (i := vocabulary.get(f)) is not None] for u in units]
    word_rarity = rarity_of(known, len(vocabulary))
    letters = [[g for t in u for g in character_groups(t.word)] for u in units]
    character_rarity = rarity_of(letters, CHARACTER_BUCKETS)
    # Copies under other questions come after what words count as known: they are nobody's second comment.
    copies = [(i, q) for i, e in enumerate(examples) for q in also_asked(e)]
    units += [unit_tokens(words[i], q) for i, q in copies]
    matrix = csr_matrix(
        hstack(
            [word_matrix(units, vocabulary, word_rarity), character_matrix(units, character_rarity)]
        )
    )
    shares_of = [1 - ASKED_OTHERWISE * len(also_asked(e)) for e in examples]
    teachers = [*enumerate(shares_of), *((i, ASKED_OTHERWISE) for i, _q in copies)]
    # Where two people read a comment, each reading teaches half.
    rows = [row for row, (i, _share) in enumerate(teachers) for _ in examples[i].readings]
    heads = targets([r for i, _share in teachers for r in examples[i].readings], themes)
    shares = np.array(
        [s / len(examples[i].readings) for i, s in teachers for _ in examples[i].readings]
    )
    weights, bias = _fit_heads(csr_matrix(matrix[rows]), heads, shares)
    size = len(vocabulary)
    return LinearModel(
        heads=tuple(heads),
        vocabulary=vocabulary,
        word_rarity=word_rarity,
        word_weights=weights[:size],
        character_rarity=character_rarity,
        character_weights=weights[size:],
        bias=bias,
    )


def _fit_heads(
    matrix: csr_matrix,
    heads: dict[str, tuple[Bits, NDArray[np.bool_]]],
    shares: NDArray[np.float64],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    weights = np.zeros((matrix.shape[1], len(heads)), dtype=np.float32)
    bias = np.zeros(len(heads), dtype=np.float32)
    for column, (name, (wanted, may_teach)) in enumerate(heads.items()):
        y = wanted[may_teach]
        if y.sum() < 2:
            bias[column] = -6.0
            continue
        rare = min(4.0, float(np.sqrt((len(y) - y.sum()) / y.sum())))
        fitted = LogisticRegression(
            C=STRENGTH[name.split(":")[0]], solver="liblinear", class_weight={0: 1.0, 1: rare}
        ).fit(matrix[may_teach], y, sample_weight=shares[may_teach])
        weights[:, column] = fitted.coef_[0]
        bias[column] = fitted.intercept_[0]
    return weights, bias


def train(data: Path, encoder: Encoder) -> StoredModel:
    """Return the model learned from the comments that are for learning, tuned and measured on the others."""
    codebook = load_codebook()
    examples = [*load_real(data), *load_invented(), *load_disclosures()]
    parts = {name: [e for e in examples if e.part == name] for name in ("learn", "tune", "measure")}
    linear = fit_linear(parts["learn"], codebook.ids)
    about: dict[str, Any] = {
        "name": "default",
        "learned_from": {
            "real comments": sum(e.source == "real" for e in parts["learn"]),
            "invented comments": sum(e.source != "real" for e in parts["learn"]),
            "codebook": codebook.version,
        },
    }
    for way, own in (("quick", None), ("careful", encoder)):
        about[way] = _tuned(Scorer(linear), own, parts, codebook.ids)
    return StoredModel(linear, about)


def _tuned(
    scorer: Scorer,
    encoder: Encoder | None,
    parts: dict[str, list[Example]],
    themes: Sequence[str],
) -> dict[str, Any]:
    """Return the settings of one way of scoring, and each theme's F1 on comments kept for measuring."""
    feelings = [str(s) for s in Sentiment]
    scoring = Scoring.of(scorer, feelings, encoder)
    if encoder is not None:
        coded = [e for e in parts["tune"] if e.sentiment is not None]
        scoring.trust = max(TRUSTS, key=lambda t: _best_f1(replace(scoring, trust=t), coded))
        scoring.polarity_trust = max(
            TRUSTS, key=lambda t: _polarity_right(replace(scoring, polarity_trust=t), coded)
        )
    others = asked_otherwise(parts["tune"])
    tuned = tune(
        parts["tune"], score_examples(scoring, parts["tune"]), themes,
        (others, score_examples(scoring, others)),
    )  # fmt: skip
    measured = [e for e in parts["measure"] if e.sentiment is not None]
    chances = np.array([s.chances for s in score_examples(scoring, measured)])
    truth = np.array([[t in e.themes for t in themes] for e in measured])
    hits = chances >= np.array([tuned["thresholds"][t] for t in themes])
    quality = {
        t: round(f1(truth[:, k], hits[:, k]), 3) if truth[:, k].sum() >= LEAST_MEASURED else 0.0
        for k, t in enumerate(themes)
    }
    shares = {"trust": scoring.trust, "polarity_trust": scoring.polarity_trust}
    return tuned | shares | {"quality": quality}


def _best_f1(scoring: Scoring, examples: Sequence[Example]) -> float:
    chances = np.array([s.chances for s in score_examples(scoring, examples)])
    truth = np.array([[t in e.themes for t in scoring.heads.themes] for e in examples])
    common, _own = thresholds(chances, truth)
    return f1(truth, chances >= common)


def _polarity_right(scoring: Scoring, examples: Sequence[Example]) -> int:
    """Return how many of the themes that people took are spoken of as they said."""
    return sum(
        SIGNS[int(one.polarity[k].argmax())] in example.themes[theme]
        for example, one in zip(examples, score_examples(scoring, examples), strict=True)
        for k, theme in enumerate(scoring.heads.themes)
        if theme in example.themes
    )


def score_examples(scoring: Scoring, examples: Sequence[Example]) -> list[ScoredComment]:
    """Return the examples' scores, masked first as every comment is."""
    masked = redaction.mask([e.text for e in examples])
    return scoring.score([m.text for m in masked], [e.question for e in examples])


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model; print what it was learned from and its thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, default=DATA_ENCODER)
    parser.add_argument("--out", type=Path, default=DATA_MODEL)
    chosen = parser.parse_args(arguments)
    model = train(chosen.data, Encoder.load(chosen.encoder))
    save_model(model, chosen.out)
    json.dump(model.about, sys.stdout, indent=1)


def _bits(truths: Iterable[bool]) -> Bits:
    return np.fromiter(truths, dtype=np.int8)


if __name__ == "__main__":
    main()
