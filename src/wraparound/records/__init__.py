"""What is held about a learner, in their own hands: everything to take away, what is wrong, what should not be."""
