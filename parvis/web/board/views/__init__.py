"""What a board shows, its care, its links, its lists of feeds."""
