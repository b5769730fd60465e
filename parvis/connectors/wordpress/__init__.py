"""WordPress: the articles of a site and what is said below them."""
