"""The command `neglect-triage`: one module for each command."""
