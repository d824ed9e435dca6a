"""The indicator catalogue and the as-of engine that computes it."""

from .own_tables import features_of

__all__ = ["features_of"]
