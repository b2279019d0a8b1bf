"""What the user watches: live tabs over a cluster."""
