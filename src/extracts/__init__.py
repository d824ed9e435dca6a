"""Reading the formats that local authorities hold: Annex A, the children in need census, the Standard Safeguarding Dataset."""
