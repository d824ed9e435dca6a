"""How fast the as-of engine is beside its peers, on the same work, the same machine and in one run."""
