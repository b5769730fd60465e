from parvis.conversations.models.moderation import Moderation
from parvis.conversations.models.place import Place, Stream
from parvis.conversations.models.post import Link, Post, Reading, Revision, Thread

__all__ = ["Link", "Moderation", "Place", "Post", "Reading", "Revision", "Stream", "Thread"]
