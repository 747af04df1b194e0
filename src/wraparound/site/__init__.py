"""Where everything is wired: settings, root URLs, home, error pages, the order of middleware."""
