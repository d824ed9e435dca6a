"""The sentences of the strategy page."""

from __future__ import annotations

NOTE = "These records hold none of the kinds that the measures count, or less than two years of them."
NO_CHANGE = "None of the {charts} charts names a change."
CHANGES = "{number} of {charts} charts {name} a change:"
CHANGE = "{title}: {side} than chance gives, first in the twelve months to {first}{wanted}. {since}"
DURING = " In some of the months outside, a change of policy held: {names}."
BEFORE_ANYTHING = (
    "Before anything else: every measure counts records. Fewer records of neglect can mean fewer {people} neglected, or fewer "
    "{people} seen. No chart can tell the two apart."
)
STILL = "It still is."
NO_LONGER = "In the twelve months to {last} it no longer is."
AS_WANTED = {True: ", which is what is wanted if the records are right", False: ", which is not what is wanted"}
LATEST = "In the twelve months from {first} to {last}: {figure}."
BEFORE = "In the baseline, {first} to {last}: {value}."
CHANCE = "Without any change, chance would give {low} to {high}."
NAMED = "The chart names a change: {side} than chance gives."
NOT_NAMED = "The chart names no change."
WAITED = "Of those that were followed, half were within {days} days{before}. No limits of chance are drawn for days."
WAITED_BEFORE = ", and within {days} in the baseline"
TOO_FEW = "Too few to say: fewer than {families} {words}, or fewer than {records} records on either side."
NO_BASELINE = "No baseline can be compared: it needs 24 matured months in a row, and twelve more, with enough records."
BY_RULE = (
    "For {share} in 100 of these records the day on which they, or most of what may follow them, became known rests on a rule. "
    "So nobody can see when a month was complete. They are the crosses, and in no figure."
)
SIDE = {-1: "fewer", 1: "more"}
PER = {
    "rate": "a year for each 1,000 known children",
    "population": "a year for each 10,000 children in the area",
    "share": "of 100",
}
WANTED = {"fewer": "Fewer are wanted.", "more": "More are wanted.", "neither": "Neither more nor fewer is better by itself."}
BASELINE = "baseline"
READING = (
    "A dot is a month, or a quarter where months are few. A hollow dot is not complete: more may still be recorded.",
    "Each month is counted as it was known {delay} days after it, and after the days in which something could follow. So records "
    "that come late do not make the latest months look better.",
    "The blue line is the twelve months up to each month. It holds every season and school term once.",
    "The pale band is where the line would lie by chance alone if nothing had changed since the baseline: 24 months, marked by a "
    "thick line. A red square is a twelve months outside it. Only then is a change named.",
    "The limits are wide on purpose. If nothing had changed in any of the {charts} charts, one or more would still name a change "
    "on {alarms} of 100 such pages.",
    "Records of one {family} count as one piece of evidence. Limits are wider where months differ more than that explains.",
    "Known {people} are under 18 and have a record that became known in the two years before the month. Only tables of records "
    "that span the whole time of a chart tell who is known.",
    "What is recorded of a whole household counts for every {person} who lived there on the day. A share counts it once, for the "
    "{person} under whose name it stands.",
)
TABLE = (
    "The same figures, and quarters by age and area, stand in the table data/strategy/measures.csv, for a dashboard of your own. "
    "Like this page, it stays inside."
)
READING_RELEASED = (
    "The baseline is the first 24 complete months. Each whole year after it is shown once. Months and quarters stay inside: they "
    "hold small counts, and years that overlap would give these away.",
    READING[1],
    "What chance gives is where a year would lie by chance alone if nothing had changed since the baseline. Only outside it is a "
    "change named.",
    READING[4],
    READING[5],
    READING[6],
    READING[7],
)
TABLE_RELEASED = "The same figures stand in the table strategy.csv, for a dashboard of your own."
LIMITS = (
    "A measure counts records. Fewer records can mean fewer {people} neglected, or fewer who were seen.",
    "No chart says why something changed. A change of policy, of a form or of a system changes records too.",
    "A chart that names no change does not show that nothing changed: small changes stay within the limits.",
    "A {person} who moved away is no longer counted here.",
)
BY_GROUP = "{title}: by {name}, {per}"
COLUMNS = ("Group", "Twelve months to {last}", "Baseline")
YEARS_COLUMNS = ("Twelve months to", "Figure", "What chance gives", "Change")
YEARS_CAPTION = "{title}: twelve months by twelve months"
LEFT_OUT = "Not counted, because the vocabulary has no words for it: {titles}."
TRUTH = (
    "These records come from a simulated world, whose truth is known. In truth, {least_neglected} to {most_neglected} of 1,000 "
    "children were neglected for at least half of a year. A record named neglect of {least_recorded} to {most_recorded}.",
    "Records follow watching as well as neglect. A third of children had the fewest health appointments in a year, and a third "
    "the most. In truth, {fewest_true} and {most_true} of 100 of them were neglected. Of those who were, {fewest_found} and "
    "{most_found} of 100 had a record that names it.",
    "So a partnership that looks more often will record more neglect, with no child worse off. One that looks away will record "
    "less.",
)
TRUTH_CAPTION = "True and recorded neglect, by how many health appointments a child had in the year"
TRUTH_COLUMNS = ("Appointments in the year", "Neglected, of all", "Recorded, of those neglected", "Recorded, of all others")
WATCHED = {"fewest": "fewest third", "some": "middle third", "most": "most third"}
GLANCE_CAPTION = "Every measure, in the latest twelve months that are complete"
GLANCE_COLUMNS = ("Measure", "Twelve months", "Baseline", "What chance gives", "Change named")
FEW, NONE, NO = "too few", "not known", "no"
NONE_CHANGED = "Of {charts} measures none changed in its last whole year by more than chance gives."
CHANGED_LAST = "Of {charts} measures {number} changed in the last whole year by more than chance gives:"
CHANGED = "{title}: {side} than chance gives, {months}{wanted}."
GLANCE_RELEASED = "Every measure, in its last whole year"
GLANCE_COLUMNS_RELEASED = ("Measure", "Last whole year", "Baseline", "What chance gives", "Change named")
SPANS = "{title}, {per}"
SPAN_COLUMNS = ("Months", "Records", "Figure and its range", "What chance gives", "Change named")
BY_GROUP_RELEASED = "{title}: by {name}, {months}, {per}"
