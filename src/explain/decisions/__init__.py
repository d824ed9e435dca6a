"""The decision audit: what was decided on each contact beside what was knowable, at the hub and among partners."""
