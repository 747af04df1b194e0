"""Many learners at once: planned together, and pathways tested on them. Nothing in a plan changes by it."""
