"""Would the figures differ under another choice? Refits with other labels, records and families (design section 5)."""
