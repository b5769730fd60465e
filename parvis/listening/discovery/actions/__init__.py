"""The only home of writes about explorations."""
