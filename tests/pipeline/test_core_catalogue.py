"""A small authority: the core catalogue, and no more than what the messages say, bring a run to the end of the report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.pipeline.project import ROOT, STAGES, run_all_here, run_here, small_project

CHILDREN = 3000
WRITE_SHARE = re.compile(r"write split\.largest_family_share: ([\d.]+) in params\.yaml")

WRITE_ACCEPT = re.compile(r"params\.yaml, design\.accept: (\{.*\})")


def set_param(project: Path, section: str, key: str, value: object) -> None:
    yaml = YAML()
    params = yaml.load(project / "params.yaml")
    params[section][key] = value
    yaml.dump(params, project / "params.yaml")


@pytest.mark.slow
def test_a_small_authority_runs_with_the_core_catalogue_as_the_messages_say(tmp_path: Path) -> None:
    own = YAML().load(ROOT / "params.yaml")
    project = small_project(tmp_path, world=own["world"] | {"children": CHILDREN}, split=own["split"], design={"accept": {}})
    set_param(project, "features", "catalogue", "core")
    run_all_here(STAGES[: STAGES.index("cohort")], project)
    stopped = run_here("cohort", project)
    if stopped.code:
        share = WRITE_SHARE.search(stopped.output)
        assert share, stopped.output
        set_param(project, "split", "largest_family_share", float(share[1]))
    run_all_here(("cohort", "featurise", "validate_features"), project)
    stopped = run_here("design", project)
    if stopped.code:
        line = WRITE_ACCEPT.search(stopped.output)
        assert line, stopped.output
        set_param(project, "design", "accept", YAML().load(line[1]))
    run_all_here(STAGES[STAGES.index("design") : STAGES.index("documents")], project)
    assert (project / "data/reports/index.html").is_file()
    assert "for 40 features" in (project / "data/design/checks.json").read_text(encoding="utf-8")
