"""Documents as Word files: in our own layout, or in one that an organisation made.

A layout is a Word file with placeholders (`shape`). What comes from outside is looked at (`checking`) and filled in
(`filling`) only in a process of its own (`worker`), which knows neither the site nor its database.
"""
