"""Facts recorded in table rows, the people they concern, and the days on which they could be known."""
