"""Whether the explanations are faithful to the model: records deleted, inserted or added, and models refitted."""
