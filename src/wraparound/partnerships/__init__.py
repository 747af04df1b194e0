"""Organisations that work together, and what they agreed about confidentiality. No learner is in reach."""
