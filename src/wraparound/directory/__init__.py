"""The directory."""
