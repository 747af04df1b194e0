"""What documents keep: layouts of organisations, and addresses of calendars."""

from wraparound.documents.models.feeds import Feed
from wraparound.documents.models.layouts import Layout

__all__ = ["Feed", "Layout"]
