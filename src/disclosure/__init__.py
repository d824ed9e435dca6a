"""Disclosure control: what everything that leaves the secure area passes through, and the attack that it must stand."""
