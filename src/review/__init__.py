"""People's own judgement: samples for blind auditors, their agreement, and the log of decisions before and after a page."""
