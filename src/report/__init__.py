"""Pages of the whole run: first page, evaluation, model, method."""
