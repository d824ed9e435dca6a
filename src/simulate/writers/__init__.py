"""Write a simulated world in the file formats of local authorities, with the quirks of real files."""
