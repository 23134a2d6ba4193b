"""Whether figures changed: a word each, and rose or fell only where a test finds it among all that are compared.

Source: R5-11, R5-12 (Holm 1979), R5-13; R1-14 and R2-16 for what came back and what cannot be compared.
"""

from collections.abc import Sequence

from analysis.stats.intervals import holm, newcombe, two_share_p

FEW = 30
"""Under this many nothing is said of a change. Source: R5-13."""
ROSE, FELL, NO_CLEAR_CHANGE, TOO_FEW = "rose", "fell", "no clear change", "too few to say"

Counted = tuple[int, int]
"""(those who say so, all)."""
Pair = tuple[Counted, Counted]
"""A share now and before."""


def changes(pairs: Sequence[Pair | None]) -> list[str]:
    """Return a word for each comparison; None stands for one that may not be made.

    Only comparisons that are made count for Holm's correction.
    """
    made = [pair if pair and pair[0][1] >= FEW <= pair[1][1] else None for pair in pairs]
    p_values = iter(holm([two_share_p(*pair[0], *pair[1]) for pair in made if pair]))
    return [_word(pair, next(p_values)) if pair else TOO_FEW for pair in made]


def _word(pair: Pair, sure: bool) -> str:
    if not sure:
        return NO_CLEAR_CHANGE
    (hits, total), (hits_before, total_before) = pair
    return ROSE if hits / total > hits_before / total_before else FELL


def returned_after_action(closed: Counted, after: Sequence[Counted]) -> bool | None:
    """Tell whether a theme came back: its share is not clearly lower in either of the two quarters after.

    Args:
        closed: the theme's comments and all comments of the quarter in which its action closed.
        after: the same of the two quarters after it.

    Returns: None while fewer than two quarters have passed, or where a quarter has too few comments.
    Source: R1-14; lower means that the 95 % interval of the difference (Newcombe 1998) lies wholly under 0.
    """
    if len(after) < 2 or any(total < FEW for _hits, total in (closed, *after[:2])):
        return None
    return not all(newcombe(*later, *closed)[1] < 0 for later in after[:2])
