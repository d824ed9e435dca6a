"""What the model is compared with: practice rules, logistic regression, an explainable boosting machine."""
