"""A small project of another field: customers of a shop, with its own vocabulary and catalogue. Every value is invented."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path

PEOPLE = 240
VOCABULARY = """
nouns: {person: customer, people: customers, point: prediction point, points: prediction points, hub: head office,
        partners: the shops, outcome: a new case, within: "within {horizon_in_words}",
        reader: the manager, about: the records of a customer}
index: null
withdrawal: null
words:
  known_basis: {recorded: recorded in the source, rule: set by a rule, extract: day of the extract}
  seen: {"no": not seen, "yes": seen}
  basis: {}
  consent: {}
  scope: {child: the customer}
  concern: {}
  household_kind: {private: private}
  birth_basis: {birth: birth}
  sex: {female: female, male: male, unknown: not recorded}
  ethnicity: {unknown: not recorded}
  yes_no: {"yes": recorded, "no": not recorded}
  value_unit: {stars: stars}
  agency: {north: north shop, south: south shop}
  outcome: {}
  code_system: {}
  coverage_table: {cases: cases, visits: visits}
event_types:
  opened: {table: cases, says: case opened}
  visit: {table: visits, says: visit}
"""
CATALOGUE = """
cases:
  theme: work
  means: Cases
  events: {type: opened}
  measures: {count: increases, days_since: unconstrained}
  windows: [90d, 365d]
  says: "{count:case|cases} {when}"
visits:
  theme: visits
  means: Visits
  events: {type: visit}
  measures: {count: increases, days_since: unconstrained}
  windows: [365d]
  says: "{count:visit|visits} {when}"
age:
  theme: visits
  means: Age
  age: true
  measures: {years: unconstrained}
"""
MAPPING = """
source: shop
tables:
  events:
    - file: cases.csv
      columns: {child_id: person, event_date: opened, known_date: known, held_by: office, agency: office,
                event_type: {const: opened}}
    - file: visits.csv
      columns: {child_id: person, event_date: day, known_date: day, held_by: office, agency: office, event_type: {const: visit},
                value: rating, value_unit: {const: stars}}
  children:
    - file: people.csv
      columns: {child_id: person, birth_month: born}
  protected:
    - file: people.csv
      columns: {child_id: person, sex: sex}
      values: {sex: {F: female, M: male}}
  points:
    - file: points.csv
      columns: {child_id: person, as_of: as_of, label: followed, period: period, stratum: {const: all}}
"""
PARAMS = """
source: {kind: mapped, folder: data/raw, mapping: data/raw/mapping.yaml, vocabulary: vocabulary.yaml, exact_duplicates: keep}
world: null
cohort: {kind: points}
split: {folds: 5, seed: 11, family: person, train_periods: ["2016", "2017", "2018"], test_periods: ["2019"]}
features: {catalogue: catalogue.yaml, engine: local}
design: {accept: {}}
train: {view: partnership, rounds: 30, learning_rate: 0.1, depth: 2, min_data_in_leaf: 30, l2: 5.0, meets_every_theme: [work],
        seed: 3}
evaluate: {capacity: [0.05, 0.1], bootstrap_draws: 40, seed: 5}
audit: {capacity: 0.1, draws: 40, seed: 23}
sensitivity: {redrawn: 2, seed: 17, bootstrap_draws: 40}
explain: {pages: 4, seed: 13}
track: {experiment: shop}
"""


def shop(folder: Path) -> Path:
    """Write the project into `folder` and return it."""
    raw, chance = folder / "data/raw", random.Random(1)
    raw.mkdir(parents=True)
    cases: list[tuple[str, dt.date, dt.date, str]] = []
    visits: list[tuple[str, dt.date, str, int]] = []
    for number in range(PEOPLE):
        person = f"p{number}"
        for _ in range(chance.randrange(12 if number % 3 == 0 else 6)):
            opened = _day(chance)
            cases.append((person, opened, opened + dt.timedelta(chance.choice([0, 3, 20])), chance.choice(["north", "south"])))
        visits += [(person, _day(chance), "north", chance.randrange(5)) for _ in range(3)]
    years = [(person, year) for year in (2016, 2017, 2018, 2019) for person in (f"p{number}" for number in range(PEOPLE))]
    points = [(person, f"{year}-01-01", int(_followed(cases, person, year)), year) for person, year in years]
    _write(raw / "cases.csv", "person,opened,known,office", cases)
    _write(raw / "visits.csv", "person,day,office,rating", visits)
    _write(raw / "points.csv", "person,as_of,followed,period", points)
    people = [(f"p{number}", f"{1950 + number % 50}-0{1 + number % 9}", "FM"[number % 2]) for number in range(PEOPLE)]
    _write(raw / "people.csv", "person,born,sex", people)
    (raw / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    for name, text in (("vocabulary", VOCABULARY), ("catalogue", CATALOGUE), ("params", PARAMS)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _day(chance: random.Random) -> dt.date:
    return dt.date(2014, 1, 1) + dt.timedelta(chance.randrange(2100))


def _followed(cases: list[tuple[str, dt.date, dt.date, str]], person: str, year: int) -> bool:
    return any(whose == person and known.year == year for whose, _, known, _ in cases)


def _write(path: Path, header: str, rows: Iterable[tuple[object, ...]]) -> None:
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
