"""Pages: open to all (`offer`), for members who keep entries (`keep`), and for workbooks (`workbooks`)."""
