"""Writing a simulated world in the formats that local authorities hold, with the quirks of real files."""
