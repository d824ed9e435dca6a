"""Would the figures be others under another choice? Refits under other labels, records and families (design section 5)."""
