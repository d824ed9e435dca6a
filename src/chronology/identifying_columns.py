"""Names of columns that say that a column can identify a person, in the spellings of case and health systems."""

from __future__ import annotations

import re
import unicodedata

from .plain_form import decoded_form

# Names are compared as "_word_word_", after CamelCase and punctuation are split.
_NUMBER = "_(?:no|nbr|num|number|ref)"
_ANYWHERE = (
    r"forenames?|surnames?|fname|lname|sname|firstname|lastname|fullname|initials|alias(?:es)?\d*|aka|nickname|maiden|known_as"
    r"|signature|salutation|next_of_kin|nok|(?:person|client|child|patient|pupil)_(?:name|title)"
    r"|dob|d_o_b|dobirth|birth_?(?:date|day|dt)|(?:date|dt)_?(?:of_?)?(?:birth|born)|date_of_death|death_(?:date|dt)"
    rf"|nhs|upn|uln|unique_(?:pupil|learner)|nino|ni{_NUMBER}|nat(?:ional)?_ins(?:urance)?|passport|home_office|arc{_NUMBER}"
    rf"|driv(?:ing|er)_?s?_licen[cs]e|(?:birth|death)_cert(?:ificate)?|(?:hospital|chi|emis|pnc)(?:{_NUMBER}|_id)|pncid|mrn"
    r"|postcodes?|pcode|post_?cd|pcds?|pc[78]|zip|zipcode|eircode|postal|post_town|paon|saon|uprn|usrn|grid_ref|gridref|w3w"
    r"|[xy]_coord(?:inate)?|latitude|longitude|lat|lng|eastings?|northings?"
    rf"|emails?|e_mail|mail|phones?|telephones?|tel|mobile|mob|landline|fax|contact{_NUMBER}|emergency_contact"
    r"|comments?|remarks?|notes?|narratives?|free_?text|journal|photo|image|username|user_name|login|ip_address|imei"
    r"|facebook|twitter|instagram|snapchat|whatsapp|tiktok|social_media_\w+"
    rf"|number_?plate|vehicle_reg(?:istration)?|car_reg(?:istration)?|vrm|bank_account|sort_code|account{_NUMBER}|iban"
    r"|vorname|nachname|prenom|apellidos?|nazwisko|imie|cyfenw"
)
_AT_THE_END = (
    r"[a-z]*worker|case_?holder|lead_professional|practitioner|allocated_sw|address_full"
    r"|addr(?:ess)?(?:_(?:line|ln))?(?:_?\d+)?|(?:created|updated|modified|entered|amended|edited|input|authorised|signed)_by(?:_user)?"
    r"|(?:allocated|assigned)_to|(?:reason|event|note|incident)_detail|details|summary"
)
_WHOLE = (
    r"street|road|town|town_city|given|born|nom|enw|gp|school|pupil|description|n_a_m_e"
    r"|(?:mother|father|carer|sibling|parent|guardian)s?|health_visitor|(?:summary|description)_of_\w+|name_at_birth"
)
_NAMING_WORDS = re.compile(
    rf"_(?:{_ANYWHERE})_|_(?:{_AT_THE_END})_$|^_(?:{_WHOLE})_$|_address_line|_house_n(?:o|um|umber|ame)?_|_street_n"
)
# Names that are written as one word: dateofbirth, nhsnumber.
_NAMING_RUNS = re.compile(
    r"forename|surname|firstname|lastname|middlename|familyname|givenname|maidenname|fullname|knownas|dateofbirth|birthdate"
    r"|nhsn(?:o|um)|upnn|postcode|emailadd|telephone|phonen(?:o|um)|mobilen(?:o|um)|homeaddress|addressline|freetext|casenotes?|workername"
    r"|nationalinsurance|natinsn|uniquepupil|uniquelearner|nextofkin|caseholder|numberplate|vehiclereg|what3words"
)
# "..._name" is refused unless it is the name of one of these things; "..._text" unless it is the wording of a code.
_NAME = re.compile(r"_(?P<of>[a-z0-9]*)_?(?:names?|nm)_$")
_NAMED_THING = re.compile(
    r"agency|area|authority|category|clinic|column|course|department|directorate|district|dataset|ethnicity|event|factor|field|file"
    r"|form|group|indicator|intervention|locality|level|module|organi[sz]ation|outcome|plan|process|programme|project|provider|reason"
    r"|region|report|role|scheme|service|source|special(?:i?ty)|stage|status|step|system|table|task|team|type|ward|workflow"
)
_TEXT = re.compile(r"_(?P<of>[a-z0-9]*)_text_$")
_WORDED_THING = re.compile(r"category|code|event|level|status|term|type")
# What is counted, flagged or classed by such a word holds none.
_ABOUT = re.compile(
    r"^_(?:(?:number|count|no|num|total)_of|has|had|is|was)_|_(?:count|flag|indicator|ind|yn|percent|rate|total|type|status)_$"
)


def is_identifying(name: str) -> bool:
    """Return whether a column with this name could identify a person."""
    letters = unicodedata.normalize("NFKD", decoded_form(name))
    plain = "".join(mark for mark in letters if not unicodedata.combining(mark))
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    snake = "_" + re.sub(r"[^a-z\d]+", "_", words.lower()).strip("_") + "_"
    if _ABOUT.search(snake):
        return False
    named, worded = _NAME.search(snake), _TEXT.search(snake)
    return bool(
        _NAMING_WORDS.search(snake)
        or _NAMING_RUNS.search(snake.replace("_", ""))
        or (named and not _NAMED_THING.fullmatch(named["of"] or ""))
        or (worded and not _WORDED_THING.fullmatch(worded["of"] or ""))
    )
