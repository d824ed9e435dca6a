"""The truth of a simulated world compared with its labels and the model. No other room reads the truth."""
