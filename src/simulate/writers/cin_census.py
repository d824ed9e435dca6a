"""The simulated world as a children in need census: the facts in one year's file, and the file, written child by child."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree

from ...chronology.working_days import working_days_later
from ...extracts.formats.specification import TableSpec, load_format
from ...files import atomic
from .held import code_for, source_codes
from .quirks import Quirks
from .records import by_role, wide
from .spelling import spellings_of
from .ssd import no_further_action

NAME = "cin_census"
FIRST_YEAR_OF = {"cin_plan": 2022, "pre_proceedings": 2027}
_SEX_SINCE = 2025
_GENDER = {"male": "1", "female": "2", "unknown": "0"}
_TARGET = 15  # working days from the start of an enquiry to its conference
_NAMESPACE = "urn:synthetic-census"
_RECORDS = ("referral", "assessment", "enquiry", "cin_plan", "child_protection", "review", "pre_proceedings")
_FLAGS = {"yes": ("true", "1", "Y"), "no": ("false", "0", "N")}

_STRUCTURED = ("factors", "sex", "disability")  # fields that are not plain text
_NOT_INSIDE = ("children", "episodes", "reviews")
_NAMING = ("upn", "former_upn")

Row = dict[Hashable, Any]
Node = tuple[str, list["Node"] | str]


def held_by_census(facts: pd.DataFrame, reference_date: pd.Timestamp) -> pd.DataFrame:
    """Return the facts in the file of a year: those of every episode of need open in the year that ends on `reference_date`.

    `facts` : known by that day, each in its record (`records.in_records`).
    """
    begin = reference_date - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    own = facts[facts["record"].isin(_RECORDS) & facts["referral"].notna()]
    closed = own.loc[(own["event_type"] == "case_closed") & (own["event_date"] < begin), "referral"]
    late = own["record"].map(FIRST_YEAR_OF).fillna(0) > reference_date.year
    return own[~own["referral"].isin(closed) & ~late]


def census_modules(facts: pd.DataFrame, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each module by the roles of `cin_census.yaml`, with `episode` the spell of the referral.

    `facts` are from `held_by_census`, `people` from `people.people`.
    """
    referrals = wide(facts, "referral", decision="referral_decision", end="case_closed")
    assessments = wide(facts, "assessment", end="assessment_end")
    enquiries = wide(facts, "enquiry", decision="s47_decision", conference="icpc")
    plans, in_need = wide(facts, "child_protection", end="cp_plan_end"), wide(facts, "cin_plan", end="cin_plan_end")
    reviews, steps = facts[facts["record"] == "review"], facts[facts["record"] == "pre_proceedings"]
    reasons = code_for(NAME, "episodes", "case_closed", "outcome")
    required = code_for(NAME, "section_47", "s47_decision", "outcome")
    return {
        "children": people[people["child"].isin(referrals["child_id"])],
        "episodes": _frame(
            referrals, referral_date="event_date", source=referrals["agency"].map(source_codes()), closed="end_event_date",
            reason=referrals["end_outcome"].map(reasons), nfa=no_further_action(referrals["decision_outcome"]),
        ),
        "assessments": _frame(assessments, start="event_date", authorised="end_event_date", factors="end_factor"),
        "cin_plans": _frame(in_need, start="event_date", end="end_event_date"),
        "section_47": _frame(
            enquiries, start="event_date", target=working_days_later(enquiries["event_date"], _TARGET),
            conference="conference_event_date", not_required=enquiries["decision_outcome"].map(required),
        ),
        "child_protection": _frame(
            plans, plan="spell_id", start="event_date", end="end_event_date", initial="concern",
            latest=plans["end_concern"].fillna(plans["concern"]),
        ),
        "reviews": _frame(reviews, plan="spell_id", date="event_date"),
        "pre_proceedings": _frame(steps, start="event_date"),
    }  # fmt: skip


def _frame(rows: pd.DataFrame, **columns: str | pd.Series) -> pd.DataFrame:
    return by_role(rows, child="child_id", episode="referral", **columns)


def write_census(modules: dict[str, pd.DataFrame], reference_date: pd.Timestamp, path: Path, quirks: Quirks, says: str) -> None:
    """Write the file of one year.

    Parameters
    ----------
    modules : from `census_modules`, with the file's identifiers of children in `child`.
    says : the text of a comment before the data.
    """
    place = path.name
    space = f"{{{_NAMESPACE}}}" if quirks.has("xml_namespace", place) else ""
    with atomic(path) as partial, partial.open("wb") as out:
        if quirks.has("xml_bom", place):
            out.write(b"\xef\xbb\xbf")
        with etree.xmlfile(out, encoding="utf-8") as xml:
            xml.write_declaration()
            xml.write(etree.Comment(f" {says} "), with_tail=False)
            with xml.element(f"{space}Message", nsmap={None: _NAMESPACE} if space else None):
                xml.write("\n", _element(_head(reference_date), space), "\n")
                with xml.element(f"{space}Children"):
                    for child in _children(modules, reference_date, quirks, place):
                        xml.write("\n", _element(child, space))
                        if quirks.has("xml_stray_text", place):
                            xml.write(" stray text ")
                    xml.write("\n")
                xml.write("\n")


def _element(node: Node, space: str) -> Any:
    name, content = node
    element = etree.Element(f"{space}{name}")
    if isinstance(content, str):
        element.text = content
    else:
        element.extend([_element(part, space) for part in content])
    return element


def _head(reference_date: pd.Timestamp) -> Node:
    details: list[Node] = [("Collection", "CIN"), ("Year", str(reference_date.year)), ("ReferenceDate", _day(reference_date))]
    return "Header", [("CollectionDetails", details), ("Source", [("SourceLevel", "L"), ("SoftwareCode", "SYNTHETIC DATA")])]


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"


def _children(modules: dict[str, pd.DataFrame], reference_date: pd.Timestamp, quirks: Quirks, place: str) -> Iterator[Node]:
    spell = _Spelling(quirks, place)
    by_episode = {name: _grouped(frame, "episode") for name, frame in modules.items() if name not in _NOT_INSIDE}
    reviews = _grouped(modules["reviews"], "plan")
    about = modules["children"].set_index("child").to_dict("index")
    for child, episodes in _grouped(modules["episodes"], "child").items():
        parts = spell.person(child, about[child], reference_date.year)
        for episode in episodes:
            inside = {name: groups.get(episode["episode"], []) for name, groups in by_episode.items()}
            parts.append(spell.episode(episode, inside, reviews))
        yield "Child", parts


def _grouped(frame: pd.DataFrame, key: str) -> dict[str, list[Row]]:
    return {str(name): rows.to_dict("records") for name, rows in frame.groupby(key, sort=True)}


class _Spelling:
    """How one file writes its modules: the names and codes of the format, with the quirks of the file."""

    def __init__(self, quirks: Quirks, place: str) -> None:
        self.tables = load_format(NAME).tables
        self.quirks, self.place = quirks, place
        self.flags = quirks.draws("flag_spellings", place)

    def person(self, child: str, about: Row, year: int) -> list[Node]:
        """Return the identifiers and characteristics of a child."""
        spec = self.tables["children"]
        days: Row = {role: about.get(role) for role in ("birth", "expected_birth", "death", *_NAMING)}
        identifiers = self.fields(spec, {"child": child, **days})
        sex = about.get("sex")
        if isinstance(sex, str):
            names = spec.columns["sex"].names
            identifiers.append((names[0], spellings_of(NAME, "sex")[sex]) if year >= _SEX_SINCE else (names[1], _GENDER[sex]))
        traits_held = self.fields(spec, {"ethnicity": about.get("ethnicity")})
        if isinstance(about.get("disability"), str):
            one, several = spec.columns["disability"].names
            traits_held.append((several, [(one, spellings_of(NAME, "disability")[about["disability"]])]))
        return [(spec.names[0], identifiers), (spec.names[1], traits_held)]

    def episode(self, row: Row, inside: dict[str, list[Row]], reviews: dict[str, list[Row]]) -> Node:
        """Return an episode of need with the modules inside it."""
        parts = self.fields(self.tables["episodes"], row)
        for name, rows in inside.items():
            spec = self.tables[name]
            for module in rows:
                extra: list[Node] = self.factors(module) if name == "assessments" else []
                if name == "child_protection":
                    extra = self.reviews([review["date"] for review in reviews.get(module["plan"], [])])
                parts.append((spec.names[0], [*self.fields(spec, module), *extra]))
            if not rows and self.quirks.has("xml_empty_blocks", self.place):
                parts.append((spec.names[0], []))
        return self.tables["episodes"].names[0], parts

    def fields(self, spec: TableSpec, row: Row) -> list[Node]:
        """Return the fields of a module that have a value, in the order of the format."""
        found: list[Node] = []
        for role, column in spec.columns.items():
            value = row.get(role)
            if not column.names or role in _STRUCTURED or (role == "child" and "birth" not in spec.columns):
                continue
            if value is None or pd.isna(value):
                if role in ("closed", "end", "authorised") and self.quirks.has("xml_placeholders", self.place):
                    found.append((column.names[0], "PlaceholderStr"))
                continue
            found.append((column.names[0], self.text(value, column.codes)))
        return found

    def text(self, value: Any, codes: str | None) -> str:
        """Return a cell as text."""
        if isinstance(value, pd.Timestamp):
            return _day(value)
        if codes is None:
            return str(value)
        if codes == "yes_no" and self.quirks.has("flag_spellings", self.place):
            return str(self.flags.choice(_FLAGS[value]))
        several = value.split(";")
        return spellings_of(NAME, codes)["multiple_unspecified" if len(several) > 1 else value]

    def factors(self, row: Row) -> list[Node]:
        """Return the factors of an assessment."""
        one, block = self.tables["assessments"].columns["factors"].names
        held = row["factors"].split(";") if isinstance(row["factors"], str) else []
        if not held:
            return [(block, [])] if self.quirks.has("xml_empty_blocks", self.place) else []
        together = [",".join(held)] if self.quirks.has("xml_factors_together", self.place) else held
        return [(block, [(one, factor) for factor in together])]

    def reviews(self, days: list[pd.Timestamp]) -> list[Node]:
        """Return the reviews of a plan, in one block or as the quirks of the file require."""
        block, draft = self.tables["reviews"].names
        name = self.tables["reviews"].columns["date"].names[0]
        dated: list[Node] = [(name, _day(day)) for day in days]
        if not dated:
            return [(block, [])] if self.quirks.has("xml_empty_blocks", self.place) else []
        if self.quirks.has("xml_reviews_apart", self.place):
            return [(block, [review]) for review in dated]
        return [(draft if self.quirks.has("xml_cp_previews", self.place) else block, dated)]
