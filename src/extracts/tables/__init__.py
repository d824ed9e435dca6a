"""The tables of each extract with every cell typed, and the day and period of the extract."""
