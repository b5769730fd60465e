"""The only home of writes about outgoing messages: `drafts` until it is queued, `delivery` from there, `personas`."""
