"""What the fairness audit can find: its power and its false alarms, on simulated worlds with and without a bias."""
