"""Notices: something happened that a person should know of or do. On a page, and in mails that say nothing personal."""
