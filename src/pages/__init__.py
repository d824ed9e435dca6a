"""How a page is made: templates, charts, tables. What it says is decided elsewhere."""
