"""Documents for a governance board: written as YAML, filled from the run, with what only the organisation knows left blank."""
