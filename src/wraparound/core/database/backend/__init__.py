"""Django's PostgreSQL backend, with an actor told at the start of every transaction (ENGINE names this package)."""
