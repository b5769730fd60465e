"""What the settings ask, by subject."""
