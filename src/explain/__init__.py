"""Attributions, reasons and the events they rest on, contact pages."""
