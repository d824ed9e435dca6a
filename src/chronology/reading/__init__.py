"""Reading canonical tables, and tables that a user maps to them."""
