"""Commands of the vocabulary."""
