"""Who may see what of a learner: bases, grants, and the access that follows from them."""
