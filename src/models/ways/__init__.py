"""The ways in which the triage model can be fitted: boosted trees, logistic regression, an explainable boosting machine."""
