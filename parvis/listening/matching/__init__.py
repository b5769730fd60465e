"""Which watches a post matches, and why. Plain Python and numpy; one interface, engines behind it."""

from parvis.listening.matching.anchors import AnchorMatcher
from parvis.listening.matching.evidence import evidence
from parvis.listening.matching.interface import Document, Matcher
from parvis.listening.matching.sized import SizedMatcher


def matcher() -> Matcher:
    """An empty engine, for any number of watches and posts."""
    return SizedMatcher()


__all__ = ["AnchorMatcher", "Document", "Matcher", "evidence", "matcher"]
