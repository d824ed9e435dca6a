"""Made-up identifying values of many kinds and spellings, for attacks on what is read and on what leaves. All are invented."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum.gb import nhs, upn

from neglect_triage.chronology.plain_form import plain_form

EACH = 69
FIRST = (
    "Oliver", "Amelia", "Si\u00e2n", "Mohammed", "Zo\u00eb", "Priya", "Se\u00e1n", "Wojciech", "Aoife", "Chukwuemeka",
    "Nguy\u1ec5n", "Jean-Luc", "Ng\u00e3i", "Thabiso", "Yusuf",
)  # fmt: skip
LAST = (
    "O'Brien", "Smythe", "Kowalska", "Patel-Jones", "Quillfeather", "MacDonald", "Okonkwo", "Featherstonehaugh", "Garc\u00eda",
    "Llewellyn", "Begum", "\u00d6zt\u00fcrk", "Zhang", "Adeyemi",
)  # fmt: skip
POSTCODES = ("LS6 2AB", "SW1A 1AA", "M1 1AE", "CR2 6XH", "DN55 1PT", "B33 8TH", "EC1A 1BB")
STREETS = ("Acacia Avenue", "High Street", "Station Road", "Orchard Close", "Mill Lane", "Quillfeather Crescent")
FULL_WIDTH = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
ARABIC = {ord(str(digit)): 0x660 + digit for digit in range(10)}


class Planted(NamedTuple):
    """An identifying value: its kind, and how it is written."""

    kind: str
    text: str


def digits(dice: random.Random, number: int) -> str:
    return "".join(str(dice.randint(0, 9)) for _ in range(number))


def nhs_number(dice: random.Random) -> str:
    while not nhs.is_valid(made := f"{dice.randint(4, 7)}{digits(dice, 9)}"):
        pass
    return made


def mistyped_nhs_number(dice: random.Random) -> str:
    made = nhs_number(dice)
    return f"{made[:9]}{(int(made[9]) + dice.randint(1, 9)) % 10}"


def pupil_number(dice: random.Random) -> str:
    made = f"{dice.choice((201, 330, 801, 873))}{digits(dice, 9)}"
    return f"{upn.calc_check_digit(made)}{made}"


def grouped(number: str, between: str) -> str:
    return between.join((number[:3], number[3:6], number[6:]))


def born(dice: random.Random) -> dt.date:
    return dt.date(2005, 1, 1) + dt.timedelta(dice.randint(0, 6500))


def name(dice: random.Random, form: str = "{0} {1}") -> str:
    return form.format(dice.choice(FIRST), dice.choice(LAST))


def plain_letters(text: str) -> str:
    return re.sub(r"[^a-z_.]", "", text.lower())


def licence(dice: random.Random) -> str:
    letters = re.sub("[^A-Z]", "", dice.choice(LAST).upper())[:5].ljust(5, "9")
    return f"{letters}{dice.randint(0, 9)}{dice.choice('05')}{dice.randint(1, 9)}1{digits(dice, 2)}A9{dice.randint(2, 9)}XY"


def plate(dice: random.Random) -> str:
    return f"{''.join(dice.choices('ABCDEFGH', k=2))}{digits(dice, 2)} {''.join(dice.choices('BCDFGHJK', k=3))}"


KINDS: dict[str, Callable[[random.Random], str]] = {
    "name": name,
    "name, surname first": lambda dice: name(dice, "{1}, {0}").upper(),
    "name with a title": lambda dice: name(dice, "Mrs {1}"),
    "name in an id": lambda dice: name(dice, "{0}_{1}").lower() + digits(dice, 2),
    "name in CamelCase": lambda dice: name(dice, "{0}{1}"),
    "NHS number": nhs_number,
    "NHS number, spaced": lambda dice: grouped(nhs_number(dice), dice.choice((" ", "\u00a0", "\u2009", "  "))),
    "NHS number, with other marks": lambda dice: grouped(nhs_number(dice), dice.choice(("-", "\u2013", ".", "/", "_"))),
    "NHS number in other digits": lambda dice: nhs_number(dice).translate(dice.choice((FULL_WIDTH, ARABIC))),
    "NHS number with an invisible mark": lambda dice: (lambda made: f"{made[:3]}\u200b{made[3:]}")(nhs_number(dice)),
    "NHS number, mistyped, in groups": lambda dice: grouped(mistyped_nhs_number(dice), dice.choice((" ", "-", "."))),
    "NHS number, mistyped": mistyped_nhs_number,
    "UPN": pupil_number,
    "UPN, temporary": lambda dice: f"{pupil_number(dice)[:-1]}A",
    "postcode": lambda dice: dice.choice(POSTCODES),
    "postcode, otherwise": lambda dice: dice.choice(POSTCODES).replace(" ", dice.choice(("\u00a0", "-", "  "))).lower(),
    "telephone": lambda dice: f"07{digits(dice, 3)}{dice.choice((' ', '.', ''))}{digits(dice, 6)}",
    "telephone, international": lambda dice: f"+44 7{digits(dice, 9)}",
    "national insurance number": lambda dice: f"AB{digits(dice, 6)}C",
    "passport": lambda dice: f"{dice.randint(1, 9)}{digits(dice, 8)}",
    "network address": lambda dice: f"81.{dice.randint(40, 255)}.{dice.randint(0, 255)}.{dice.randint(40, 255)}",
    "e-mail": lambda dice: f"{plain_letters(name(dice, '{0}.{1}'))}@example.org",
    "web address": lambda dice: f"https://{dice.choice(('facebook.com', 'case.example.gov.uk'))}/{digits(dice, 5)}",
    "name on social media": lambda dice: f"@{plain_letters(name(dice, '{0}_{1}'))}",
    "address": lambda dice: f"{dice.randint(1, 99)} {dice.choice(STREETS)}",
    "day of birth": lambda dice: born(dice).strftime(dice.choice(("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d.%m.%Y"))),
    "day of birth in an id": lambda dice: dice.choice(("AS", "amelia")) + born(dice).strftime(dice.choice(("%d%m%y", "%Y%m%d"))),
    "driving licence": licence,
    "vehicle": plate,
}
PLANTED = [Planted(kind, make(random.Random(f"{kind} {nth}"))) for kind, make in KINDS.items() for nth in range(EACH)]


def squeezed(text: str) -> str:
    """Return the letters and digits of a text alone, in one form, so that no spelling hides a value."""
    return re.sub(r"[\W_]", "", plain_form(text)).casefold()
