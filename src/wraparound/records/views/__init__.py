"""The pages of what is held."""
