"""A registered model is a folder that can be carried; it is refused, by name, where it does not fit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.files import read_json, write_json
from neglect_triage.models.crossfit import fit_all
from neglect_triage.models.registered import catalogue_hash, check_rebuilt, load_registered, write_registered
from neglect_triage.models.triage import margins
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

VOCABULARY = load_vocabulary()
POINTS, TABLE = world(300, 100)
FITTED = fit_all(POINTS, TABLE, CATALOGUE, TRAIN)
ABOUT: dict[str, Any] = {"catalogue_sha256": catalogue_hash(CATALOGUE, VOCABULARY), "synthetic": True}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "registered"
    write_registered(folder, FITTED, POINTS, TABLE, CATALOGUE, TRAIN, ABOUT)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "carried"))


def changed(**more: Any) -> Catalogue:
    """Return the catalogue with its first entry changed."""
    first = CATALOGUE.indicators["appointments"].model_dump(exclude_none=True) | more
    return Catalogue(indicators=CATALOGUE.indicators | {"appointments": Indicator.model_validate(first)})


def refusal(folder: Path, catalogue: Catalogue = CATALOGUE) -> str:
    with pytest.raises(BadInput) as error:
        load_registered(folder, catalogue, VOCABULARY)
    return str(error.value)


class TestCarried:
    def test_it_gives_the_same_margins_and_frequencies(self, folder: Path) -> None:
        read = load_registered(folder, CATALOGUE, VOCABULARY)
        np.testing.assert_array_equal(margins(read.model, TABLE, CATALOGUE), margins(FITTED.model, TABLE, CATALOGUE))
        assert read.calibration == FITTED.calibration

    def test_it_holds_no_pickle_and_names_no_point_and_no_person(self, folder: Path) -> None:
        for path in folder.iterdir():
            assert path.suffix in {".txt", ".json", ".parquet"}
            content = path.read_bytes()
            assert not content.startswith(b"\x80")
            assert not [name for name in (*POINTS["point_id"][:20], "child_id") if name.encode() in content]

    def test_the_curves_are_those_of_the_model(self, folder: Path) -> None:
        assert check_rebuilt(folder, FITTED.model, TABLE, CATALOGUE)["largest_difference"] <= 1e-6
        other = fit_all(POINTS, TABLE, CATALOGUE, TRAIN.model_copy(update={"rounds": 3}))
        with pytest.raises(AssertionError, match="the curves differ"):
            check_rebuilt(folder, other.model, TABLE, CATALOGUE)

    def test_the_manifest_says_what_it_is(self, folder: Path) -> None:
        manifest = read_json(folder / "manifest.json")
        assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
        assert manifest["features"] == FEATURES
        assert manifest["train"] == TRAIN.model_dump(mode="json")
        trained = POINTS[(POINTS["period"] == "train") & POINTS["label"].notna()]
        assert manifest["trained_on"]["points"] == len(trained)


class TestRefused:
    @pytest.mark.parametrize("name", ["model.txt", "calibration.json", "curves.parquet", "curves.json"])
    def test_a_file_that_is_another_one(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
        assert name in refusal(folder)

    def test_a_file_that_is_absent(self, folder: Path) -> None:
        (folder / "calibration.json").unlink()
        assert "calibration.json" in refusal(folder)

    def test_a_folder_without_a_manifest(self, tmp_path: Path) -> None:
        assert "not a model folder" in refusal(tmp_path)

    def test_a_catalogue_with_other_features_is_told_which(self, folder: Path) -> None:
        words = refusal(folder, changed(windows=["90d", "365d"]))
        assert "not in the model: appointments.count.90d" in words
        assert "absent: ratings.count.365d" in refusal(
            folder, Catalogue(indicators={k: v for k, v in CATALOGUE.indicators.items() if k != "ratings"})
        )

    @pytest.mark.parametrize(
        "more", [{"events": {"type": "visit"}}, {"measures": {"count": "unconstrained", "days_since": "unconstrained"}}]
    )
    def test_a_catalogue_that_computes_something_else_under_the_same_names(self, folder: Path, more: dict[str, Any]) -> None:
        assert "not the one that the model was fitted with" in refusal(folder, changed(**more))

    def test_a_reworded_sentence_is_no_obstacle(self, folder: Path) -> None:
        load_registered(folder, changed(means="Other words", ask="What then?"), VOCABULARY)

    def test_a_manifest_of_another_catalogue(self, folder: Path) -> None:
        write_json(folder / "manifest.json", read_json(folder / "manifest.json") | {"catalogue_sha256": "0" * 64})
        assert "The catalogue is not the one" in refusal(folder)
