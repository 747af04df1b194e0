"""What those who work with learners learn together: an exercise on sharing decisions. No learner is in reach."""
