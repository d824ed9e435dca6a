"""Every sentence of a contact page is read back against the records: its counts, dates and citations, by a slow reference."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Hashable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.explain.contact_page import content
from neglect_triage.explain.record import Sources
from neglect_triage.features.catalogue import Indicator, window_days
from neglect_triage.params import Params
from neglect_triage.wording.sentences import british_date, field_values, figures_in, fill, number_word, window_words
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_params, sources_of
from tests.features import reference
from tests.features.chronologies import DAY, Row, T, chronology, event, frames, stay

Tables = dict[str, list[Row]]
# Kinds of record, and what each may hold beside its dates.
HOLDS: dict[str, dict[str, list[Any]]] = {
    "visit": {"seen": ["yes", "no", "alone", None]},
    "assessment_end": {"seen": ["yes", "alone", "no", None]},
    "health_check": {"seen": ["yes", None]},
    "contact": {"concern": ["neglect", None], "seen": [None, None, "yes"]},
    "appointment": {"outcome": ["attended", "was_not_brought", "was_not_brought", "cancelled_by_parent"]},
    "home_condition": {"value": [1.0, 2.0, 4.0, 5.0, None], "scope": ["household"], "basis": ["child_seen", None]},
    "attendance_week": {"value": [3.0]},
    "no_access_visit": {"scope": ["household"]},
    "oversight": {"code": ["child_spoken_to_alone", "supervision", "child_view_recorded", "follow_up_attempt"]},
    "sign": {"code": ["hygiene", "hunger", "left_alone"]},
    "context": {"code": ["domestic_abuse"], "scope": ["household", "carer"]},
    "cin_plan_start": {"spell_id": ["s", "u", None]},
    "cin_plan_end": {"spell_id": ["s", "u", None]},
    **{kind: {} for kind in ("missing_start", "partner_information_asked", "practical_support", "strength", "withdrawn")},
}
EVERY, EVERY_OF_SIBLINGS = (
    Indicator.model_validate(
        {"theme": "", "means": "", "events": {"type": list(VOCABULARY.event_types), "about": about},
         "measures": {"count": "unconstrained"}, "windows": ["5y"]}
    )
    for about in ("child", "siblings")
)  # fmt: skip


def family(seed: int) -> Tables:
    """Return a chronology of children a and b in one home and c in another: late, corrected, withdrawn and unshared records."""
    dice = random.Random(seed)
    rows, codes = [event(999, T, event_type="contact", agency=dice.choice(["police", "school"]))], []
    rows[0]["seen"] = dice.choice([None, None, "yes"])
    for number in range(55):
        kind, days_ago = dice.choice(list(HOLDS)), dice.choice([dice.randint(1, 60), dice.randint(1, 400), dice.randint(1, 1900)])
        happened = T - days_ago * DAY
        row = event(number, happened, happened + dice.choice([0, 0, 0, 2, 40]) * DAY, event_type=kind)
        row |= {name: dice.choice(words) for name, words in HOLDS[kind].items() if name != "code"}
        row |= {"child_id": dice.choice("aaaabbc"), "agency": dice.choice(["csc", "school", "gp"])}
        row["shared_date"] = dice.choice([row["known_date"], row["known_date"], None, max(row["known_date"], T)])
        row["is_snapshot"] = dice.random() < 0.05
        row["replaces"] = f"e{dice.randrange(number):03}" if number and (kind == "withdrawn" or dice.random() < 0.05) else None
        rows.append(row)
        codes += (
            [{"event_id": row["event_id"], "system": kind, "code": dice.choice(HOLDS[kind]["code"])}]
            if "code" in HOLDS[kind]
            else []
        )
    born = {"a": dice.choice([dt.date(2016, 2, 1), dt.date(2023, 9, 1)]), "b": dt.date(2014, 6, 1), "c": None}
    homes = [stay(child, home, T - 2000 * DAY) for child, home in (("a", "h"), ("b", "h"), ("c", "k"))]
    children: list[Row] = [{"child_id": child, "birth_month": month} for child, month in born.items()]
    return chronology(rows, event_codes=codes, children=children, households=homes)


@cache
def every_line() -> Params:
    """The project's own params, with a line for every reason."""
    params = small_params()
    return params.model_copy(update={"explain": params.explain.model_copy(update={"reasons": 500})})


def page_of(sources: Sources, child: str, t: dt.date, lowered: int) -> dict[str, Any]:
    """What the page of a child says at t, if every indicator raised the score but one in three."""
    point: dict[Hashable, Any] = {
        "point_id": "p", "child_id": child, "as_of": pd.Timestamp(t), "contacts_in_window": 1, "rule": False,
        "standing": "attention", "frequency_low": 0.1, "frequency_high": 0.2,
    }  # fmt: skip
    names = enumerate(CATALOGUE.indicators)
    shares = {name: -0.2 if place % 3 == lowered else 1 / (1 + place) for place, name in names}
    return content(point, shares, sources, every_line())


class Reading:
    """The records about a child that could be read at t, looked up in rows and never in arrays."""

    def __init__(self, tables: Tables, child: str, t: dt.date) -> None:
        self.tables, self.child, self.t = tables, child, t
        self.before, self.siblings = (
            reference.seen_before(about, child, t, tables, VOCABULARY, "partnership") for about in (EVERY, EVERY_OF_SIBLINGS)
        )
        self.today = reference.todays_contacts(child, t, tables, VOCABULARY, "partnership")
        self.born = next((row["birth_month"] for row in tables["children"] if row["child_id"] == child), None)

    def counted(self, name: str, window: str) -> list[Row]:
        """Return what an indicator counts in a window, snapshots included, in time order."""
        entry, width = CATALOGUE.indicators[name], window_days(window)
        assert entry.events is not None
        kept = self.today if width == 0 else self.siblings if entry.events.about == "siblings" else self.before
        kept = [row for row in kept if width == 0 or row["event_date"] >= self.t - width * DAY]
        hidden = [row for row in kept if entry.events.unshared and reference.date_in("hub", row) < self.t]
        return [row for row in kept if row not in hidden and reference.matches(entry, row, self.tables, VOCABULARY)]

    def figures(self, name: str, window: str) -> tuple[dict[str, Any], list[Row]]:
        """Return what a sentence may quote of an indicator, and the records that it rests on."""
        entry = CATALOGUE.indicators[name]
        pairs = {measure.partition(" ")[0]: measure.partition(" ")[2] for measure in entry.measures if " " in measure}
        own = self.window(name, window, pairs.get("share_of") or pairs.get("alternations"))
        long = self.window(name, entry.longest_window, pairs.get("count_since") or pairs.get("open_days"))
        events, half, says = own.events, own.width // 2 * DAY, figures_in(entry.says or "")
        found: dict[str, Any] = {"count": len(events), "total": len(own.others), "since": int(reference.count_since(long))}
        found |= {"agencies": len({row["agency"] for row in events}), "dates": len(set(own.dates))}
        found |= {"months": int(reference.distinct_months(own)), "most": int(reference.most_in_28_days(own))}
        found |= {"episodes": int(reference.episodes(own)), "swings": int(reference.swings(own))}
        found |= {"alternations": int(reference.alternations(own))}
        found |= {"recent": sum(self.t - half <= day for day in own.dates)}
        found |= {"earlier": sum(self.t - 2 * half <= day < self.t - half for day in own.dates)}
        if events:
            found |= {"first_date": own.dates[0], "last_date": own.dates[-1]}
        if own.values:
            found |= {"lowest": min(own.values), "highest": max(own.values), "last": own.values[-1]}
            found["course"] = tuple((row["event_date"], row["value"]) for row in events if row["value"] is not None)
        if ago := reference.open_days(long):
            found["open_date"] = self.t - dt.timedelta(days=int(ago))
        rests_on = events
        if "since" in says:
            latest = long.all_others[-1]["event_date"] if long.all_others else dt.date.min
            rests_on = [row for row in long.events if row["event_date"] > latest]
        elif "alternations" in says or ("total" in says and any(row not in own.others for row in events)):
            rests_on = [*events, *(row for row in own.others if row not in events)]
        return found, rests_on

    def window(self, name: str, window: str, other: str | None) -> reference.Window:
        others = self.counted(other, window) if other else []
        return reference.Window(self.t, window_days(window), self.counted(name, window), others, [], [])

    def when(self, window: str) -> str:
        start = self.t - window_days(window) * DAY
        since_birth = self.born is not None and start < self.born <= self.t
        return "since birth" if since_birth else f"in the {window_words(window_days(window))} before this contact"

    def sentences(self, name: str) -> dict[str, list[Row]]:
        """Return what a page may say of an indicator, and the records behind each sentence."""
        entry, words = CATALOGUE.indicators[name], dict[str, list[Row]]()
        for window in dict.fromkeys([entry.quoted_window, entry.longest_window]):
            found, rests_on = self.figures(name, window)
            if found["count"] and entry.says and figures_in(entry.says) <= {*found, "when"}:
                quoted = {figure: found[figure] for figure in figures_in(entry.says) - {"when"}}
                words[fill(entry.says, **field_values(quoted), when=self.when(window)) + "."] = rests_on
        if entry.says_none and not self.figures(name, entry.quoted_window)[0]["count"]:
            start = self.t - window_days(entry.quoted_window) * DAY
            older = [row for row in self.counted_ever(name) if row["event_date"] < start][-1:]
            last = "".join(f" The last one recorded was on {british_date(row['event_date'])}." for row in older)
            words[fill(entry.says_none, when=self.when(entry.quoted_window)) + "." + last] = older
        return words

    def counted_ever(self, name: str) -> list[Row]:
        return [row for row in self.before if reference.matches(CATALOGUE.indicators[name], row, self.tables, VOCABULARY)]

    def own(self) -> list[Row]:
        return [row for row in [*self.before, *self.today] if row["child_id"] == self.child]

    def has_code(self, row: Row, code: str) -> bool:
        return any(each["event_id"] == row["event_id"] and each["code"] == code for each in self.tables["event_codes"])


def check_lines(page: dict[str, Any], reading: Reading) -> None:
    """Each sentence is one that the records give, and a line cites the records behind its first and no other."""
    possible = {
        says: (name, rows) for name in CATALOGUE.indicators if name != "age" for says, rows in reading.sentences(name).items()
    }
    of_number = {str(fact["number"]): fact["source_ref"] for fact in page["records"]}
    for line in page["reasons"] + page["patterns"]:
        for says in [line["says"], *line["also"]]:
            assert without_coverage(says) in possible, says
        rests_on = possible[without_coverage(line["says"])][1]
        cited = {fact["source_ref"] for fact in page["records"] if str(line["number"]) in fact["lines"].split(", ")}
        assert cited == {row["source_ref"] for row in rests_on}, line["says"]
        assert line["cites"]["count"] == len(rests_on)
    cites = [line["cites"]["records"] for line in page["reasons"] + page["patterns"] if not line["absent"]]
    assert len(set(cites)) == len(cites)
    assert all(without_coverage(says) in possible for says in page["further"])
    assert len(of_number) == len(page["records"])


def without_coverage(says: str) -> str:
    return says.partition(" Records of this kind are held from")[0]


def check_sight(page: dict[str, Any], reading: Reading) -> None:
    """When the child was last seen has one answer, wherever the page gives it."""
    if reading.born is not None and reading.born > reading.t:
        return
    seen = [row for row in reading.own() if row["seen"] in ("yes", "alone") or reading.has_code(row, "child_spoken_to_alone")]
    answer = british_date(seen[-1]["event_date"]) if seen else "not recorded"
    given = next(line["says"] for line in page["contact"] if line["label"] == "Last recorded as seen")
    assert given.lower().startswith(answer.lower())
    assert page["household"][0]["seen"] == answer
    assert ("No record says that the child was seen." in page["not_recorded"]) == (not seen)
    in_hub = [row for row in seen if reference.date_in("hub", row) < reading.t or row["event_date"] == reading.t]
    if "whose latest such record is dated" in given:
        assert given.endswith(f"dated {british_date(in_hub[-1]['event_date'])}.")
    if "had no such record" in given:
        assert not in_hub
    alone = [row for row in seen if row["seen"] == "alone" or reading.has_code(row, "child_spoken_to_alone")]
    alone = [row for row in alone if row["event_date"] < reading.t]
    if reading.born is None or (reading.t - reading.born).days / 365.25 >= 3:
        says = (
            f"last recorded as seen or spoken to alone on {british_date(alone[-1]['event_date'])}."
            if alone
            else "seen or spoken to alone."
        )
        assert any(line.endswith(says) for line in page["not_recorded"])


def check_household(page: dict[str, Any], reading: Reading) -> None:
    """The household table counts worries as the lines do."""
    worries = [row for row in reading.before if VOCABULARY.event_types[row["event_type"]].worry and not row["is_snapshot"]]
    worries = [row for row in worries if row["event_date"] >= reading.t - 365 * DAY]
    contacts = [
        row for row in reading.own() if row["event_type"] == "contact" and reading.t - 365 * DAY <= row["event_date"] < reading.t
    ]
    first = page["household"][0]
    assert first["worries"] == number_word(len(worries))
    assert first["points"] == number_word(len({row["event_date"] for row in contacts}))
    assert first["latest"] == (british_date(max(row["event_date"] for row in contacts)) if contacts else "not recorded")


def check_household_picture(page: dict[str, Any], reading: Reading) -> None:
    """Each row of the picture draws as many records as could be read about that person, or about the home of this one."""
    picture = page["household_picture"]
    for block in picture["blocks"]:
        of_home = block is picture["blocks"][0]
        read = reading if of_home else Reading(reading.tables, block["title"].partition(",")[0], reading.t)
        rows = [row for row in read.before if not row["is_snapshot"] and row["event_date"] >= reading.t - 1826 * DAY]
        rows = [row for row in rows if of_home or row["child_id"] == read.child]
        worries = [row for row in rows if VOCABULARY.event_types[row["event_type"]].worry]
        rated = [row for row in rows if row["event_type"] == "home_condition" and row["value"] is not None]
        expected = {
            "home rated": [row for row in rated if row["scope"] != "child"],
            "worries": [row for row in worries if (row["scope"] != "child") == of_home],
            "contacts": [row for row in rows if row["event_type"] == "contact"],
            "not brought": [row for row in rows if row["outcome"] == "was_not_brought"],
        }
        bands = [drawn for drawn in block["rows"] if drawn["shape"] == "band"]
        for drawn in bands:
            check_bands(drawn, [row for row in read.before if row["child_id"] == read.child], reading.t)
        for drawn in (drawn for drawn in block["rows"] if drawn not in bands):
            number = len(expected[drawn["label"]])
            assert drawn["says"]["count"] == (number_word(number) if number else "none recorded")
            assert number == sum(1 if drawn["shape"] == "steps" else mark[1] for mark in drawn["marks"])


def check_bands(drawn: dict[str, Any], own: list[dict[str, Any]], t: dt.date) -> None:
    """Help was being given on each day of the five years before that a band covers, and on no other, as far as is recorded."""
    (help_,) = (each for each in VOCABULARY.page.household_picture.help if each.says == drawn["label"])  # type: ignore[union-attr]
    starts, ends = ([row["event_date"] for row in own if row["event_type"] in kinds] for kinds in (help_.start, help_.end))
    given = False
    drawn_as = [(dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else t) for first, last, _ in drawn["marks"]]
    for day in sorted({*starts, *ends}):
        change = starts.count(day) - ends.count(day)
        given = change > 0 or (given and change == 0)
        if day >= t - 1826 * DAY:
            assert given == any(first <= day < last for first, last in drawn_as)


def read_back(tables: Tables, lowered: int) -> None:
    sources = sources_of(frames(tables))
    for child, t in (("a", T), ("b", T), ("a", T - 100 * DAY)):
        page, reading = page_of(sources, child, t, lowered), Reading(tables, child, t)
        check_lines(page, reading)
        check_sight(page, reading)
        check_household(page, reading)
        check_household_picture(page, reading)


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_every_sentence_of_a_page_is_what_the_records_say(seed: int) -> None:
    read_back(family(seed), seed % 3)


@pytest.mark.slow
@settings(max_examples=200)
@given(seed=st.integers(0, 10_000))
def test_every_sentence_of_many_pages_is_what_the_records_say(seed: int) -> None:
    read_back(family(seed), seed % 3)
