"""An example of what stands in each placeholder of a remedy, so that the whole sentence can be checked."""

from __future__ import annotations

import re

import yaml

from tests.remedies.collecting import ROOT

_CAPABILITIES = yaml.safe_load((ROOT / "src/extracts/reconciliation/capability.yaml").read_text(encoding="utf-8"))


def _adds(data: object) -> list[str]:
    """Return each text under a key `add`, at any depth."""
    if isinstance(data, dict):
        return [text for key, value in data.items() for text in ([value] if key == "add" else _adds(value))]
    return [text for each in data for text in _adds(each)] if isinstance(data, list) else []


_NEAR = ['did you mean "one that is near"?', "use one of: one, two"]
EXAMPLES: dict[str, list[str]] = {
    "mend": [""],  # each text given as `mend` is itself collected
    "first.do": [""],  # and so is each given as `do`
    "stop.do": ["give its day"],
    "report": ["reading/matching.yaml"],
    "place": [
        "run `neglect-triage read FOLDER --drop-identifiers --out FOLDER`; in FOLDER/matching.yaml",
        "in reading/matching.yaml",
    ],
    "math.ceil(100 * share) / 100": ["0.02"],
    "first": [
        "look at those households first: mark one that joins strangers in households.kind. If they do belong together",
        "look at that child_id first: empty it where it comes from. If it is one person",
    ],
    "stopping[0].name": ["contact"],
    "accept": ['"missingness by period": "why, in 20 letters or more"'],
    "file": ["params.yaml"],
    "path": ["src/features/core.yaml"],
    "' and '.join(decisions)": ["contact_decision"],
    "near": ["one that is near"],
    "path.name": ["mlflow.db"],
    "found.experiment_id": ["1"],
    "option": ["--out", "--sheet"],
    "ARTIFACTS": ["mlruns"],
    "DATA.page('features')": ["data/reports/features.html"],
    "DATA.page('quality')": ["data/reports/quality.html"],
    "DATA.page('index')": ["data/reports/index.html"],
    "'; '.join((did_you_mean(name, p.numbers) for name in unknown))": _NEAR,
    "'\\n            '.join((every[name].add for name in lacking))": _adds(_CAPABILITIES),
    "did_you_mean(name, map(str, table.columns))": _NEAR,
    "did_you_mean(wrong[0], QUESTIONS)": _NEAR,
    "_smaller_catalogue(features, core)": ["write features.catalogue: core in params.yaml."],
    "do": [  # what the rows of a sheet of reviews may lack
        "put back what was there",
        "read the own judgement back first",
        "choose what weighed most",
    ],
}

_PLACEHOLDER = re.compile(r"\{((?:[^{}]|\{[^{}]*\})+)\}")


def filled(text: str) -> list[str]:
    """Return a remedy with each placeholder filled by each of its examples.

    Raises
    ------
    KeyError : a placeholder has no example here.
    """
    texts = [text]
    for placeholder in _PLACEHOLDER.findall(text):
        literal = placeholder.startswith("{")  # braces that the message itself has, around a placeholder
        name = placeholder.split("}")[0].lstrip("{") if literal else placeholder
        texts = [each.replace(f"{{{name}}}", example) for each in texts for example in EXAMPLES[name]]
    return texts
