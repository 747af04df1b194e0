"""The site with a council region's worth of learners: what row-level security costs, and how fast pages answer."""
