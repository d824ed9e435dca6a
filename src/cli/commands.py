"""Every command: under which heading it is listed, where its code is, and what it does in one line.

The code of a command is imported once the command is called, so that the list is there at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A command in the list of commands.

    place : its module in this folder, and the function in it. summary : what it does; nouns of the vocabulary stand in braces.
    """

    heading: str
    place: str
    summary: str


_LOOK, _RUN, _READ, _GOVERN, _TOOLS = "Look at data", "Run", "Read and review", "Govern", "Tools"
COMMANDS = {
    "read": Listed(_LOOK, "read:read", "Say what each file in a folder is taken for, and what becomes of its rows."),
    "pseudonymise": Listed(_LOOK, "pseudonymise:pseudonymise", "Write your own records as tables without identifiers."),
    "chronology": Listed(_LOOK, "chronology:chronology", "Print the records of one {person} in full, or as they stood on a day."),
    "catalogue": Listed(_LOOK, "catalogue:catalogue", "Print what is counted in the records, and why."),
    "init": Listed(_RUN, "init:init", "Make a project in a folder of its own."),
    "run": Listed(_RUN, "run:run_stages", "Run the stages whose inputs have changed, from records to report."),
    "features": Listed(_RUN, "features:features", "Compute what was knowable on the day of each {point}, without a project."),
    "score": Listed(_RUN, "score:score", "Score new {points} with an approved model, for research and audit."),
    "apply": Listed(_RUN, "apply:apply", "Write pages about new {points} under an approved model, without fitting anything."),
    "explain": Listed(_READ, "explain:explain", "Write the page of one {point}, or of all."),
    "export": Listed(_READ, "export:export", "Write a page of a report as a Word document."),
    "review": Listed(_READ, "review:review", "Judge one of the {points} yourself, see its page, and judge again."),
    "reviews": Listed(_READ, "review:reviews", "Count what all reviews found."),
    "serve": Listed(_READ, "serve:serve", "Serve the workbench: judge first, then see, in a browser."),
    "reviewers": Listed(_READ, "serve:reviewers", "Say who may sign in to the workbench."),
    "agenda": Listed(_READ, "agenda:write_agenda", "Write the agenda of a meeting that looks again at {points}."),
    "sample": Listed(_READ, "sample:sample", "Draw {points} for two auditors who are blind to each other."),
    "compare": Listed(_READ, "sample:compare_auditors", "Compare what two auditors found."),
    "approve": Listed(_GOVERN, "approve:approve", "Record what a board decided about a model."),
    "approvals": Listed(_GOVERN, "approve:approvals", "Print every decision about models."),
    "audit": Listed(_GOVERN, "audit:audit", "Audit any table of scores by group."),
    "monitor": Listed(_GOVERN, "monitor:monitor_periods", "Set two periods side by side: drift, calibration, coverage."),
    "release": Listed(_GOVERN, "release:release", "Write the only pages that may leave the secure area."),
    "erase": Listed(_GOVERN, "erase:erase_child", "Take the records of one {person} out of this project, and prove it."),
    "expire": Listed(_GOVERN, "erase:expire", "Take out every {person} whose last record is older than a day."),
    "doctor": Listed(_TOOLS, "doctor:doctor", "Say what of this machine and folder stops a run, and what to do."),
    "upgrade": Listed(_TOOLS, "upgrade:upgrade", "Show what a new version changes in a project's files, before it is written."),
    "simulate-extracts": Listed(_TOOLS, "simulate_extracts:simulate_extracts", "Write made-up records as files of each format."),
    "docs": Listed(_TOOLS, "docs:docs", "Print where the pages about this program are, which need no network."),
    "formats": Listed(_TOOLS, "simulate_extracts:formats", "Write what is known of each format of files."),
    "dictionary": Listed(_TOOLS, "words:dictionary", "Write what each table and column means."),
    "glossary": Listed(_TOOLS, "words:glossary", "Write what each word means."),
    "move-log": Listed(_TOOLS, "move_log:move_a_log", "Move a log of the old form into the new one."),
}
