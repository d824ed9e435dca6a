"""What the directions of the catalogue cost each group: the triage model fitted with them and without."""

from __future__ import annotations

from ..features.catalogue import Catalogue

DIRECTIONS = "without directions"


def without_directions(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with every measure unconstrained: the model may then lower the score for more of a record."""
    free = {
        name: indicator.model_copy(update={"measures": dict.fromkeys(indicator.measures, "unconstrained")})
        for name, indicator in catalogue.indicators.items()
    }
    return Catalogue(indicators=free)
