"""People who sign in, organisations, memberships and roles. Nothing of a learner."""
