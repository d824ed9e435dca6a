"""Cohort, labels, splits, the triage model, calibration, comparators, evaluation, tracking."""
