"""The decision audit: what was decided on each contact compared with what was knowable, at the hub and among partners."""
