"""How figures and dates become words, and how sentences are filled."""
