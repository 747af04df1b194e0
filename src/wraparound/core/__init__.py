"""What every subject stands on: the database's scope, clock, ids, audit, layout. It knows no subject."""
