"""Shares with their 95 % interval, and whether two shares differ."""

import math
from collections.abc import Sequence

Z95 = 1.959963984540054
"""The two-sided 95 % point of the normal distribution."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, 0..1.

    Raises: ValueError when total is not positive or hits is not within it.
    Source: Wilson 1927; R1-04 (9 of 20 gives 26 % to 66 %).
    """
    if total <= 0 or not 0 <= hits <= total:
        raise ValueError("A share needs 0 <= hits <= total and a total over 0.")
    share, z2 = hits / total, Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def two_share_p(hits_a: int, total_a: int, hits_b: int, total_b: int) -> float:
    """Return the two-sided p of the pooled two-proportion z-test; 1 when there is nothing to compare.

    Source: Agresti 2013, section 3.2.
    """
    if not total_a or not total_b:
        return 1.0
    pooled = (hits_a + hits_b) / (total_a + total_b)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / total_a + 1 / total_b))
    if spread == 0:
        return 1.0
    z = abs(hits_a / total_a - hits_b / total_b) / spread
    return math.erfc(z / math.sqrt(2))


def holm(p_values: Sequence[float], *, level: float = 0.05) -> list[bool]:
    """Tell for each p whether it stands at the level when all of them are looked at together.

    Source: Holm 1979; R5-12.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    stands = [False] * len(p_values)
    for rank, index in enumerate(order):
        if p_values[index] > level / (len(p_values) - rank):
            break
        stands[index] = True
    return stands


def newcombe(hits_a: int, total_a: int, hits_b: int, total_b: int) -> tuple[float, float]:
    """Return the 95 % interval of the first share less the second, -1..1.

    Raises: ValueError as `wilson` does.
    Source: Newcombe 1998, Statistics in Medicine 17, 873-890, method 10 (from Wilson intervals).
    """
    a, b = hits_a / total_a if total_a else 0.0, hits_b / total_b if total_b else 0.0
    low_a, high_a = wilson(hits_a, total_a)
    low_b, high_b = wilson(hits_b, total_b)
    return (
        a - b - math.hypot(a - low_a, high_b - b),
        a - b + math.hypot(high_a - a, b - low_b),
    )
