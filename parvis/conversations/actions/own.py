"""Posts that turn out to be our own."""

from __future__ import annotations

from django.db import transaction

from parvis.conversations.models import Place, Post


@transaction.atomic
def take_as_ours(place: Place, remote_id: str) -> Post | None:
    """A post that was read from the network before we knew that it is what we had sent. None = no such post."""
    post = Post.objects.filter(place=place, remote_id=remote_id[:500]).first()
    if post is not None and post.direction != "out":
        post.direction = "out"
        post.save(update_fields=["direction"])
    return post
