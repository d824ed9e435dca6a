"""Disclosure control: how everything that leaves the secure area is controlled, and the attack it must withstand."""
