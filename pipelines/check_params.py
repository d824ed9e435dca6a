"""Check the whole of params.yaml before DVC starts: `make repro` runs this first."""

from neglect_triage.errors import run
from neglect_triage.params import load_params


def main() -> None:
    """Read params.yaml from the folder in which the command is run; say what is wrong with it, if anything is."""
    load_params()


if __name__ == "__main__":
    run(main)
