"""The passport."""
