"""A workbench to try: accounts with passwords that are printed, a sample that is drawn, and logs that go when it ends."""

from __future__ import annotations

import secrets

from ..errors import BadInput
from ..files import read_run_table
from ..review.sample import draw_sample, fewest_to_draw, to_draw_from
from .accounts import Role, add_account
from .desk import Desk
from .samples import make_sample

PEOPLE: dict[str, Role] = {"reader-1": "reviewer", "reader-2": "reviewer", "lead-1": "lead", "board-1": "board"}
CONTACTS, SEED = 24, 1


def prepare(desk: Desk) -> dict[str, str]:
    """Make accounts and a sample of simulated records, each read by two, and return the passwords by name.

    Raises
    ------
    BadInput : the records are of real people.
    """
    if not desk.synthetic:
        raise BadInput(
            "A demonstration shows simulated records, and those of this run are not.",
            where=str(desk.data.about),
            do="leave --demo out; or make a project whose records are simulated: neglect-triage init FOLDER",
        )
    passwords = {name: f"try-{secrets.token_hex(5)}" for name in PEOPLE}
    for name, role in PEOPLE.items():
        add_account(desk.logs.accounts, name, role, passwords[name])
    lines, points, scores = (read_run_table(path) for path in (desk.data.decision_lines, desk.data.points, desk.data.scores))
    lines, scored, _ = to_draw_from(lines, points, scores, desk.params, desk.vocabulary.nouns.points)
    drawn = draw_sample(lines, scored, max(CONTACTS, fewest_to_draw(lines, scored)), SEED)
    readers = [name for name, role in PEOPLE.items() if role == "reviewer"]
    make_sample(desk.logs.samples, drawn, SEED, "hub", readers, len(readers), "lead-1", desk.clock)
    return passwords
