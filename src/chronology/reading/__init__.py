"""Reading canonical tables, and other tables that a user maps to them."""
