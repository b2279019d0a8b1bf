"""What every pod template shares: defaults, validation, and its part of a describe page."""
