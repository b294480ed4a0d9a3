"""Filled PDF → answers, scores, flags → JSON, CSV, FHIR. What it reads is never trusted and never written to a log."""
