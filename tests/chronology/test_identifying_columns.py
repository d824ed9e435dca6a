"""Columns whose names say that they identify a person are recognised in the spellings of case and health systems."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.chronology.identifiers import refuse_identifiers
from neglect_triage.chronology.identifying_columns import is_identifying
from neglect_triage.chronology.reading.own_files import OwnFile
from neglect_triage.errors import BadInput

IDENTIFYING = [
    "forename", "Surname", "FirstName", "child_name", "ChildName", "name", "Full_Name", "known_as_name", "dob", "DOB",
    "PersonBirthDate", "date_of_birth", "DateOfBirth", "dateofbirth", "postcode", "Post_Code_postcode", "home_address",
    "address", "AddressLine1", "NHSNumber", "nhs_number", "nhsno", "nhs", "UPN", "upn", "email", "e-mail", "EmailAddress",
    "phone", "PhoneNumber", "mobile", "Telephone", "worker_name", "SocialWorker", "allocated_worker", "comments", "case_notes",
    "CaseNotes", "notes", "free_text", "FreeText", "narrative", "D.O.B.", "d_o_b", "BirthDt", "dobirth", "given", "NI number",
    "national insurance", "addr", "addr1", "Address1", "street", "house number", "town", "pcode", "zip", "mail",
    "contact number", "description", "details", "summary", "remarks", "school", "GP", "mother", "father", "carer", "sibling",
    "photo", "nom", "prénom", "ｎａｍｅ", "n a m e", "AKA", "pupil", "outcome text",
    "CLIENT_NM", "DtOfBirth", "DATE_BORN", "dtDOB",
    "SU_DOB", "NHSNumberVerified", "UniqueLearnerNo", "NatInsNo", "Home Office Reference", "BirthCertNo", "Driving Licence No",
    "PAON", "UPRN", "PostTown", "PCDS", "pc8", "Eircode", "Mob_No", "Landline", "Alias1", "Father_Full_Nm", "NextOfKin",
    "CaseHolder", "Allocated SW", "Lead Professional", "Contact Details", "Reason Detail", "ObservationText",
    "Description of Concern", "Journal Entry", "Summary Of Concerns", "Signature", "Twitter Handle", "DeviceIMEI",
    "Vehicle Reg", "NumberPlate", "Longitude", "X Coordinate", "Easting", "What3Words", "BankAccount", "Sort Code",
    "PersonNameKnown", "Name at Birth", "EmergencyContact", "PersonTitle", "Date of Death", "Cyfenw", "Imię", "MRN",
    "Hospital Number", "PNCID", "CreatedByUser", "Allocated To", "addr_ln_1", "Address (full)", "Town/City", "S%75rname",
]  # fmt: skip
HARMLESS = [
    "event_type", "agency", "team_id", "module", "module_name", "agency_name", "presentation", "person_id", "as_of",
    "birth_month", "y_fail_or_withdraw", "address_change", "worker_changes", "known_date", "recorded_date", "imd_band",
    "renamed", "notebook", "emailed", "event_name", "team_name", "source_name", "referral reason", "school_year",
    "town_hall_visit", "born_before", "ServiceName", "Ward Name", "AreaName", "WORKFLOW_STEP_NAME", "Form Name",
    "Provider Name", "Notes Count", "EmailSent Flag", "Postcode District Count", "Number of Siblings", "Address Changes Count",
    "Event Description", "Code Text", "Term Text", "Phone Contact Count", "Is Named Person", "Case Status Code", "Worker Role",
    "Named Nurse Involved", "LSOA11",
]  # fmt: skip


@pytest.mark.parametrize("name", IDENTIFYING)
def test_a_column_named_as_an_identifier_is_refused(name: str) -> None:
    assert is_identifying(name)


def test_it_is_refused_by_its_name_whatever_it_holds() -> None:
    with pytest.raises(BadInput, match="can identify a person"):
        refuse_identifiers([OwnFile("own.csv", pd.DataFrame({"CaseNotes": ["x"]}))], [])


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_not_refused(name: str) -> None:
    assert not is_identifying(name)
