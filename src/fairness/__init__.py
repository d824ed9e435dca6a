"""The fairness audit: whether scores are wrong more often for some groups of people than for others."""
