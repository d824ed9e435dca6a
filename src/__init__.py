"""Decision support for research and audit of neglect triage: as-of features, an interpretable model, explanations."""

from . import telemetry

__version__ = "0.1.0"

telemetry.switch_off()
