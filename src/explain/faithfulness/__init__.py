"""Are the explanations true: what happens when the records of a line are taken away, put back, or the model is fitted anew."""
