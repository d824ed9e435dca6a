"""How a page is rendered: templates, charts, tables. What it says is decided in other rooms."""
