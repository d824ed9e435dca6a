"""How well the scores work on the test points (design section 5)."""
