"""What can be measured of an indicator's events. A measure is one declaration in the module of its family."""

from __future__ import annotations

from . import change, counting, frequency, levels, pairs, recency, spread
from .measure import FieldKind, Measure

FAMILIES = (counting, recency, spread, levels, change, frequency, pairs)  # in the order in which pages list measures
MEASURES: dict[str, Measure] = {measure.name: measure for family in FAMILIES for measure in family.MEASURES}
FIELDS: dict[str, FieldKind] = {field.name: field.kind for measure in MEASURES.values() for field in measure.fields}
