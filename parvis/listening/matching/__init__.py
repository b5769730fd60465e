"""Which watches a post matches, and why. Plain Python; one interface, engines behind it."""

from parvis.listening.matching.anchors import AnchorMatcher
from parvis.listening.matching.evidence import evidence
from parvis.listening.matching.interface import Document, Matcher


def matcher() -> Matcher:
    """An empty engine, the best that is installed."""
    return AnchorMatcher()


__all__ = ["AnchorMatcher", "Document", "Matcher", "evidence", "matcher"]
