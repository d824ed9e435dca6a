"""How figures and dates are written, and how sentences are filled."""
