"""What a data scientist calls from a notebook: the functions of the stages, in the order in which they are used."""

from __future__ import annotations

from .features.own_tables import features_of

__all__ = ["features_of"]
