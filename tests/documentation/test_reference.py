"""The reference holds everything that the code knows: each choice, command, measure, key of a mapping and indicator."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import lxml.html
import pytest
from pydantic import BaseModel

from neglect_triage.chronology.reading.mapping import FILLED, Input, Mapping, Period
from neglect_triage.chronology.tables import tables
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.commands import COMMANDS
from neglect_triage.cli.help_words import command
from neglect_triage.features.catalogue import Indicator, load_catalogue
from neglect_triage.features.measures import MEASURES
from neglect_triage.features.selection import IndicatorEvents
from neglect_triage.params import Params


def first_cells(site: Path, page: str) -> list[str]:
    """The first cell of every row of a page's tables."""
    root = lxml.html.parse(site / f"reference/{page}.html").getroot()
    return [row.text_content().strip() for row in root.xpath("//tbody/tr/td[1]")]


def text(site: Path, page: str) -> str:
    return str(lxml.html.parse(site / f"reference/{page}.html").getroot().text_content())


def keys(model: type[BaseModel], before: str = "") -> Iterable[str]:
    for name, field in model.model_fields.items():
        options = (field.annotation, *getattr(field.annotation, "__args__", ()))
        below = [each for each in options if isinstance(each, type) and issubclass(each, BaseModel)]
        inside = below and not str(field.annotation).startswith("list")
        yield from keys(below[0], f"{before}{name}.") if inside else [before + name]


def test_every_key_of_params_yaml_is_listed(site: Path) -> None:
    wanted = list(keys(Params))
    assert len(wanted) > 90
    assert set(wanted) - set(first_cells(site, "choices")) == set()


def test_every_measure_is_listed_once_with_its_definition(site: Path) -> None:
    assert sorted(set(MEASURES) & set(first_cells(site, "measures"))) == sorted(MEASURES)
    page = " ".join(text(site, "measures").replace("`", "").split())
    assert [name for name, each in MEASURES.items() if " ".join(each.none.replace("`", "").split()) not in page] == []


@pytest.mark.parametrize("model", [Mapping, Input, Period])
def test_every_key_of_a_mapping_is_listed(site: Path, model: type[BaseModel]) -> None:
    assert set(model.model_fields) - set(first_cells(site, "mapping")) == set()


def test_every_column_that_a_mapping_may_leave_out_is_listed(site: Path) -> None:
    rows = [(table, column) for table, columns in FILLED.items() for column in columns]
    root = lxml.html.parse(site / "reference/mapping.html").getroot()
    listed = [tuple(cell.text_content().strip() for cell in row.xpath("td")[:2]) for row in root.xpath("//tbody/tr")]
    assert set(rows) - set(listed) == set()
    assert all(columns.keys() <= tables()[table].columns.keys() for table, columns in FILLED.items())


def test_every_key_of_an_entry_of_a_catalogue_is_listed(site: Path) -> None:
    assert {*Indicator.model_fields, *IndicatorEvents.model_fields} - set(first_cells(site, "catalogue")) == set()


def test_every_indicator_is_listed(site: Path) -> None:
    page = text(site, "indicators")
    assert [name for name in load_catalogue(load_vocabulary()).indicators if name not in page] == []


def test_every_command_is_listed_with_its_options(site: Path) -> None:
    page = text(site, "commands")
    for name in COMMANDS:
        assert f"neglect-triage {name}" in page
        assert [
            option for each in command(name).params for option in each.opts if each.name != "help" and option not in page
        ] == []
