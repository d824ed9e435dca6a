"""Arithmetic whose last bit is the same on every x86-64 processor.

NumPy, the C library and BLAS choose their code by processor: `np.exp`, `scipy.special.expit` and `@` differ in the last digit
from one machine to the next, and a tie or a threshold turns that into another outcome. Addition, subtraction, multiplication,
division and square root of two numbers are rounded in one way everywhere (IEEE 754). So the functions here are built of these
alone, in a stated order. They are within three units in the last place (`power`: a few more for large exponents), but for
`normal_tail`. Decision 18 says where they must be used, and `tests/test_house.py` checks it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

_LN2 = 0.6931471805599453
_LN2_HIGH = 6.93147180369123816490e-01  # its last 20 bits are zero, so that a whole number of these is exact
_LN2_LOW = 1.90821492927058770002e-10
_LARGEST, _SMALLEST = 710.0, -746.0  # beyond these, exp is infinite or zero
_EXP = [1 / math.factorial(n) for n in range(14)]
_SINE = [(-1) ** n / math.factorial(2 * n + 1) for n in range(10)]
_COSINE = [(-1) ** n / math.factorial(2 * n) for n in range(10)]
_INVERSE_ODD = [1 / (2 * n + 1) for n in range(13)]
_EXACT_BITS = 52
_TAIL = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
]  # fmt: skip


def exp(x: ArrayLike) -> np.ndarray:
    """Return e to the power of x."""
    x = np.clip(np.asarray(x, np.float64), _SMALLEST, _LARGEST)
    doublings = np.rint(x * (1 / _LN2))
    rest = (x - doublings * _LN2_HIGH) - doublings * _LN2_LOW
    return np.asarray(np.ldexp(_polynomial(_EXP, rest), np.where(np.isnan(x), 0, doublings).astype(np.int32)))


def log(x: ArrayLike) -> np.ndarray:
    """Return the natural logarithm: minus infinity of zero, NaN of what is negative."""
    x = np.asarray(x, np.float64)
    usual = (x > 0) & (x < np.inf)
    fraction, doublings = np.frexp(np.where(usual, x, 1.0))
    low = fraction < math.sqrt(0.5)
    fraction, doublings = np.where(low, 2 * fraction, fraction), doublings - low
    ratio = (fraction - 1) / (fraction + 1)
    found = doublings * _LN2_HIGH + (2 * ratio * _polynomial(_INVERSE_ODD, ratio * ratio) + doublings * _LN2_LOW)
    return np.where(usual, found, np.where(x == 0, -np.inf, np.where(x == np.inf, np.inf, np.nan)))


def log1p(x: ArrayLike) -> np.ndarray:
    """Return the natural logarithm of 1 + x, also where x is small."""
    x = np.asarray(x, np.float64)
    sum_ = 1 + x
    usual = (sum_ > 0) & (sum_ < np.inf)
    safe = np.where(usual, sum_, 1.0)
    lost = np.where(usual, x, 0.0) - (safe - 1)  # what rounding took from the sum
    return np.asarray(log(sum_) + lost / safe)


def power(base: ArrayLike, exponent: ArrayLike) -> np.ndarray:
    """Return `base`, which is not negative, to the power of `exponent`; 1 where the exponent is 0."""
    exponent = np.asarray(exponent, np.float64)
    with np.errstate(invalid="ignore"):  # 0 times minus infinity
        return np.where(exponent == 0, 1.0, exp(exponent * log(base)))


def logistic(log_odds: ArrayLike) -> np.ndarray:
    """Return the probability of log-odds."""
    log_odds = np.asarray(log_odds, np.float64)
    small = exp(-np.abs(log_odds))
    return np.asarray(np.where(log_odds >= 0, 1.0, small) / (1 + small))


def log_odds_of(probability: ArrayLike) -> np.ndarray:
    """Return the log-odds of a probability: infinite for 0 and 1."""
    probability = np.asarray(probability, np.float64)
    return np.asarray(log(probability) - log1p(-probability))


def softplus(x: ArrayLike) -> np.ndarray:
    """Return log(1 + exp(x)), also where x is large."""
    x = np.asarray(x, np.float64)
    return np.asarray(np.maximum(x, 0) + log1p(exp(-np.abs(x))))


def normal_tail(x: ArrayLike) -> np.ndarray:
    """Return the chance that a standard normal number exceeds x, to within 2e-7 of it (Press and others, 1992, `erfcc`)."""
    size = np.abs(np.asarray(x, np.float64)) * math.sqrt(0.5)
    step = 1 / (1 + size / 2)
    tail = step * exp(_polynomial(_TAIL, step) - size * size) / 2
    return np.asarray(np.where(np.asarray(x) >= 0, tail, 1 - tail))


def cosine(turns: ArrayLike) -> np.ndarray:
    """Return the cosine of an angle in whole turns (1 is 360 degrees), which may not be infinite."""
    quarters = np.rint(4 * np.asarray(turns, np.float64))
    rest = (np.asarray(turns, np.float64) - quarters / 4) * (2 * math.pi)
    square, quarter = rest * rest, np.mod(quarters, 4)
    found = np.where(quarter % 2 == 0, _polynomial(_COSINE, square), rest * _polynomial(_SINE, square))
    return np.asarray(np.where((quarter == 1) | (quarter == 2), -found, found))


def arcsine(x: ArrayLike) -> np.ndarray:
    """Return the angle in radians whose sine is x, from -1 to 1."""
    x = np.asarray(x, np.float64)
    tangent = x / (1 + np.sqrt((1 - x) * (1 + x)))
    for _ in range(2):  # of half the angle each time, so that few terms are enough
        tangent = tangent / (1 + np.sqrt(1 + tangent * tangent))
    square = tangent * tangent
    return np.asarray(8 * (tangent * _polynomial([(-1) ** n * each for n, each in enumerate(_INVERSE_ODD)], square)))


def product(whole: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return `whole @ values`, where `whole` holds whole numbers: the same in whatever order BLAS adds.

    `values` are taken as the sum of two parts, each a whole number of steps so large that no sum of products exceeds 2**52 steps.
    All sums of a part are therefore exact. What is below the smaller step (at most 2**-40 of the largest value of a column, where
    the absolute numbers of a row of `whole` add up to less than 2**32) is dropped.

    Parameters
    ----------
    whole : rows x inner, of any number type. values : inner, or inner x columns.
    """
    whole, values = whole.astype(np.float64), values.astype(np.float64)
    bits = _EXACT_BITS - int(np.frexp(np.abs(whole).sum(axis=-1).max(initial=0))[1])
    largest = np.frexp(np.abs(values).max(axis=0, initial=0))[1]
    step = np.ldexp(1.0, largest - bits)
    high = np.rint(values / step) * step
    low = np.rint((values - high) / step * 2.0**bits) * (step * 2.0**-bits)
    return np.asarray(whole @ high + whole @ low)


def solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the solution of a system of equations whose matrix is symmetric and positive definite (Gauss's elimination)."""
    matrix, found = matrix.astype(np.float64), right.astype(np.float64)
    for at in range(len(found)):
        factor = matrix[at + 1 :, at] / matrix[at, at]
        matrix[at + 1 :, at + 1 :] -= factor[:, None] * matrix[at, at + 1 :]
        found[at + 1 :] -= factor * found[at]
    for at in reversed(range(len(found))):
        found[at] = (found[at] - (matrix[at, at + 1 :] * found[at + 1 :]).sum()) / matrix[at, at]
    return found


def _polynomial(coefficients: list[float], x: np.ndarray) -> np.ndarray:
    """Return the polynomial with those coefficients, from that of the constant on (Horner's rule)."""
    total = np.full(np.shape(x), coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total *= x
        total += coefficient
    return total
