"""Reading one column of cells as dates, codes or identifiers, in all the ways in which files write them."""
