"""Which file, sheet and column holds what, and the matching report in which a user corrects it."""
