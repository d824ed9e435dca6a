"""Taking a child's records out of a project: where they stand, what goes, what is kept, and the search that proves it."""
