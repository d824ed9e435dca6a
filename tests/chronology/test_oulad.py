"""Real people's chronologies, from the Open University Learning Analytics Dataset, through the example's own mapping."""

from pathlib import Path

import pytest

from neglect_triage.chronology.reading.assemble import Counts
from neglect_triage.chronology.reading.readers import read_mapped
from neglect_triage.chronology.vocabulary import load_vocabulary

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "oulad"


@pytest.mark.parametrize(("option", "dropped"), [("keep", 0), ("drop", 4041)])
def test_every_row_is_read_and_exact_duplicates_are_counted(shared_data: Path, option: str, dropped: int) -> None:
    chronology = read_mapped(
        shared_data / "real" / "oulad",
        EXAMPLE / "data" / "raw" / "mapping.yaml",
        load_vocabulary(EXAMPLE / "vocabulary.yaml"),
        option,  # type: ignore[arg-type]
    )
    assert chronology.counts == {
        "children": Counts(28_785, 28_785, 0),
        "events": Counts(263_941, 263_941 - dropped, dropped),
        "protected": Counts(28_785, 28_785, 0),
        "points": Counts(51_114, 51_114, 0),
    }
    assert set(chronology.quarantine["rule"]) == ({"exact duplicate"} if dropped else set())
    points, coverage = chronology.tables["points"], chronology.tables["coverage"]
    assert points.groupby(["stratum", "period"]).size().to_dict() == {
        ("day 120", "2013"): 10_713, ("day 120", "2014"): 14_055, ("day 60", "2013"): 11_348, ("day 60", "2014"): 14_998,
    }  # fmt: skip
    assert points.groupby("stratum")["label"].mean().round(3).to_dict() == {"day 120": 0.379, "day 60": 0.416}
    assert coverage["rows_read"].sum() == 263_941
    assert any("shared date" in note for note in chronology.notes)
    kept = [note for note in chronology.notes if "4,041 of 263,941 rows of events repeat another row" in note]
    assert bool(kept) == (option == "keep")
    assert any("rows of points repeat another row" in note for note in chronology.notes)
    assert (chronology.tables["events"]["known_date"] == chronology.tables["events"]["event_date"]).all()
