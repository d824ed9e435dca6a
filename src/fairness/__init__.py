"""The fairness audit: by whom the model and the people who decide get it wrong more often, and how sure that is."""
