"""What the pages do, the API does: one table per screen, from the name of a page's POST route to the operation of the same act.

`VERBS` of a module here: a route is named beside the `operation_id` that does the same, beside several where one form does several
things, or beside `OfThePage(reason)` where a program has no use for it.
"""
