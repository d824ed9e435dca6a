"""A table is written in its own order, whatever order it came in."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.tables import empty_table, tables, to_arrow, to_frame

STAYS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("XY"), st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 3))),
    max_size=6,
)


def households(stays: list[tuple[str, str, dt.date | None]]) -> pd.DataFrame:
    """Stays; the last day tells which row it was."""
    frame = pd.DataFrame(stays, columns=["child_id", "household_id", "start"]).assign(kind="private")
    frame["end"] = pd.Timestamp("2021-01-01") + pd.to_timedelta(frame.index, unit="D")
    empty = empty_table("households")
    return frame.reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


@given(STAYS)
def test_rows_are_written_in_the_order_of_the_keys_and_ties_as_they_came(stays: list[tuple[str, str, dt.date | None]]) -> None:
    frame = households(stays)
    wanted = frame.sort_values(tables()["households"].sort, kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(to_frame(to_arrow(frame, "households")), wanted)
    pd.testing.assert_frame_equal(to_frame(to_arrow(wanted, "households")), wanted)
