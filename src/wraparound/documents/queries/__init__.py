"""What of documents, for this viewer."""
