"""The only home of writes about boards and collections."""
