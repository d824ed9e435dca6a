"""The monitoring report: what changed between two periods, and which changes chance does not explain."""
