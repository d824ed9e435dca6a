"""Days that systems write where there is no date: zeros of their calendars, and what people type to get past a required field."""

from __future__ import annotations

import numpy as np

# The zeros of spreadsheets and databases are no date even as a month of birth; the others are possible months of birth.
ZEROS = np.array(
    ["0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1904-01-01"], dtype="datetime64[D]"
)
TYPED = np.array(
    [
        "1901-01-01",
        "1902-02-02",
        "1903-03-03",
        "1904-04-04",
        "1909-09-09",
        "1911-11-11",
        "1970-01-01",
        "2079-06-06",
        "2099-12-31",
    ],
    dtype="datetime64[D]",
)
NEVER = 9999


def stands_for_no_date(days: np.ndarray, of_birth: bool = False) -> np.ndarray:
    """Return which days (datetime64[D]) stand for no date (bool); in months of birth only the zeros of calendars do."""
    years = days.astype("datetime64[Y]").astype("int64") + 1970
    known = ZEROS if of_birth else np.concatenate([ZEROS, TYPED])
    listed: np.ndarray = ~np.isnat(days) & (np.isin(days, known) | (years == NEVER))
    return listed
