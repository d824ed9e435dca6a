"""The pages of the decision audit: figures for many eyes, and lists for those who may read records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...chronology.vocabulary import Vocabulary
from ...disclosure.rounding import LARGEST_SMALL
from ...disclosure.tables import ALL
from ...models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, Stated
from ...pages.funnel import funnel, over_time, stacked
from ...pages.render import page
from ...wording.sentences import number_word, window_words
from ..render import banner, many
from . import words as says
from .definitions import Definitions
from .knowable import KNOWLEDGE

NOT_SHOWN = "not shown"
Told = Mapping[str, Any]


def decisions_page(
    figures: Told, definitions: Definitions | None, vocabulary: Vocabulary, synthetic: bool, due_after: int
) -> str:
    """Return the HTML of the audit's figures. `due_after` : the number of contacts from which the local rule is met."""
    known: dict[str, Any] = {"words": vocabulary.nouns, "synthetic": banner(vocabulary, synthetic), "home": "index.html"}
    if "note" in figures or definitions is None:
        return page("decisions.html", note=figures["note"], **known)
    heads = says.heads(vocabulary)
    lines = {line["line"]: line for line in figures["lines"]}
    texts = says.lines(definitions, vocabulary, due_after)
    note = vocabulary.synthetic if synthetic else ""
    return page(
        "decisions.html",
        note="",
        summary=summary(figures, definitions, vocabulary),
        reading=_reading(figures, definitions, vocabulary),
        bars=_bars(figures["decided"], heads, note),
        decided=_table("What was decided", "Decision", [_decided(row, heads) for row in figures["decided"]], heads),
        parts=[
            {"title": title, "says": told, "table": _table(title, "Looked for", _rows(names, lines, texts), heads)}
            for title, told, names in says.parts(definitions, vocabulary)
        ],
        groups=_groups(figures["groups"], vocabulary, heads, note),
        absent=_absent(figures["groups"], vocabulary),
        limits=says.limits(vocabulary),
        **known,
    )


def summary(figures: Told, definitions: Definitions, vocabulary: Vocabulary) -> list[str]:
    """Return what to know first, in sentences."""
    nouns, rows = vocabulary.nouns, {row["name"]: row for row in figures["decided"]}
    closed = rows[definitions.closed]
    little = next(line for line in figures["lines"] if line["line"] == "forward_with_little")[ALL]
    first, last = figures["period"]
    shares = [in_100(closed[known]) for known in KNOWLEDGE]
    lines = [
        f"This looks at {figures['contacts']:,} {nouns.points} about {figures['people']:,} {nouns.people}, "
        f"from {first} to {last}. {_count(closed[ALL]['count'])} were closed.",
        f"Of those that were closed, {_count(closed['hub']['count'])} were closed while the {nouns.hub}'s own records held a "
        f"repeated pattern of worries, and {_count(closed['partners']['count'])} while there was one only with the records of "
        f"{nouns.partners}: there, asking could have shown it.",
    ]
    if None not in shares:
        lines.append(
            f"Of 100 {nouns.points} for which the {nouns.hub} held such a pattern, {shares[0]} were closed; of 100 for which "
            f"there was one only with {nouns.partners}, {shares[1]}; of 100 for which there was none, {shares[2]}."
        )
    lines.append(
        f"{_count(little['count'])} {nouns.points} were taken forward although all records together showed little. That is "
        "professional judgement beyond the record, and no error."
    )
    return lines


def _reading(figures: Told, definitions: Definitions, vocabulary: Vocabulary) -> list[str]:
    nouns, pattern = vocabulary.nouns, definitions.pattern
    window = window_words(pattern.window_days)
    lines = [
        f"A repeated pattern means worries about neglect on {number_word(pattern.days)} or more days, by "
        f"{number_word(pattern.agencies)} or more agencies, in the {window} before the {nouns.point}. A worry is any of these: "
        f"{definitions.worries.means}.",
        f"Every line tells apart what the {nouns.hub}'s own records held before the day of the {nouns.point} and what was there "
        f"only with the records of {nouns.partners}. Nobody is judged by records that they never had.",
        f"Little means a worry on {many(definitions.little_days, 'day', 'days')} at most in that time, in all records together.",
        f"Counts of 1 to {LARGEST_SMALL} are not shown, nor others of the same table that would give them away. A share is left "
        f"out where it rests on fewer than {FEWEST_FAMILIES} families, or holds for fewer than {FEWEST_POSITIVE_FAMILIES}.",
    ]
    if figures["not_covered"]:
        kinds = ", ".join(vocabulary.words["coverage_table"][table] for table in figures["not_covered"])
        lines.append(f"Records of these kinds do not reach back so far before every {nouns.point}: {kinds}.")
    if figures["draws"]:
        lines.append(
            f"Brackets hold the interval that covers 95 % of {figures['draws']:,} samples of whole families: how the share would "
            "vary with other families of this place."
        )
    else:
        lines.append("Families are too few or not known, so that no interval can be estimated.")
    return lines


def _bars(decided: Sequence[Told], heads: Mapping[str, str], note: str) -> str | None:
    """Return the picture of what was decided; None where a part of it may not be shown."""
    counts = {known: [row[known]["count"] for row in decided] for known in KNOWLEDGE}
    if any(None in each or sum(each) == 0 for each in counts.values()):
        return None
    rows = [(heads[known], [count / sum(each) for count in each]) for known, each in counts.items()]
    parts = [row["name"] for row in decided]
    return stacked(rows, parts, about="What was decided, by what could be known; the table holds the same", note=note)


def _table(caption: str, first: str, rows: list[list[str]], heads: Mapping[str, str]) -> dict[str, Any]:
    return {"caption": caption, "columns": [first, *heads.values()], "rows": rows}


def _decided(row: Told, heads: Mapping[str, str]) -> list[str]:
    name = f"{row['name']}: {row['means']}" if row["means"] else row["name"]
    return [name, *(_cell(row[known]) for known in heads)]


def _rows(names: Sequence[str], lines: Mapping[str, Told], texts: Mapping[str, str]) -> list[list[str]]:
    found = []
    for name in names:
        line = lines[name]
        unknown = f" (not known for {line['unknown']:,})" if line["unknown"] else ""
        found.append([texts[name] + unknown, *(_cell(line[known]) for known in (*KNOWLEDGE, ALL))])
    return found


def _cell(told: Told) -> str:
    """Return a count, of how many, and the share with its interval, as far as they may be shown."""
    if told["count"] is None:
        return NOT_SHOWN
    if told["of"] is None:
        return f"{told['count']:,}"
    said = f"{told['count']:,} of {told['of']:,}"
    share: Stated | None = told["share"]
    if share is None:
        return said
    low, high = share["low"], share["high"]
    interval = "" if low is None or high is None else f" ({100 * low:.0f} to {100 * high:.0f})"
    return f"{said}: {in_100(told)} %{interval}"


def in_100(told: Told) -> int | None:
    """Return a share in whole per cent, from its counts; None where it may not be shown or rests on too few."""
    return None if told["share"] is None else round(100 * told["count"] / told["of"])


def _count(count: int | None) -> str:
    return "a number too small to show" if count is None else f"{count:,}"


def _groups(found: Sequence[Told], vocabulary: Vocabulary, heads: Mapping[str, str], note: str) -> list[dict[str, Any]]:
    return [
        {
            "title": (title := says.group_title(group, vocabulary)),
            "pictures": [
                {
                    "says": says.pictured(group["by"], known, heads),
                    "picture": _picture(group, drawn, title, vocabulary, note),
                }
                for known, drawn in group["funnels"].items()
                if drawn
            ],
            "table": _group_table(group, title, vocabulary, heads),
        }
        for group in found
    ]


def _picture(group: Told, drawn: Told, title: str, vocabulary: Vocabulary, note: str) -> str:
    about = f"{title}: share that was closed, and what chance alone would bring; the table holds the shares"
    if group["by"] in says.IN_TIME:
        return over_time(drawn["groups"], drawn["overall"], along=group["by"].capitalize(), about=about, note=note)
    order = [row["name"] for row in group["groups"]]
    shown = sorted(drawn["groups"], key=lambda one: order.index(one["name"]))
    along = f"{vocabulary.nouns.points.capitalize()} with a decision"
    return funnel(shown, drawn["sizes"], drawn["limits"], drawn["overall"], along=along, about=about, note=note)


def _group_table(group: Told, title: str, vocabulary: Vocabulary, heads: Mapping[str, str]) -> dict[str, Any]:
    """Return the table of one way of grouping: what was closed, and whether chance alone would bring that share."""
    standing = {
        known: {one["name"]: (place, one["standing"]) for place, one in enumerate(drawn["groups"], start=1)}
        for known, drawn in group["funnels"].items()
        if drawn
    }
    rows = []
    for row in group["groups"]:
        cells = [says.group_name(group["by"], row["name"], vocabulary)]
        for known in group["of"]:
            number, place = standing.get(known, {}).get(row["name"], (None, "too few to tell"))
            numbered = f"{place} (mark {number})" if number and group["by"] not in says.IN_TIME else place
            cells += [_cell(row[known]), numbered]
        rows.append(cells)
    columns = [group["by"]]
    for known in group["of"]:
        columns += [f"{heads[known]}: closed" if len(group["of"]) > 1 else "closed", "beside chance"]
    return {"caption": title, "columns": columns, "rows": rows}


def _absent(found: Sequence[Told], vocabulary: Vocabulary) -> list[str]:
    recorded = {group["by"] for group in found}
    return [
        f"By {name}: no {name} is recorded for these {vocabulary.nouns.points}." for name in says.ONCE if name not in recorded
    ]


def second_look_page(
    lists: Sequence[Told], definitions: Definitions | None, files: Mapping[str, str], vocabulary: Vocabulary, synthetic: bool,
    note: str,
) -> str:  # fmt: skip
    """Return the HTML of the lists. `files` : the page of each point that has one; `note` : why there is no list, or ""."""
    texts = says.lists(definitions, vocabulary) if definitions else {}
    told = [
        {
            **listed,
            "title": texts[listed["name"]][0],
            "says": texts[listed["name"]][1],
            "shown": _drawn_by_lot(listed, vocabulary),
            "entries": [_entry(entry, files, vocabulary) for entry in listed["entries"]],
        }
        for listed in lists
    ]  # fmt: skip
    return page(
        "second_look.html", words=vocabulary.nouns, synthetic=banner(vocabulary, synthetic), home="index.html", note=note,
        lists=told,
    )  # fmt: skip


def _drawn_by_lot(listed: Told, vocabulary: Vocabulary) -> str:
    shown, there = len(listed["entries"]), listed["contacts"]
    if shown == there:
        return f"All {shown:,}." if shown > 1 else "The only one."
    return f"{shown:,} of {there:,} {vocabulary.nouns.points}, drawn by lot."


def _entry(entry: Told, files: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    asked = {True: "asked", False: "not asked", None: "not known"}[entry["asked"]]
    worries = {view: _worries(*entry[view]) for view in ("hub", "partnership")}
    decision = vocabulary.words["outcome"].get(entry["decision"], entry["decision"])
    return {**entry, "file": files.get(entry["point_id"]), "asked": asked.capitalize(), "decision": decision, **worries}


def _worries(days: int, agencies: int) -> str:
    return f"on {many(days, 'day', 'days')}, by {many(agencies, 'agency', 'agencies')}" if days else "none"
