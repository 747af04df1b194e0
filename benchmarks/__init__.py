"""How fast and how good the planner is, on areas by size and on problems that nobody here wrote."""
