"""The switches that stop our tools sending analytics. They are set when the package is imported, before any tool is."""

from __future__ import annotations

import os

SWITCHES = {
    "DO_NOT_TRACK": "true",
    "DVC_NO_ANALYTICS": "true",
    "GX_ANALYTICS_ENABLED": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


def switch_off() -> None:
    """Set every switch in this process and in those that it starts, whatever the user's own environment says."""
    os.environ.update(SWITCHES)
