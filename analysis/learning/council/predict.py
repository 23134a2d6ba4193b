"""Tag comments with a council's model, each tag with words without which it would be less likely."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.learning.council.blocks import Read, unit_sums, whole_and_best
from analysis.learning.council.fitting import Doubles
from analysis.learning.council.model import CouncilModel
from analysis.learning.council.records import CouncilTags, LabelTag, ScaleTag
from analysis.records import Evidence

CHUNK = 500
TRIED_WORDS, SHOWN_WORDS = 6, 4
"""So many of a tag's most telling words are left out one by one; so many of those that mattered are shown."""
LEAST_DROP = 0.005
SURE_MARGIN = 0.1
"""A chance this close to its threshold is "not sure"."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """A chunk of comments and their chances."""

    reads: list[Read]
    texts: Sequence[str]
    labels: Doubles
    values: Doubles


def analyse_with_council(
    texts: Sequence[str], questions: Sequence[str | None], model: CouncilModel
) -> list[CouncilTags]:
    """Return the labels and the sentiment of each comment, in order; places are code points of the given text.

    A text without any word gets neither. Same input, same output, however it is cut into batches.
    """
    tags: list[CouncilTags] = []
    for first in range(0, len(texts), CHUNK):
        tags += _chunk(texts[first : first + CHUNK], questions[first : first + CHUNK], model)
    return tags


def _chunk(
    texts: Sequence[str], questions: Sequence[str | None], model: CouncilModel
) -> list[CouncilTags]:
    reads = [model.linear.blocks.read(t, q) for t, q in zip(texts, questions, strict=True)]
    scored = _Scored(reads, texts, *_chances(reads, model))
    wanted = [_wanted(row, scored, model) for row in range(len(reads))]
    places = _places_to_try(wanted, reads, model)
    tried = [(row, place) for row, own in enumerate(places) for place in own]
    without = _chances([reads[row].without(place) for row, place in tried], model)
    rows = {pair: number for number, pair in enumerate(tried)}
    return [
        _tags(row, columns, scored, model, {p: rows[row, p] for p in places[row]}, without)
        for row, columns in enumerate(wanted)
    ]


def _chances(reads: Sequence[Read], model: CouncilModel) -> tuple[Doubles, Doubles]:
    units, starts = unit_sums(reads)
    if not units:
        return np.zeros((0, len(model.codes.labels))), np.zeros((0, len(model.codes.values)))
    scores = model.linear.unit_scores(model.linear.blocks.matrix(units))
    whole, best = whole_and_best(scores, starts)
    values = np.zeros((len(reads), 0))
    if model.codes.values:
        values = model.calibration.value_chances(whole, best)
    return model.calibration.chances(whole, best), values


def _wanted(row: int, scored: _Scored, model: CouncilModel) -> list[int]:
    """Return the labels that stand, by place."""
    if not scored.reads[row].tokens:
        return []
    return np.flatnonzero(scored.labels[row] >= model.calibration.thresholds).tolist()


def _places_to_try(
    wanted: Sequence[Sequence[int]], reads: Sequence[Read], model: CouncilModel
) -> list[list[int]]:
    """Return the tokens of each comment that say most for its tags when they stand alone."""
    alone = model.linear.unit_scores(
        model.linear.blocks.matrix([r.unit([i]) for r in reads for i in range(len(r.tokens))])
    )
    firsts = np.cumsum([0, *(len(read.tokens) for read in reads)])
    labels, values = len(model.codes.labels), len(model.codes.values)
    found = []
    for row, (columns, read) in enumerate(zip(wanted, reads, strict=True)):
        own = alone[firsts[row] : firsts[row + 1]]
        places: set[int] = set()
        for column in columns:
            places.update(_top(own[:, column]))
        if values and len(read.tokens):
            # Whichever value was chosen: the words that say most for the lowest or for the highest.
            spread = own[:, labels : labels + values]
            places.update(_top(spread.max(axis=1) - spread.min(axis=1)))
        found.append(sorted(places))
    return found


def _top(weights: Doubles) -> list[int]:
    places: list[int] = np.argsort(-weights, kind="stable")[:TRIED_WORDS].tolist()
    return places


def _tags(
    row: int,
    columns: Sequence[int],
    scored: _Scored,
    model: CouncilModel,
    tried: dict[int, int],
    without: tuple[Doubles, Doubles],
) -> CouncilTags:
    read, text = scored.reads[row], scored.texts[row]
    labels = []
    for column in columns:
        chance, threshold = scored.labels[row, column], model.calibration.thresholds[column]
        drops = {p: float(chance - without[0][number, column]) for p, number in tried.items()}
        labels.append(
            LabelTag(
                model.codes.labels[column],
                round(float(chance), 3),
                bool(chance >= threshold + SURE_MARGIN),
                _evidence(text, read, drops),
            )
        )
    if not model.codes.values or not read.tokens:
        return CouncilTags(tuple(labels), None)
    best = int(scored.values[row].argmax())
    chance = scored.values[row, best]
    drops = {p: float(chance - without[1][number, best]) for p, number in tried.items()}
    value = ScaleTag(
        model.codes.values[best],
        _position(scored.values[row]) if model.codes.ordered else None,
        round(float(chance), 3),
        _evidence(text, read, drops),
    )
    return CouncilTags(tuple(labels), value)


def _position(shares: Doubles) -> float:
    return round(float(shares @ np.linspace(-1, 1, len(shares))), 3)


def _evidence(text: str, read: Read, drops: dict[int, float]) -> tuple[Evidence, ...]:
    """Return the words whose removal was seen to lower the chance, the most telling first."""
    best = sorted((p for p in drops if drops[p] >= LEAST_DROP), key=lambda p: (-drops[p], p))
    tokens = [(read.tokens[p], drops[p]) for p in best[:SHOWN_WORDS]]
    return tuple(
        Evidence(t.start, t.end, text[t.start : t.end], round(drop, 3)) for t, drop in tokens
    )
