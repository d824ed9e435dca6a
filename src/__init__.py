"""Decision support for research and audit of neglect triage: as-of features, an interpretable model, explanations."""

from . import telemetry

telemetry.switch_off()
