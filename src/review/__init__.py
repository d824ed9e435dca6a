"""Judgements by people: samples for blind auditors, their agreement, and judgements before and after a page is seen."""
