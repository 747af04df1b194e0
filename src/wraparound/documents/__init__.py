"""What people take away from a plan: documents to print, to send and to keep, and the calendar of a week."""
