"""The one router of a brand: reads and writes of one address stand together, or the first would answer for both."""

from ninja import Router

router = Router()
