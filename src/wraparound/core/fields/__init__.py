"""The kinds of answers that a form can ask for. Forms take them from `wraparound.core.forms`."""
