"""Sentences of the decision audit's two pages: headings, rows, parts, lists and limits.

`explain/decisions/page.py` and `explain/decisions/second_look.py` fill them. Fields in braces are the nouns of the vocabulary
(`{hub}`, `{partners}`, `{points}` ...), the settings of `explain/decisions/decisions.yaml` (`sentence_values` in
`definitions.py` lists them), and counts. Elsewhere: what possible neglect is and what decisions are called (`decisions.yaml`),
standing rules (the vocabulary), and the text around these sentences (`pages/templates/decisions.html` and `second_look.html`).
"""

from __future__ import annotations

# Column headings: whose records showed a repeated pattern.
KNOWLEDGE = {
    "hub": "A repeated pattern in the {hub}'s own records",
    "partners": "One only with the records of {partners}",
    "neither": "None in either",
    "all": "All",
}

# The same beside a picture, before the number of contacts.
KNOWLEDGE_BESIDE = {"hub": "Pattern at the {hub}", "partners": "Pattern with {partners} only", "neither": "No pattern"}

# What each row of the audit looks for, and among which contacts.
ROWS = {
    "closed_without_consent": "Closed {points}: because consent was not given",
    "closed_without_asking": "Closed {points}: no request to partners recorded up to {partners_asked_days} days later",
    "forward_without_asking": ("Taken forward: no request to partners recorded up to {partners_asked_days} days later"),
    "closed_not_seen": (
        "Closed {points}: no record that the {person} was seen, from a year before to {child_seen_lately_days} days later"
    ),
    "rule_without_assessment": (
        "{due_after} or more {points} in 12 months, with no assessment open and nobody yet at work: "
        "no assessment or section 47 enquiry recorded within {assessed_days} days"
    ),
    "forward_not_seen": "Taken forward: no record within {child_seen_days} days that the {person} was seen",
    "siblings_differ": "{points} about several {people} of one household on one day: some were closed, others not",
    "forward_with_little": "Taken forward: all records together showed little",
    "forward_with_little_at_hub": "Taken forward: the {hub}'s own records showed little, and {partners} held more",
}
RETURNED = "Closed {points}: another came within {days} days"
UNKNOWN = " (not known for {unknown:,})"

# Parts of the page: a heading, and what is said above its table.
PARTS = {
    "closed": (
        "Closed: consent, and sight of the {person}",
        "The {person} may have been seen, and the visit not recorded.",
    ),
    "asked": (
        "Were {partners} asked?",
        "Where no request to {partners} is recorded, what they held may not have been weighed. A request may have been made by "
        "telephone and not recorded.",
    ),
    "returned": (
        "Closed: was contact made again, and how soon?",
        "That contact was made again does not show that closing was wrong. It shows where to look.",
    ),
    "rule": (
        "The local rule on repeat contacts",
        "The rule counts {points} and not need. Where it was met and no assessment is recorded, ask what was done instead.",
    ),
    "seen": (
        "Taken forward: is it recorded that the {person} was seen?",
        "These are facts about records. A visit may have been made and not recorded. Ask when the {person} was first seen, and "
        "by whom.",
    ),
    "siblings": (
        "Others in the household",
        "{people} of one home differ in age and need, and to treat them differently can be right. Each is to be considered "
        "separately.",
    ),
    "judgement": (
        "Professional judgement beyond the record",
        "People hear and see what no record holds. To take a contact forward where the records show little is not an error: it "
        "is what judgement is for, and worth learning from.",
    ),
}

# What to know first.
SUMMARY = (
    "This looks at {contacts:,} {points} about {number_of_people:,} {people}, from {first} to {last}. {closed} were closed.",
)
FAIR = (
    "Where the {hub}'s own records held a repeated pattern of possible neglect, {closed_hub} of {of_hub} {points} were closed "
    "({share_hub}). Where there was one only with the records of {partners}, which asking could have shown, "
    "{closed_partners} of {of_partners} were ({share_partners}). Where there was none, {closed_neither} of {of_neither} were "
    "({share_neither}).",
    "This leaves out {out} {points} that were passed on to people who already worked with the {person}: {out_hub} of {all_hub} "
    "where the {hub} held a pattern, {out_partners} of {all_partners} where only {partners} did, and {out_neither} of "
    "{all_neither} where there was none.",
)
UNDECIDED = "It also leaves out {points} without a recorded decision: {undecided}."
CLOSED_WITH_PATTERN = (
    "{closed_hub} {points} were closed while the {hub}'s own records held a repeated pattern of possible neglect, and "
    "{closed_partners} while there was one only with the records of {partners}: there, asking could have shown it."
)
FORWARD_WITH_LITTLE = (
    "{forward} {points} were taken forward although all records together showed little. That is professional judgement, not an "
    "error."
)
FAIR_TITLE, FAIR_ROW = "Closed, of {points} that were not passed on", "Closed"
TOO_SMALL = "a number too small to show"

# How to read the page.
READING = (
    "A repeated pattern means records of possible neglect on {pattern_days} or more days, by {pattern_agencies} or more "
    "agencies, in the {window} before the {point}. Possible neglect is any of these: {possible_neglect}.",
    "A worry is one of these records: {worries}.",
    "Each row separates what the {hub}'s own records held before the day of the {point} from what was there only with the "
    "records of {partners}. Nobody is judged by records that they never had.",
    "Little means possible neglect on {little_days:day|days} at most in that time, in all records together.",
    "Counts of 1 to {largest_small} are not shown, nor others of the same table that would give them away. A share is left out "
    "where it rests on fewer than {fewest_families} {families}, or holds for fewer than {fewest_positive_families}.",
)
NOT_COVERED = "Records of these kinds do not reach back so far before every {point}: {tables}."
NO_SHARED_DATES = (
    "No source says when its records reached the {hub}. They count as held by the {hub} from the day on which they were known, "
    "so the records of {partners} add nothing here."
)
SOME_SHARED_DATES = (
    "{missing:,} of {sources:,} sources do not say when their records reached the {hub}. These records count as held by the "
    "{hub} from the day on which they were known."
)
INTERVALS = (
    "Brackets hold the interval that covers 95 % of {draws:,} samples of whole {families}: how the share would vary with other "
    "{families} of this place."
)
NO_INTERVALS = "The {families} are too few or not known, so that no interval can be estimated."

# Decisions by group: titles, columns and pictures.
DECISIONS_TITLE, DECISIONS_COLUMN, ROWS_COLUMN = "What was decided", "Decision", "Looked for"
SHARES_PICTURE = "{what}: the share by what could be known; the table holds the same"
OF_100 = "Of 100"
DECISIONS_PICTURE = "What was decided, by what could be known; the table holds the same"
GROUPS_TITLE = "By {by}: {which}"
ALL_POINTS = "{points} that were not passed on"
POINTS_WITH_PATTERN = "those with a repeated pattern that were not passed on"
GROUPS_PICTURE = "{title}: share that was closed, and what chance alone would bring; the table holds the shares"
SHARES_IN_TIME = "The share that was closed, {by} by {by}, with its interval; the thick line across is the share of all of them."
SHARES_BY_SIZE = (
    "The share that was closed, by how many there were; the thick line is the share of all of them. Marks are numbered as in "
    "the table."
)
SIZE_AXIS = "{points} that were decided on and not passed on"
CLOSED_COLUMN, CHANCE_COLUMN = "closed", "beside chance"
TOO_FEW, MARKED, NOT_SHOWN = "too few to tell", "{standing} (mark {number})", "not shown"
NO_GROUPS = "By {by}: no {by} is recorded for these {points}."

# Lists of contacts for a second look: a heading, and what is asked.
LISTS = {
    "closed_hub": (
        "Closed; the {hub}'s own records held a repeated pattern",
        "What was weighed on the day, and is it written down?",
    ),
    "closed_partners": (
        "Closed; only with the records of {partners} was there a repeated pattern",
        "The {hub} did not have these records. What would it have taken to ask?",
    ),
    "closed_without_consent": (
        "Closed because consent was not given; there was a repeated pattern",
        "Was it thought about whether consent was needed? Was there supervision?",
    ),
    "rule_without_assessment": (
        "Closed; the local rule was met, and no assessment is recorded after it",
        "What was done instead of an assessment, and who decided that?",
    ),
    "returned_soon": (
        "Closed; there was a repeated pattern, and contact was made again within {soonest_return_days} days",
        "What had changed between the two, if anything?",
    ),
    "siblings_differ": (
        "Closed, but the {point} about another in the household on that day was not; there was a repeated pattern",
        "Why was each {person} treated as they were?",
    ),
    "forward_not_seen": (
        "Taken forward; there was a repeated pattern, and no record in {child_seen_days} days says that the {person} was seen",
        "Was the {person} seen, when and by whom, and is it written down?",
    ),
    "forward_with_little": (
        "Taken forward where all records together showed little",
        "This is professional judgement. What did people hear or see that no record holds?",
    ),
}
LISTED_ALL, LISTED_ONE, LISTED_SOME = "All {listed:,}.", "The only one.", "{listed:,} of {contacts:,} {points}, drawn at random."
PARTNERS_ASKED = {True: "Asked", False: "No request recorded", None: "Not known"}
DAYS_AND_AGENCIES, NONE_RECORDED = "on {days:day|days}, by {agencies:agency|agencies}", "none recorded"

# The agenda of a meeting as a workbook.
AGENDA = "Agenda"
AGENDA_GIVEN = (
    "{person}", "{point}", "day", "decided", "why it is here", "possible neglect in the {hub}'s records",
    "possible neglect in all records", "{partners} asked",
)  # fmt: skip
AGENDA_TO_FILL_IN = ("Finding", "Owner", "Due")
AGENDA_README = (
    "Meeting {meeting}: {many} {points} for a second look, chosen at random. They are not ranked.",
    "For people who may read records, and for nobody else: each line is about one {person}.",
    "To look again is to learn, and not to find fault. Nobody is judged by records that they never had.",
    "The page of each: neglect-triage explain, and what stands under {point}.",
    "Fill in the yellow cells: what was found, who will act on it, and by when. For the owner, write a role and no name.",
    "Take this workbook out of use when the meeting's actions are done. A later run does not change it.",
)

LIMITS = (
    "Whether a decision was right. A pattern in records is a reason to look, and not a finding about a {person}.",
    "What was said on the telephone, thought about or known in person, and not written down.",
    "Why partners' records had not reached the {hub}: nobody may have asked, or nobody may have answered.",
    "Who decided. No person is named or counted here, and no team is to be ranked by these figures.",
    "Records of a kind that no source covers. What is not recorded is not known, and is not the same as zero.",
)
