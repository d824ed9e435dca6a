"""Group metrics by aequitas, for a table with the columns score (1 or 0: picked out), label_value and groups.

Run in the environment of the peers: python benchmarks/peers/with_aequitas.py TABLE.csv GROUPS...
"""

import contextlib
import io
import json
import sys

import pandas as pd

NAMES = {
    "selection_rate": "pprev",
    "recall": "tpr",
    "false_negative_rate": "fnr",
    "false_positive_rate": "fpr",
    "precision": "precision",
}


def main() -> None:
    """Print, as JSON, each group's metrics under our names."""
    from aequitas.group import Group

    table, groups = pd.read_csv(sys.argv[1], dtype=dict.fromkeys(sys.argv[2:], "str")), sys.argv[2:]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found, _ = Group().get_crosstabs(table, attr_cols=groups)
    result = {
        f"{row['attribute_name']}: {row['attribute_value']}": {ours: float(row[theirs]) for ours, theirs in NAMES.items()}
        for _, row in found.iterrows()
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
