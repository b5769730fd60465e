"""The one router of a brand: reads and writes of one address stand together, or the first would answer for both.

`exact`: addresses that `router` would take for the id of something (`cases/bulk` beside `cases/{case}`); they are asked first.
"""

from ninja import Router

exact = Router()
router = Router()
