"""Monitoring: what changed between two periods, and which changes are larger than chance explains."""
