"""Cohort, labels, splits, the triage model, calibration, baselines, evaluation, tracking."""
