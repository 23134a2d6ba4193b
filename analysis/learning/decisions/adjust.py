"""A complete new model of the shipped kind, from the shipped one and what people decided.

Only weights of words and thresholds change, so evidence stays what it was: an exact sum over words. Themes that a
council added to its codebook become columns of their own beside the shipped ones, learned the same way from nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.learning.decisions.fitting import fit_change, out_of_fold, own_thresholds
from analysis.learning.decisions.origin import KIND
from analysis.learning.decisions.reading import Doubles, read
from analysis.learning.decisions.records import Bools, DecidedComment, truth_of
from analysis.learning.features import word_features
from analysis.learning.model_file import StoredModel
from analysis.learning.scorer import LinearModel, Scorer
from analysis.pipeline import FEELINGS
from analysis.text.tokens import tokenise
from analysis.themes.combine import Heads, Scoring
from analysis.themes.units import unit_tokens

LEAST_WRITERS = 3
"""A word that fewer people wrote is never learned: it could be somebody's name (promise 1)."""
FEWEST_DECIDED = 50
LEAST_OF_A_THEME = 20
"""A theme of the council's own is learned from so many comments with it, and so many without it."""
NEW_RARITY = 1.5
"""A new word counts so little in a comment's length that what other heads say, flags above all, stays as it was."""
MOST_GROWTH = 3
"""No weight grows past so many times its head's largest: all of a head's are stored in steps of that."""
USUAL_RARITY = 7.0
"""What a word's rarity mostly is; a new word's change is measured in this, so that it is pulled back no harder."""


class TooFewDecisions(ValueError):
    """There is too little to learn from."""


@dataclass(frozen=True, slots=True)
class Base:
    """The model that is adjusted.

    Args:
        scoring: the careful engine's, of this model.
        sha256: of its files and the encoder's.
    """

    stored: StoredModel
    scoring: Scoring
    sha256: str


def learn_adjustment(
    decided: Sequence[DecidedComment],
    base: Base,
    *,
    codebook_version: str,
    day: str,
    own: Sequence[str] = (),
) -> StoredModel:
    """Return the base model adjusted to the decisions. The same decisions give the same model, in any order.

    Args:
        own: themes that the base does not know and that are learned as well (`teachable_themes`).

    Raises: TooFewDecisions for fewer than FEWEST_DECIDED comments.
    """
    if len(decided) < FEWEST_DECIDED:
        raise TooFewDecisions(
            f"{len(decided)} decided comments are too few to learn from: it takes {FEWEST_DECIDED}."
        )
    decided = sorted(decided, key=lambda comment: comment.id)
    shipped = base.scoring.heads.themes
    themes = (*shipped, *own)
    truth, known = truth_of(decided, themes)
    linear = with_new_themes(base.stored.linear, own, _levels(truth, known)[len(shipped) :])
    features = {name: i for i, name in enumerate(shared_features(decided))}
    wider = with_new_words(linear, features)
    stretch = np.array([1.0 if f in linear.vocabulary else USUAL_RARITY for f in features])
    heads = Heads.among(wider.heads, FEELINGS)
    reading = read(
        replace(base.scoring, scorer=Scorer(wider), heads=heads),
        [c.masked for c in decided], [c.question for c in decided], features,
    )  # fmt: skip
    change = fit_change(reading, truth, known, stretch)
    chances = out_of_fold(reading, [c.masked for c in decided], truth, known, stretch)
    about = dict(base.stored.about)
    for way, held_out in zip(("quick", "careful"), chances, strict=True):
        before = np.array([about[way]["thresholds"].get(theme, np.nan) for theme in themes])
        found = own_thresholds(held_out, truth, known, before)
        named = {t: round(float(v), 3) for t, v in zip(themes, found, strict=True)}
        about[way] = dict(about[way], thresholds=named)
    changed = _changed(wider, features, change, heads.theme.tolist())
    about[KIND] = {
        "base": base.stored.about.get("name", "default"),
        "base_sha256": base.sha256,
        "codebook": codebook_version,
        "day": day,
        "decided_comments": len(decided),
        "examples": {t: int(truth[:, k].sum()) for k, t in enumerate(themes)},
        "own_themes": list(own),
        "new_words": len(changed.vocabulary) - len(linear.vocabulary),
    }
    about["name"] = f"{KIND}-{day}-{_digest(changed, about)[:8]}"
    return StoredModel(changed, about)


def teachable_themes(decided: Sequence[DecidedComment], own: Sequence[str]) -> tuple[str, ...]:
    """Return which of the council's own themes have enough decided comments, with them and without."""
    truth, known = truth_of(decided, own)
    there, absent = (truth & known).sum(axis=0), (~truth & known).sum(axis=0)
    enough = (there >= LEAST_OF_A_THEME) & (absent >= LEAST_OF_A_THEME)
    return tuple(theme for theme, is_enough in zip(own, enough, strict=True) if is_enough)


def shared_features(decided: Sequence[DecidedComment]) -> list[str]:
    """Return the words and pairs that at least LEAST_WRITERS writers used, in alphabetical order."""
    used: dict[str, set[str]] = {}
    for comment in decided:
        own = used.setdefault(comment.writer, set())
        own.update(word_features(unit_tokens(tokenise(comment.masked), comment.question)))
    writers = Counter(feature for own in used.values() for feature in own)
    return sorted(feature for feature, count in writers.items() if count >= LEAST_WRITERS)


def with_new_themes(linear: LinearModel, own: Sequence[str], levels: Doubles) -> LinearModel:
    """Return the model with a head for each of the council's own themes, in which no word weighs anything yet.

    Args:
        levels: of each, in log-odds, what is said of a comment without any word of it.
    """
    if not own:
        return linear

    def wider(weights: Any) -> Any:
        return np.hstack([weights, np.zeros((len(weights), len(own)), np.float32)])

    return replace(
        linear,
        heads=(*linear.heads, *(f"theme:{theme}" for theme in own)),
        word_weights=wider(linear.word_weights),
        character_weights=wider(linear.character_weights),
        bias=np.append(linear.bias, levels.astype(np.float32)),
    )


def _levels(truth: Bools, known: Bools) -> Doubles:
    """Return how common each theme is among what was decided, in log-odds; none is certain."""
    there, all_ = (truth & known).sum(axis=0), known.sum(axis=0)
    levels: Doubles = np.log((there + 1) / (all_ - there + 1))
    return levels


def with_new_words(linear: LinearModel, features: dict[str, int]) -> LinearModel:
    """Return the model with every feature in its vocabulary; those that it did not know have no weight yet."""
    new = [feature for feature in features if feature not in linear.vocabulary]
    known = len(linear.vocabulary)
    return replace(
        linear,
        vocabulary=linear.vocabulary | {name: known + i for i, name in enumerate(new)},
        word_rarity=np.append(linear.word_rarity, np.full(len(new), NEW_RARITY, np.float32)),
        word_weights=np.vstack(
            [linear.word_weights, np.zeros((len(new), len(linear.heads)), np.float32)]
        ),
    )


def _changed(
    linear: LinearModel, features: dict[str, int], change: Doubles, columns: Sequence[int]
) -> LinearModel:
    """Return the model with the change added; heads that nothing was decided about stay exactly as they were."""
    weights = linear.word_weights.copy()
    rows = np.array([linear.vocabulary[name] for name in features], dtype=np.int64)
    for place, column in enumerate(columns):
        largest = float(np.abs(linear.word_weights[:, column]).max())
        # A theme of the council's own began with no weights: there is nothing that it could outgrow.
        most = MOST_GROWTH * largest if largest else np.inf
        moved = weights[rows, column] + change[:, place]
        weights[rows, column] = np.clip(moved, -most, most)
    return replace(linear, word_weights=weights)


def _digest(linear: LinearModel, about: dict[str, Any]) -> str:
    summed = hashlib.sha256(np.round(linear.word_weights, 4).tobytes())
    summed.update("\n".join(linear.vocabulary).encode("utf-8", "replace"))
    summed.update(repr([about[KIND], about["quick"], about["careful"]]).encode())
    return summed.hexdigest()
