"""Feeds: RSS of every age, Atom, JSON Feed; the articles of blogs and the comments under them."""
