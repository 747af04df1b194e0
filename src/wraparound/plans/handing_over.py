"""What of plans passes to a successor when somebody leaves an organisation: the lines they lead."""
