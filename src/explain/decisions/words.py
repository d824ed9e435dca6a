"""What the pages of the decision audit say: headings, lines, lists and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...chronology.vocabulary import Vocabulary
from ...disclosure.tables import ALL
from ...wording.sentences import number_word
from .definitions import Definitions
from .groups import ALL_CONTACTS
from .knowable import HUB, NEITHER, PARTNERS

IN_TIME = ("month", "quarter")
ONCE = ("source", "area", "team", "month")


def heads(vocabulary: Vocabulary) -> dict[str, str]:
    """Return what is said of each kind of knowledge."""
    nouns = vocabulary.nouns
    return {
        HUB: f"A repeated pattern in the {nouns.hub}'s own records",
        PARTNERS: f"One only with the records of {nouns.partners}",
        NEITHER: "None in either",
        ALL: "All",
    }


def lines(definitions: Definitions, vocabulary: Vocabulary, due_after: int) -> dict[str, str]:
    """Return what each line of the audit looks for, and among which contacts."""
    points, person, after = vocabulary.nouns.points, vocabulary.nouns.person, definitions.after
    returned = {
        f"returned_{days}": f"Closed {points}: another came within {days} days" for days in definitions.returns_within_days
    }
    return returned | {
        "closed_without_consent": f"Closed {points}: because consent was not given",
        "closed_without_asking": f"Closed {points}: no request to partners from that day to "
        f"{after['partners_asked'].within_days} days later",
        "closed_not_seen": f"Closed {points}: no record that anybody saw the {person}, from a year before to "
        f"{after['child_seen_lately'].within_days} days later",
        "rule_without_assessment": f"{number_word(due_after).capitalize()} or more {points} in 12 months, with no assessment "
        f"open and nobody yet at work: no assessment or section 47 enquiry within {after['assessed'].within_days} days",
        "forward_not_seen": f"Taken forward: no record that anybody saw the {person} within "
        f"{after['child_seen'].within_days} days",
        "siblings_differ": f"{points.capitalize()} about several {vocabulary.nouns.people} of one household on one day: "
        "some were closed, others not",
        "forward_with_little": "Taken forward: all records together showed little",
        "forward_with_little_at_hub": f"Taken forward: the {vocabulary.nouns.hub}'s own records showed little, and "
        f"{vocabulary.nouns.partners} held more",
    }


def parts(definitions: Definitions, vocabulary: Vocabulary) -> list[tuple[str, list[str], list[str]]]:
    """Return the parts of the page: heading, what is said first, and the lines that it holds."""
    nouns = vocabulary.nouns
    returned = [f"returned_{days}" for days in definitions.returns_within_days]
    closed = [
        *vocabulary.page.standing_rules,
        f"Where {nouns.partners} were not asked, what they held could not be weighed. No record of asking does not prove that "
        "nobody picked up the telephone.",
    ]
    return [
        ("Closed: consent, partners, and sight of the " + nouns.person, closed,
         ["closed_without_consent", "closed_without_asking", "closed_not_seen"]),
        ("Closed: was contact made again, and how soon?",
         ["That contact was made again does not show that closing was wrong. It shows where to look."], returned),
        ("The local rule on repeat contacts",
         [f"The rule counts {nouns.points} and not need. Where it was met without an assessment, ask what was done instead."],
         ["rule_without_assessment"]),
        (f"Taken forward: did anybody see the {nouns.person}?",
         [f"A visit that no record holds may have been made. Ask when the {nouns.person} was first seen, and by whom."],
         ["forward_not_seen"]),
        (vocabulary.page.others or "Others in the household",
         [f"{nouns.people.capitalize()} of one home differ in age and need, and to treat them differently can be right. Each is "
          "to be thought of in their own right."],
         ["siblings_differ"]),
        ("Professional judgement beyond the record",
         ["People hear and see what no record holds. To take a contact forward where the records show little is no error: it is "
          "what judgement is for, and worth learning from."],
         ["forward_with_little", "forward_with_little_at_hub"]),
    ]  # fmt: skip


def lists(definitions: Definitions, vocabulary: Vocabulary) -> dict[str, tuple[str, str]]:
    """Return heading and explanation of each list of contacts for a second look."""
    nouns = vocabulary.nouns
    soon, seen = min(definitions.returns_within_days), definitions.after["child_seen"].within_days
    return {
        "closed_hub": (f"Closed; the {nouns.hub}'s own records held a repeated pattern",
                       "What was weighed on the day, and is it written down?"),
        "closed_partners": (f"Closed; only with the records of {nouns.partners} was there a repeated pattern",
                            f"The {nouns.hub} did not have these records. What would it have taken to ask?"),
        "closed_without_consent": ("Closed because consent was not given; there was a repeated pattern",
                                   "Was it thought about whether consent was needed? Was there supervision?"),
        "rule_without_assessment": ("Closed; the local rule was met, and no assessment followed",
                                    "What was done instead of an assessment, and who decided that?"),
        "returned_soon": (f"Closed; there was a repeated pattern, and contact was made again within {soon} days",
                          "What had changed between the two, if anything?"),
        "siblings_differ": ("Closed, and not so for another in the household on that day; there was a repeated pattern",
                            f"Why was each {nouns.person} treated as they were?"),
        "forward_not_seen": (f"Taken forward; there was a repeated pattern, and nobody saw the {nouns.person} in {seen} days",
                             f"When was the {nouns.person} first seen, and what stood in the way?"),
        "forward_with_little": ("Taken forward where all records together showed little",
                                "Professional judgement beyond the record. What did people hear or see that no record holds?"),
    }  # fmt: skip


def limits(vocabulary: Vocabulary) -> list[str]:
    """Return what the audit cannot tell."""
    nouns = vocabulary.nouns
    return [
        f"Whether a decision was right. A pattern in records is a reason to look, and not a finding about a {nouns.person}.",
        "What was said on the telephone, thought about or known in person, and not written down.",
        f"Why partners' records had not reached the {nouns.hub}: nobody may have asked, or nobody may have answered.",
        "Who decided. No person is named or counted here, and no team is to be ranked by these figures.",
        "Records of a kind that no source covers. What is not recorded is not known, and is not nought.",
    ]


def group_title(group: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Return the heading of one way of grouping."""
    which = f"all {vocabulary.nouns.points}" if group["of"] == [ALL_CONTACTS] else "those with a repeated pattern"
    return f"By {group['by']}: {which}"


def pictured(by: str, known: str, heads: Mapping[str, str]) -> str:
    """Return what a picture shows."""
    among = "" if known == ALL_CONTACTS else f"{heads[known]}. "
    if by in IN_TIME:
        return f"{among}The share that was closed, {by} by {by}; the thick line is the share of all of them."
    says = "The share that was closed, by how many there were; the thick line is the share of all of them."
    return f"{among}{says} Marks are numbered as in the table."


def group_name(by: str, name: str, vocabulary: Vocabulary) -> str:
    """Return what a group is called."""
    return vocabulary.words["agency"].get(name, name) if by == "source" else name
