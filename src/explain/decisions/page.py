"""The page of the decision audit: figures that may be shown to others. It names no contact and no person.

The sentences are in `wording/decision_audit.py`; contacts are listed on a page that only readers of records open
(`second_look.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...chronology.vocabulary import Vocabulary
from ...disclosure.rounding import LARGEST_SMALL
from ...disclosure.tables import ALL
from ...models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, Stated
from ...pages.funnel import funnel, over_time, stacked
from ...pages.intervals import Dot, intervals
from ...pages.render import page
from ...wording import decision_audit as wording
from ...wording.estimates import percent
from ...wording.sentences import fill, number_word
from ..render import banner
from .contact_rows import NOT_RECORDED
from .definitions import Definitions, sentence_values
from .groups import ALL_CONTACTS
from .knowable import KNOWLEDGE

IN_TIME = ("month", "quarter")
GROUPED_BY = ("source", "area", "team", "month")
ROWS_OF_PART: dict[str, tuple[str, ...]] = {
    "closed": ("closed_without_consent", "closed_not_seen"),
    "asked": ("closed_without_asking", "forward_without_asking"),
    "rule": ("rule_without_assessment",),
    "seen": ("forward_not_seen",),
    "siblings": ("siblings_differ",),
    "judgement": ("forward_with_little", "forward_with_little_at_hub"),
}
Json = Mapping[str, Any]


def decisions_page(
    audit: Json, definitions: Definitions | None, vocabulary: Vocabulary, synthetic: bool, rule_contacts: int
) -> str:
    """Return the HTML of the audit.

    Parameters
    ----------
    audit : what `audit.audit` returned. definitions : None where no decisions can be recorded.
    rule_contacts : the number of contacts from which the local rule is met.
    """
    frame: dict[str, Any] = {"words": vocabulary.nouns, "synthetic": banner(vocabulary, synthetic), "home": "index.html"}
    if "note" in audit or definitions is None:
        return page("decisions.html", note=audit["note"], **frame)
    values = sentence_values(definitions, vocabulary) | {"due_after": number_word(rule_contacts)}
    headings = {knowledge: fill(heading, **values) for knowledge, heading in wording.KNOWLEDGE.items()}
    synthetic_note = vocabulary.synthetic if synthetic else ""
    return page(
        "decisions.html",
        note="",
        summary=summary_sentences(audit, definitions, values),
        reading=_reading(audit, vocabulary, values),
        bars=_decisions_picture(audit["decided"], headings, synthetic_note),
        fair=_fair_table(audit["fair"], headings, values),
        fair_picture=_shares_picture(fill(wording.FAIR_TITLE, **values), audit["fair"], values, synthetic_note),
        decided=_decisions_table(audit["decided"], headings),
        parts=_parts(audit["lines"], definitions, vocabulary, headings, values, synthetic_note),
        groups=[_group(group, vocabulary, headings, values, synthetic_note) for group in audit["groups"]],
        absent=[
            fill(wording.NO_GROUPS, by=name, **values)
            for name in GROUPED_BY
            if name not in {group["by"] for group in audit["groups"]}
        ],
        limits=[fill(limit, **values) for limit in wording.LIMITS],
        **frame,
    )


def summary_sentences(audit: Json, definitions: Definitions, values: Json) -> list[str]:
    """Return what to know first: the fair comparison leads. `values` : those of `sentence_values`."""
    decided, fair = {row["name"]: row for row in audit["decided"]}, audit["fair"]
    closed = decided[definitions.closed]
    forward = next(row for row in audit["lines"] if row["line"] == "forward_with_little")[ALL]
    first, last = audit["period"]
    counts = {
        "contacts": audit["contacts"], "number_of_people": audit["people"], "first": first, "last": last,
        "closed": _count(closed[ALL]), "closed_hub": _count(closed["hub"]), "closed_partners": _count(closed["partners"]),
        "forward": _count(forward),
    }  # fmt: skip
    filled = {**values, **counts}
    shares = {f"share_{knowledge}": whole_per_cent(fair[knowledge]) for knowledge in KNOWLEDGE}
    if None in shares.values():
        sentences = [*wording.SUMMARY, wording.CLOSED_WITH_PATTERN, wording.FORWARD_WITH_LITTLE]
        return [fill(sentence, **filled) for sentence in sentences]
    undecided = [wording.UNDECIDED] if NOT_RECORDED in decided else []
    sentences = [*wording.SUMMARY, *wording.FAIR, *undecided, wording.FORWARD_WITH_LITTLE]
    filled |= {**shares, **_compared(fair, decided[definitions.passed_on], decided.get(NOT_RECORDED))}
    return [fill(sentence, **filled) for sentence in sentences]


def _compared(fair: Json, passed_on: Json, undecided: Json | None) -> dict[str, str]:
    """Return the counts of the fair comparison, and of what it leaves out."""
    counts = {"out": _count(passed_on[ALL])} | ({"undecided": _count(undecided[ALL])} if undecided else {})
    for knowledge in KNOWLEDGE:
        out, closed = passed_on[knowledge], fair[knowledge]
        counts |= {f"closed_{knowledge}": _count(closed), f"of_{knowledge}": _count(closed, "of")}
        counts |= {f"out_{knowledge}": _count(out), f"all_{knowledge}": _count(out, "of")}
    return counts


def _reading(audit: Json, vocabulary: Vocabulary, values: Json) -> list[str]:
    limits = {
        "largest_small": LARGEST_SMALL,
        "fewest_families": FEWEST_FAMILIES,
        "fewest_positive_families": FEWEST_POSITIVE_FAMILIES,
    }
    sentences = [fill(sentence, **values, **limits) for sentence in wording.READING]
    if audit["not_covered"]:
        tables = ", ".join(vocabulary.words["coverage_table"][table] for table in audit["not_covered"])
        sentences.append(fill(wording.NOT_COVERED, tables=tables, **values))
    if missing := audit["sources_without_shared_dates"]:
        sentence = wording.NO_SHARED_DATES if missing == audit["sources"] else wording.SOME_SHARED_DATES
        sentences.append(fill(sentence, missing=missing, sources=audit["sources"], **values))
    return [*sentences, fill(wording.INTERVALS if audit["draws"] else wording.NO_INTERVALS, draws=audit["draws"], **values)]


def _decisions_picture(decided: Sequence[Json], headings: Mapping[str, str], note: str) -> str | None:
    """Return the picture of what was decided; None where a part of it may not be shown."""
    counts = {knowledge: [row[knowledge]["count"] for row in decided] for knowledge in KNOWLEDGE}
    if any(None in each or sum(each) == 0 for each in counts.values()):
        return None
    rows = [(headings[knowledge], [count / sum(each) for count in each]) for knowledge, each in counts.items()]
    return stacked(rows, [row["name"] for row in decided], about=wording.DECISIONS_PICTURE, note=note)


def _fair_table(fair: Json, headings: Mapping[str, str], values: Json) -> dict[str, Any]:
    title = fill(wording.FAIR_TITLE, **values)
    row = [wording.FAIR_ROW, *(_cell(fair[knowledge]) for knowledge in headings)]
    return {"caption": title, "columns": [wording.DECISIONS_COLUMN, *headings.values()], "rows": [row]}


def _decisions_table(decided: Sequence[Json], headings: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for row in decided:
        name = f"{row['name']}: {row['means']}" if row["means"] else row["name"]
        rows.append([name, *(_cell(row[knowledge]) for knowledge in headings)])
    return {"caption": wording.DECISIONS_TITLE, "columns": [wording.DECISIONS_COLUMN, *headings.values()], "rows": rows}


def _shares_picture(what: str, parts: Json, values: Json, note: str) -> dict[str, Any] | None:
    """Return the shares of one line of the audit by what could be known, as dots with intervals; None where none can be shown."""
    named = {knowledge: fill(name, **values) for knowledge, name in wording.KNOWLEDGE_BESIDE.items()}
    dots: list[Dot] = []
    for knowledge in KNOWLEDGE:
        part, share = parts[knowledge], parts[knowledge]["share"]
        known = share is not None and part["count"] is not None and part["of"]
        middle = part["count"] / part["of"] if known else None
        low, high = (share["low"], share["high"]) if known else (None, None)
        name = f"{named[knowledge]}: {_cell({**part, 'share': None})}"
        dots.append({"name": name, "value": middle, "low": low, "high": high, "reference": False})
    if all(dot["value"] is None for dot in dots):
        return None
    about = wording.SHARES_PICTURE.format(what=what)
    return {"says": what, "picture": intervals(dots, along=wording.OF_100, about=about, note=note)}


def _parts(
    lines: Sequence[Json],
    definitions: Definitions,
    vocabulary: Vocabulary,
    headings: Mapping[str, str],
    values: Json,
    note: str,
) -> list[dict[str, Any]]:
    """Return the parts of the page: heading, what is said first, a picture and a row of a table for each line of the audit."""
    by_name = {line["line"]: line for line in lines}
    returned = {f"returned_{days}": fill(wording.RETURNED, days=days, **values) for days in definitions.returns_within_days}
    row_texts = returned | {name: fill(text, **values) for name, text in wording.ROWS.items()}
    rows_of_part = ROWS_OF_PART | {"returned": tuple(returned)}
    parts = []
    for part, (heading, says) in wording.PARTS.items():
        title = vocabulary.page.others if part == "siblings" and vocabulary.page.others else fill(heading, **values)
        before = vocabulary.page.standing_rules if part == "closed" else []
        rows = [_part_row(row_texts[name], by_name[name], headings) for name in rows_of_part[part]]
        table = {"caption": title, "columns": [wording.ROWS_COLUMN, *headings.values()], "rows": rows}
        drawn = [_shares_picture(row_texts[name], by_name[name], values, note) for name in rows_of_part[part]]
        pictures = [each for each in drawn if each]
        parts.append({"title": title, "says": [*before, fill(says, **values)], "pictures": pictures, "table": table})
    return parts


def _part_row(text: str, line: Json, headings: Mapping[str, str]) -> list[str]:
    unknown = wording.UNKNOWN.format(unknown=line["unknown"]) if line["unknown"] else ""
    return [text + unknown, *(_cell(line[knowledge]) for knowledge in headings)]


def _cell(part: Json) -> str:
    """Return a count, of how many, and the share with its interval, as far as they may be shown."""
    if part["count"] is None:
        return wording.NOT_SHOWN
    if part["of"] is None:
        return f"{part['count']:,}"
    text = f"{part['count']:,} of {part['of']:,}"
    share: Stated | None = part["share"]
    if share is None:
        return text
    return f"{text}: {percent({**share, 'value': part['count'] / part['of']}, 0)}" if part["of"] else text


def whole_per_cent(part: Json) -> str | None:
    """Return a share in whole per cent, from its counts; None where it may not be shown or rests on too few."""
    known = part["share"] is not None and part["count"] is not None and part["of"]
    return percent({"value": part["count"] / part["of"]}, 0) if known else None


def _count(part: Json, which: str = "count") -> str:
    return wording.TOO_SMALL if part[which] is None else f"{part[which]:,}"


def _group(group: Json, vocabulary: Vocabulary, headings: Mapping[str, str], values: Json, note: str) -> dict[str, Any]:
    which = wording.ALL_POINTS if group["of"] == [ALL_CONTACTS] else wording.POINTS_WITH_PATTERN
    title = wording.GROUPS_TITLE.format(by=group["by"], which=which.format(**values))
    pictures = []
    for knowledge, limits in group["funnels"].items():
        if limits:
            among = "" if knowledge == ALL_CONTACTS else f"{headings[knowledge]}. "
            shares = wording.SHARES_IN_TIME if group["by"] in IN_TIME else wording.SHARES_BY_SIZE
            says = among + shares.format(by=group["by"])
            pictures.append({"says": says, "picture": _group_picture(group, knowledge, title, values, note)})
    return {"title": title, "pictures": pictures, "table": _group_table(group, title, vocabulary, headings)}


def _group_picture(group: Json, knowledge: str, title: str, values: Json, note: str) -> str:
    limits = group["funnels"][knowledge]
    about = wording.GROUPS_PICTURE.format(title=title)
    if group["by"] in IN_TIME:
        shares = {row["name"]: row[knowledge]["share"] for row in group["groups"]}
        ranges = [(shares[one["name"]]["low"], shares[one["name"]]["high"]) for one in limits["groups"]]
        along = group["by"].capitalize()
        return over_time(limits["groups"], ranges, limits["overall"], along=along, about=about, note=note)
    order = [row["name"] for row in group["groups"]]
    shown = sorted(limits["groups"], key=lambda one: order.index(one["name"]))
    along = fill(wording.SIZE_AXIS, **values)
    return funnel(shown, limits["sizes"], limits["limits"], limits["overall"], along=along, about=about, note=note)


def _group_table(group: Json, title: str, vocabulary: Vocabulary, headings: Mapping[str, str]) -> dict[str, Any]:
    """Return the table of one grouping: what was closed, and whether chance alone would bring that share."""
    standing = {
        knowledge: {one["name"]: (number, one["standing"]) for number, one in enumerate(limits["groups"], start=1)}
        for knowledge, limits in group["funnels"].items()
        if limits
    }
    agencies = vocabulary.words["agency"] if group["by"] == "source" else {}
    rows = []
    for row in group["groups"]:
        cells = [agencies.get(row["name"], row["name"])]
        for knowledge in group["of"]:
            number, text = standing.get(knowledge, {}).get(row["name"], (None, wording.TOO_FEW))
            marked = number and group["by"] not in IN_TIME
            cells += [_cell(row[knowledge]), wording.MARKED.format(standing=text, number=number) if marked else text]
        rows.append(cells)
    columns = [group["by"]]
    for knowledge in group["of"]:
        closed = f"{headings[knowledge]}: {wording.CLOSED_COLUMN}" if len(group["of"]) > 1 else wording.CLOSED_COLUMN
        columns += [closed, wording.CHANCE_COLUMN]
    return {"caption": title, "columns": columns, "rows": rows}
