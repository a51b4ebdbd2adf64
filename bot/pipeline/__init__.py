"""The three stages of the alert path: collect, triage, deliver."""
