from parvis.conversations.models.echoes import Echo, EchoGroup, EchoKey
from parvis.conversations.models.learning import BrandHead, Correction, SecondReader
from parvis.conversations.models.moderation import Moderation
from parvis.conversations.models.place import Place, SeatPlace, Stream
from parvis.conversations.models.post import Link, Post, Reading, Revision, Thread

__all__ = [
    "BrandHead",
    "Correction",
    "Echo",
    "EchoGroup",
    "EchoKey",
    "Link",
    "Moderation",
    "Place",
    "Post",
    "Reading",
    "Revision",
    "SeatPlace",
    "SecondReader",
    "Stream",
    "Thread",
]
