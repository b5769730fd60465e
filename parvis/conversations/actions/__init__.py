"""The only home of writes about places, threads and posts: one verb, one transaction."""
