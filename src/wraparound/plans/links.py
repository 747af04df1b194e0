"""The ways into plans."""
