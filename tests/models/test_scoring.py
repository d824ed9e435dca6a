"""New contacts are scored as the model's own were; what was unknown is said; below the band there is no number to read."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.joins import Join
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.features.account import write_account
from neglect_triage.features.catalogue import Catalogue
from neglect_triage.files import read_json, sha256, write_frame, write_json
from neglect_triage.governance.approvals import Approval, Decision, decide, seen_by, standing_approval, void
from neglect_triage.models.crossfit import fit_all, score
from neglect_triage.models.registered import Registered, catalogue_hash, load_registered, write_registered
from neglect_triage.models.scoring import read_features, score_contacts
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import read_log
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

VOCABULARY = load_vocabulary()
POINTS, TABLE = world(600, 200)
FITTED = fit_all(POINTS, TABLE, CATALOGUE, TRAIN)
ABOUT: dict[str, Any] = {"catalogue_sha256": catalogue_hash(CATALOGUE, VOCABULARY), "synthetic": True}
CONTACTS = pd.concat([POINTS[["point_id", "child_id", "as_of"]], TABLE], axis=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "registered"
    write_registered(path, FITTED, POINTS, TABLE, CATALOGUE, TRAIN, ABOUT)
    return path


@pytest.fixture(scope="module")
def registered(folder: Path) -> Registered:
    return load_registered(folder, CATALOGUE, VOCABULARY)


class TestScores:
    def test_they_are_those_of_the_pipeline(self, registered: Registered) -> None:
        scores, _ = score_contacts(registered, CONTACTS, CATALOGUE, VOCABULARY.nouns)
        own = score(FITTED, POINTS, TABLE, CATALOGUE).set_index("point_id")
        same = scores.set_index("point_id").loc[own.index]
        pd.testing.assert_frame_equal(same[["margin", "attention"]], own[["margin", "attention"]])
        flagged = own["attention"]
        columns = ["frequency", "frequency_low", "frequency_high"]
        pd.testing.assert_frame_equal(same.loc[flagged, columns], own.loc[flagged, columns])

    def test_below_the_band_no_frequency_stands(self, registered: Registered) -> None:
        scores, account = score_contacts(registered, CONTACTS, CATALOGUE, VOCABULARY.nouns)
        below = ~scores["attention"]
        assert 0 < below.sum() < len(scores)
        assert scores.loc[below, ["frequency", "frequency_low", "frequency_high"]].isna().to_numpy().all()
        assert account["in_the_attention_band"] == (~below).sum()

    def test_those_that_tie_at_the_start_of_the_band_are_counted_and_all_are_in_it(self, registered: Registered) -> None:
        margins = score_contacts(registered, CONTACTS, CATALOGUE, VOCABULARY.nouns)[0]["margin"]
        common = float(margins.mode()[0])
        tied = replace(registered, calibration=replace(registered.calibration, threshold=common))
        scores, summary = score_contacts(tied, CONTACTS, CATALOGUE, VOCABULARY.nouns)
        assert summary["at_the_start_of_the_band"] == (margins == common).sum() >= 1
        assert scores.loc[margins == common, "attention"].all()

    def test_the_unknown_are_named_contact_by_contact_and_their_shares_told(self, registered: Registered) -> None:
        scores, account = score_contacts(registered, CONTACTS, CATALOGUE, VOCABULARY.nouns)
        used = [name for name, each in zip(FEATURES, FITTED.model.feature_importance("split"), strict=True) if each]
        for place in (0, 17, 599):
            unknown = [name for name in used if TABLE[name].isna()[place]]
            assert scores.loc[place, "unknown"] == ";".join(unknown)
            assert scores.loc[place, "features_unknown"] == len(unknown)
        shares = account["share_of_contacts_with_the_feature_unknown"]
        assert shares == pytest.approx({name: TABLE[name].isna().mean() for name in used}, abs=1e-4)

    def test_all_unknown_is_scored_and_said(self, registered: Registered) -> None:
        scores, account = score_contacts(
            registered, CONTACTS[:3].assign(**dict.fromkeys(FEATURES, np.nan)), CATALOGUE, VOCABULARY.nouns
        )
        assert np.isfinite(scores["margin"]).all()
        assert (scores["features_unknown"] == account["features_read_by_the_model"]).all()

    def test_no_contact_is_no_obstacle(self, registered: Registered) -> None:
        scores, account = score_contacts(registered, CONTACTS[:0], CATALOGUE, VOCABULARY.nouns)
        assert len(scores) == 0
        json.dumps(account, allow_nan=False)


class TestRefused:
    def said(self, table: pd.DataFrame, tmp_path: Path) -> str:
        write_frame(table, tmp_path / "features.parquet")
        with pytest.raises(BadInput) as error:
            read_features(tmp_path / "features.parquet", FEATURES)
        return str(error.value)

    def test_features_that_are_absent_or_unheard_of(self, tmp_path: Path) -> None:
        words = self.said(CONTACTS.rename(columns={FEATURES[1]: "other"}), tmp_path)
        assert f"absent: {FEATURES[1]}" in words
        assert "not in the model: other" in words

    def test_a_file_without_its_keys(self, tmp_path: Path) -> None:
        assert "child_id" in self.said(CONTACTS.drop(columns="child_id"), tmp_path)

    @pytest.mark.parametrize(("value", "what"), [(np.inf, "infinite"), (1e300, "infinite"), ("many", "no numbers")])
    def test_values_that_are_neither_numbers_nor_unknown_and_they_are_not_repeated(
        self, value: Any, what: str, tmp_path: Path
    ) -> None:
        words = self.said(CONTACTS.assign(**{FEATURES[2]: value}), tmp_path)
        assert what in words
        assert FEATURES[2] in words
        assert "many" not in words

    @pytest.mark.parametrize(
        ("key", "value"), [("point_id", "NULL"), ("child_id", "-1"), ("child_id", ""), ("as_of", pd.Timestamp("1970-01-01"))]
    )
    def test_a_key_that_stands_for_nothing(self, key: str, value: Any, tmp_path: Path) -> None:
        keys = CONTACTS[key].where(CONTACTS.index != 8, value)
        assert "1 rows, the first is row 9" in self.said(CONTACTS.assign(**{key: keys}), tmp_path)

    def test_an_identifier_in_two_spellings_that_mean_one(self, tmp_path: Path) -> None:
        twice = CONTACTS.assign(point_id=[str(number + 1) + ".0" * (number == 1) for number in [0, 0, *range(2, len(CONTACTS))]])
        twice.loc[1, "point_id"] = "1.0"
        assert "1 rows, the first is row 2" in self.said(twice, tmp_path)

    @pytest.mark.parametrize("content", [None, b"no table"])
    def test_what_is_no_parquet_file(self, content: bytes | None, tmp_path: Path) -> None:
        if content:
            (tmp_path / "features.parquet").write_bytes(content)
        with pytest.raises(BadInput, match="Features cannot be read" if content else "no features to score"):
            read_features(tmp_path / "features.parquet", FEATURES)


class TestCommand:
    """The command, with the small catalogue in place of the neglect catalogue."""

    @pytest.fixture(autouse=True)
    def _small_catalogue(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)

        def load(vocabulary: object, path: Path | None) -> Catalogue:
            return CATALOGUE

        monkeypatch.setattr("neglect_triage.cli.project.load_catalogue", load)

    def run(self, folder: Path, tmp_path: Path, out: str = "scores.parquet", *, decision: Decision = "approved") -> Any:
        write_frame(CONTACTS, tmp_path / "features.parquet")
        at = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
        decide(DATA.approvals, seen_by(folder, tmp_path, ()), decision, "chair", "JS", [], at)
        return self.score(folder, tmp_path, out)

    def score(self, folder: Path, tmp_path: Path, out: str = "scores.parquet", *more: str) -> Any:
        named = ["--features", str(tmp_path / "features.parquet"), "--out", str(tmp_path / out), "--model", str(folder)]
        return CliRunner().invoke(app, ["score", *named, *more])

    def test_it_writes_the_scores_and_prints_none(self, folder: Path, registered: Registered, tmp_path: Path) -> None:
        done = self.run(folder, tmp_path)
        assert done.exit_code == 0, done.exception
        expected, account = score_contacts(registered, CONTACTS, CATALOGUE, VOCABULARY.nouns)
        written = pd.read_parquet(tmp_path / "scores.parquet")
        pd.testing.assert_series_equal(written["margin"], expected["margin"])
        given = json.loads((tmp_path / "scores.json").read_text())
        seal = read_log(DATA.approvals)[-1]["seal"]
        assert given.pop("approval")["seal"] == seal
        assert given.pop("log_of_approvals") == {"lines": 1, "seal": seal}
        assert seal in done.stdout
        assert given.pop("joins") is None
        assert given == account
        assert "No score decides about a child" in done.stdout
        assert "SYNTHETIC DATA" in done.stdout
        assert not [name for name in CONTACTS["point_id"] if name in done.stdout]

    def test_it_gives_how_many_contacts_were_about_unknown_children(self, folder: Path, tmp_path: Path) -> None:
        self.run(folder, tmp_path)
        join = Join("contacts.csv", "points", "children", "child_id", len(CONTACTS) + 9, 0, len(CONTACTS), len(CONTACTS))
        write_account(tmp_path / "features.parquet", [join])
        done = self.run(folder, tmp_path)
        assert f"9 of {len(CONTACTS) + 9} contacts are not scored: their child is not in the chronology." in done.stdout
        assert json.loads((tmp_path / "scores.json").read_text())["joins"] == [join.plain()]

    @pytest.mark.parametrize(
        ("made_with", "says"),
        [({"view": "hub"}, "of another view than the model"), ({"catalogue_sha256": "other"}, "another catalogue or vocabulary")],
    )
    def test_features_that_were_computed_otherwise_are_refused(
        self, made_with: dict[str, str], says: str, folder: Path, tmp_path: Path
    ) -> None:
        self.run(folder, tmp_path)
        write_account(tmp_path / "features.parquet", [], made_with=made_with)
        done = self.score(folder, tmp_path)
        assert isinstance(done.exception, BadInput)
        assert says in str(done.exception)
        same = {"view": TRAIN.view, "catalogue_sha256": ABOUT["catalogue_sha256"]}
        write_account(tmp_path / "features.parquet", [], made_with=same)
        assert self.score(folder, tmp_path).exit_code == 0

    def test_a_low_rate_of_known_children_is_a_warning_here_too(self, folder: Path, tmp_path: Path) -> None:
        self.run(folder, tmp_path)
        write_account(tmp_path / "features.parquet", [Join("c.csv", "points", "children", "child_id", 100, 0, 40, 40)])
        assert "WARNING: c.csv: 40 of 100 rows of points" in self.run(folder, tmp_path).stdout

    def test_without_an_account_it_does_not_claim_that_every_child_is_known(self, folder: Path, tmp_path: Path) -> None:
        words = self.run(folder, tmp_path).stdout
        assert "Not known: whether every child is in the chronology" in words
        write_json(tmp_path / "features.json", {"features_sha256": "of other features", "joins": []})
        assert "Not known: whether every child is in the chronology" in self.run(folder, tmp_path).stdout

    def test_unknown_is_what_no_source_covered(self, folder: Path, tmp_path: Path) -> None:
        words = self.run(folder, tmp_path).stdout
        account = json.loads((tmp_path / "scores.json").read_text())
        assert account["cells"] == account["features_read_by_the_model"] * len(CONTACTS)
        assert f"{account['cells_unknown']:,} are unknown: no source covered those days" in words
        assert "0 were unknown" not in words

    def test_the_same_contacts_give_the_same_bytes(self, folder: Path, tmp_path: Path) -> None:
        self.run(folder, tmp_path)
        once = (tmp_path / "scores.parquet").read_bytes()
        self.run(folder, tmp_path)
        assert (tmp_path / "scores.parquet").read_bytes() == once

    def test_a_model_that_was_refused_scores_nothing(self, folder: Path, tmp_path: Path) -> None:
        done = self.run(folder, tmp_path, decision="refused")
        assert "Only an approved model scores" in str(done.exception)
        assert not (tmp_path / "scores.parquet").exists()

    def test_a_model_whose_approval_an_erasure_voided_scores_nothing_until_it_is_refitted(
        self, folder: Path, tmp_path: Path
    ) -> None:
        self.run(folder, tmp_path, "before.parquet")
        void(DATA.approvals, read_log(DATA.approvals), "JS", "2024-06-02T00:00:00+00:00")
        done = self.score(folder, tmp_path)
        assert "voided on 2024-06-02" in str(done.exception)
        assert "refit (dvc repro)" in str(done.exception)
        assert not (tmp_path / "scores.parquet").exists()

    def test_an_edited_model_whose_hashes_were_made_to_fit_is_refused_before_it_is_parsed(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """LightGBM ends the process on a model that it cannot parse."""
        edited = Path(shutil.copytree(folder, tmp_path / "edited"))
        (edited / "model.txt").write_text("tree\nversion=v4\nnum_class=-1\n")
        manifest = read_json(edited / "manifest.json")
        manifest["files"]["model.txt"] = sha256(edited / "model.txt")
        write_json(edited / "manifest.json", manifest)
        parsed: list[object] = []
        monkeypatch.setattr("neglect_triage.cli.score.load_registered", lambda *given: parsed.append(given))
        self.run(folder, tmp_path)
        parsed.clear()
        done = self.score(edited, tmp_path)
        assert "never approved" in str(done.exception)
        assert parsed == []

    def test_what_is_loaded_is_what_was_checked_whatever_becomes_of_the_files(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        swapped = Path(shutil.copytree(folder, tmp_path / "swapped"))
        real = standing_approval

        def swap_after(*given: Any) -> Approval:
            found = real(*given)
            (swapped / "model.txt").write_text("tree\nversion=v4\nnum_class=-1\n")
            return found

        monkeypatch.setattr("neglect_triage.cli.score.standing_approval", swap_after)
        assert self.run(swapped, tmp_path).exit_code == 0

    @pytest.mark.parametrize("option", ["--approvals", "--project"])
    def test_no_option_leads_to_another_log_or_to_other_documents(self, folder: Path, tmp_path: Path, option: str) -> None:
        self.run(folder, tmp_path, decision="refused")
        assert self.score(folder, tmp_path, "scores.parquet", option, str(tmp_path)).exit_code == 2
        assert not (tmp_path / "scores.parquet").exists()

    def test_scores_are_parquet(self, folder: Path, tmp_path: Path) -> None:
        done = self.run(folder, tmp_path, "scores.csv")
        assert isinstance(done.exception, BadInput)
        assert not (tmp_path / "scores.csv").exists()
