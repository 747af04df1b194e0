"""The site: one plan for a learner, composed by every organisation around them, the learner first."""
