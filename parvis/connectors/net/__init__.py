"""The one way out to the web: addresses checked after resolving, sizes and times bounded, answers turned into our six errors.

The client (httpx, a fifth of a second to import) is loaded by whoever fetches; asking what may be reached needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from parvis.connectors.net.reach import Reach

if TYPE_CHECKING:
    from parvis.connectors.net.client import Answer, Web

__all__ = ["Answer", "Reach", "Web"]


def __getattr__(name: str) -> Any:
    if name in ("Answer", "Web"):
        return getattr(import_module("parvis.connectors.net.client"), name)
    raise AttributeError(name)
