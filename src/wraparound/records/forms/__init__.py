"""What is typed about what is held."""
