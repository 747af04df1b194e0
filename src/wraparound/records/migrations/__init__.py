"""Changes to the tables, one after the other, named by hand."""
