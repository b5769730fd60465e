"""Settings, one file for each sub-page."""
