"""The pages of a plan, for everybody around the learner. The learner's own are Easy Read, in files of their own."""
