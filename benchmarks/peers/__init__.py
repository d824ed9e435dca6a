"""One module a peer: `prepare` lays the tables out as it likes them (not timed), then functions that do the work (timed).

These return points x columns as an array, or a table with the column `point`, in any order, and the columns of the work.
"""
