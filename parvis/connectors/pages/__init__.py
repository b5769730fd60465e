"""Pages for people: the feeds they announce, the article they hold, the comments under it. No network here."""
