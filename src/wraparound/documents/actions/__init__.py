"""What can be done with documents."""

from wraparound.documents.actions.taking import take_document

__all__ = ["take_document"]
