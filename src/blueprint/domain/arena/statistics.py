"""How sure a success rate is, from counts alone."""

from __future__ import annotations

import math

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a proportion (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927). (0, 1) without a trial. ValueError for impossible counts."""
    _check(successes, trials)
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = z / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def two_proportions(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """(z, two-sided p) of the pooled two-proportion test for (successes, trials) of two policies.

    z is 0 and p is 1 when both always or never succeed, and without a trial on either side: nothing tells them apart.
    """
    for successes, trials in (first, second):
        _check(successes, trials)
    (a, n), (b, m) = first, second
    if n == 0 or m == 0 or (a + b) in (0, n + m):
        return 0.0, 1.0
    pooled = (a + b) / (n + m)
    z = (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return z, math.erfc(abs(z) / math.sqrt(2))


def _check(successes: int, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
