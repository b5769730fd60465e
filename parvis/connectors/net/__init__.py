"""The one way out to the web: addresses checked after resolving, sizes and times bounded, answers turned into our six errors."""

from parvis.connectors.net.client import Answer, Web
from parvis.connectors.net.reach import Reach

__all__ = ["Answer", "Reach", "Web"]
