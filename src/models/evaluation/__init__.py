"""What the scores are worth on the test points (design section 5)."""
