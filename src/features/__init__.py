"""The indicator catalogue and the as-of engine that computes it."""
