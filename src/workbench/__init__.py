"""The workbench: people sign in, judge a contact from its records, see its page, and judge again; `neglect-triage serve`."""
