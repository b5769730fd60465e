"""Discovery: from a theme and a few places outward, to the places where it is talked about."""
