"""What only an organisation can say: governance.yaml, typed, with who fills each entry in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ...chronology.vocabulary import Nouns
from ...pages.articles import with_articles
from ...yamls import read_model

FILE = Path("governance.yaml")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
CompanyNumber = Annotated[str, StringConstraints(pattern=r"^([A-Z0-9]{8}|none)$")]

OWNER = "head of the service that would use it"
DATA = "data protection officer"
EQUALITY = "equalities lead"
SUPPLY = "head of procurement"
PRACTICE = "{practice_lead}"


def _blank(asks: str, who: str) -> Any:
    return Field(None, description=asks, json_schema_extra={"who": who})


class Governance(BaseModel):
    """The content of governance.yaml; null means not filled in yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: Text | None = _blank("Organisation", OWNER)
    owner: Text | None = _blank("Team that owns this", OWNER)
    senior_responsible_owner: Text | None = _blank("Senior responsible owner (role)", OWNER)
    contact_email: Email | None = _blank("Email address for questions", OWNER)
    website: Address | None = _blank("Web page about this", OWNER)
    phase: Text | None = _blank("Phase of use", OWNER)
    scale_of_use: Text | None = _blank("How often it is used, and on how much", OWNER)
    maintenance: Text | None = _blank("Who checks it, how often, and who can switch it off", OWNER)
    decommissioning: Text | None = _blank("What ends its use, and what is archived so that the model can be rebuilt", OWNER)
    supplier: Text | None = _blank("Supplier, and what it does", SUPPLY)
    supplier_company_number: CompanyNumber | None = _blank("Companies House number of the supplier", SUPPLY)
    procurement: Text | None = _blank("How it was bought", SUPPLY)
    supplier_data_access: Text | None = _blank("What data the supplier can reach, and on what terms", SUPPLY)
    data_controller: Text | None = _blank("Data controller, and any joint controllers", DATA)
    ico_registration: Text | None = _blank("Registration with the Information Commissioner", DATA)
    lawful_basis: Text | None = _blank("Lawful basis (UK GDPR, Article 6)", DATA)
    special_category_condition: Text | None = _blank("Condition for special category data (Article 9)", DATA)
    offence_data_condition: Text | None = _blank("Condition for criminal-offence data (Article 10)", DATA)
    appropriate_policy_document: Text | None = _blank("Appropriate policy document", DATA)
    dpia_reference: Text | None = _blank("Reference of the signed data protection impact assessment", DATA)
    dpia_date: dt.date | None = _blank("Date of that assessment", DATA)
    data_sharing_agreement: Text | None = _blank("Data sharing agreement between the {agencies}", DATA)
    sharing_gateway: Text | None = _blank("Power under which each of the {agencies} shares records", DATA)
    unshared_records_agreement: Text | None = _blank(
        "Sharing or audit agreement under which reviewers may read records that {agencies} never shared", DATA
    )
    unshared_records_agreement_date: dt.date | None = _blank("Date of that agreement on records never shared", DATA)
    identifier_policy: Text | None = _blank("Which identifiers link the sources, who holds them, and where", DATA)
    access_and_storage: Text | None = _blank("Where the records are kept, and who can reach them", DATA)
    retention: Text | None = _blank("How long records, scores and pages are kept", DATA)
    privacy_notice: Text | None = _blank("Privacy notice that names this use", DATA)
    records_request_route: Text | None = _blank("How a {family} can see what is held", DATA)
    correction_route: Text | None = _blank("How a {family} asks for a correction", DATA)
    appeals_route: Text | None = _blank("How a {family} objects to or contests a use", OWNER)
    human_review: Text | None = _blank("Who reviews, with what authority and time", PRACTICE)
    review_before_effect: Text | None = _blank("How a review comes before any effect on a {family}", PRACTICE)
    reviewer_authority: Text | None = _blank("How a reviewer can change the outcome against the page", PRACTICE)
    reviewer_competence: Text | None = _blank("What reviewers must know, and how that is checked", PRACTICE)
    override_evidence: Text | None = _blank("Evidence of how often reviewers differ from the page, and what came of it", PRACTICE)
    training: Text | None = _blank("Training that people must have had", PRACTICE)
    consultation: Text | None = _blank("How {consulted} were consulted", PRACTICE)
    equality_assessment: Text | None = _blank("Reference of the signed equality impact assessment", EQUALITY)
    disproportionality: Text | None = _blank("What is known of unequal effects on groups, and what is done about them", EQUALITY)
    funding: Text | None = _blank("Who pays", OWNER)
    conflicts_of_interest: Text | None = _blank("Conflicts of interest", OWNER)
    ethics_approval: Text | None = _blank("Ethical review, with its reference", OWNER)
    bias_assessment: Text | None = _blank("Who rated quality and risk of bias (PROBAST+AI), and what they found", OWNER)
    study_registration: Text | None = _blank("Registration of the study and its protocol", OWNER)


@dataclass(frozen=True)
class Answer:
    """One entry: its key, what it asks, who fills it in, and what was filled in ("" for a blank)."""

    key: str
    asks: str
    who: str
    given: str


Organisation = Mapping[str, Answer]


def load_organisation(nouns: Nouns, path: Path = FILE) -> dict[str, Answer]:
    """Read governance.yaml; where there is none, every entry is blank. `nouns` are the project's own.

    Raises
    ------
    BadInput : with one line for each wrong key or value: where it is, what was expected, the nearest valid key.
    """
    content = read_model(path, Governance) if path.is_file() else Governance()
    words = nouns.model_dump()
    return {name: _answer(name, getattr(content, name), words) for name in Governance.model_fields}


def agreement_on_unshared(path: Path, day: dt.date) -> tuple[str, str] | None:
    """Return the agreement under which reviewers may read what was never shared, and its date (ISO); None without one.

    Raises
    ------
    BadInput : governance.yaml is wrong.
    """
    content = read_model(path, Governance) if path.is_file() else Governance()
    named, dated = content.unshared_records_agreement, content.unshared_records_agreement_date
    in_force = named and dated and dated <= day and named.casefold() != "none"
    return (str(named), str(dated)) if in_force else None


def _answer(name: str, value: object, words: Mapping[str, str]) -> Answer:
    field = Governance.model_fields[name]
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    asks, who = (with_articles(str(text).format_map(words), words.values()) for text in (field.description, extra["who"]))
    return Answer(name, asks, who, "" if value is None else str(value))


def still_blank(organisation: Organisation) -> list[Answer]:
    """Return the entries that nobody has filled in."""
    return [answer for answer in organisation.values() if not answer.given]
