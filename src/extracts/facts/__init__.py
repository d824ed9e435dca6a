"""Facts recorded in table rows, the people they concern, and the periods that an extract covers."""
