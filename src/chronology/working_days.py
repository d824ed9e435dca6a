"""Working days in England: Monday to Friday, except bank holidays."""

from __future__ import annotations

from functools import lru_cache

import holidays
import numpy as np
import pandas as pd

COUNTRY, PART = "GB", "ENG"


def working_days_later(dates: pd.Series, working_days: int) -> pd.Series:
    """Return the days so many working days after `dates` (datetime64[s]; empty ones stay empty).

    A date that is not a working day counts as the working day before it.
    """
    days = dates.to_numpy().astype("datetime64[D]").copy()
    there = ~np.isnat(days)
    if there.any() and working_days:
        days[there] = np.busday_offset(days[there], working_days, roll="backward", holidays=bank_holidays(dates[there]))
    return pd.Series(days.astype("datetime64[s]"), dates.index)


def bank_holidays(dates: pd.Series) -> np.ndarray:
    """Return the bank holidays of England from the year of the first of `dates` to the year after the last."""
    return _bank_holidays(int(dates.dt.year.min()), int(dates.dt.year.max()) + 1)


@lru_cache
def _bank_holidays(first: int, last: int) -> np.ndarray:
    found = holidays.country_holidays(COUNTRY, subdiv=PART, years=range(first, last + 1))
    return np.array(sorted(found), dtype="datetime64[D]")
