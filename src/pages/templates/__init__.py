"""Jinja templates and the stylesheet."""
