"""Speed of the as-of engine compared with peers: the same work, on the same machine, in one run."""
