"""Pages about oneself, the people of an organisation, organisations, and ways in."""
