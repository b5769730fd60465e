"""Going outward from page to page: what a site lets robots read, what a page points to, one request at a time."""
